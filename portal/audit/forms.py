"""The shape of an auditor's search."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # its stubs lack SelectChoice
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import Optional

from portal.audit.model import Book, Search
from portal.audit.rules import is_token
from portal.kit.forms import Form

#: What a database's column of numbers holds.
MOST_ENTRIES = 2**62


class SearchForm(Form):
    """Filters of the ledger's page; all optional, sent with GET."""

    book = SelectField(
        _l("Book"),
        choices=[
            SelectChoice(Book.OPEN.value, _l("Open book")),
            SelectChoice(Book.SEALED.value, _l("Sealed book (concealed zones)")),
        ],
        default=Book.OPEN.value,
    )
    action = StringField(_l("Action"), [Optional()])
    subject = StringField(_l("Subject"), [Optional()])
    actor = StringField(_l("Actor"), [Optional()])
    first_day = DateField(_l("From the day"), [Optional()])
    last_day = DateField(_l("To the day"), [Optional()])
    before = IntegerField(validators=[Optional()])
    after = IntegerField(validators=[Optional()])

    class Meta:
        """A search changes nothing, so its address needs no token and can be kept."""

        csrf = False

    def validate_action(self, field: StringField) -> None:
        """An id or a code has no blank."""
        _refuse_blanks(field)

    validate_subject = validate_actor = validate_action

    def validate_last_day(self, field: DateField) -> None:
        """The calendar has to go on behind the last day, for that is where the search ends."""
        if field.data == date.max:
            raise ValidationError(str(_l("This day is too far away.")))

    def validate_before(self, field: IntegerField) -> None:
        """A number that the ledger can have; wtforms' own range stumbles over very long ones."""
        if field.data is None or not 1 <= field.data <= MOST_ENTRIES:
            raise ValidationError(str(_l("The ledger has no entry of this number.")))

    def validate_after(self, field: IntegerField) -> None:
        """A number that the ledger can have, or 0."""
        if field.data is None or not 0 <= field.data <= MOST_ENTRIES:
            raise ValidationError(str(_l("The ledger has no entry of this number.")))

    def search(self) -> Search:
        """The search that the valid form asks for."""
        return Search(
            action=self.action.data or "",
            subject=self.subject.data or "",
            actor=self.actor.data or "",
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            before=self.before.data,
            book=Book(self.book.data or Book.OPEN),
        )


def _refuse_blanks(field: StringField) -> None:
    if field.data and not is_token(field.data):
        raise ValidationError(
            str(_l("An id or a code is expected: no blanks, no @, at most 200 characters."))
        )
