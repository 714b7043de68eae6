"""The forms of this room's own pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TelField,
)
from wtforms.validators import DataRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.model import STAFF, Role
from portal.accounts.security.forms import ANSWER, LANGUAGES, PHONE
from portal.kit.forms import Form

#: The roles in words, in the order of the contract.
ROLES = {
    Role.OWNER: _l("Owner of aircraft"),
    Role.OFFICER: _l("Liaison officer"),
    Role.COMMANDER: _l("Commander"),
    Role.ZONE_EDITOR: _l("Zone editor"),
    Role.REGISTRAR: _l("Registrar"),
    Role.CHECKPOINT: _l("Checkpoint"),
    Role.AUDITOR: _l("Auditor"),
    Role.ADMIN: _l("Administrator of accounts"),
}
#: What a key may be used for, in words.
SCOPES = {
    "registry.own": _l("My registrations: operator, pilots, aircraft"),
    "flights.own": _l("My flights: file, submit, follow"),
    "liaison.read": _l("The liaison queue: read"),
    "liaison.decide": _l("The liaison queue: decide"),
    "known.ask": _l("Ask whether a drone is known"),
}
_COMMAND = Regexp(
    r"^[A-Z0-9_-]{2,20}$", message=_l("A command is named by capitals and figures, such as ZONE4.")
)


class InviteForm(Form):
    """An invitation to the staff."""

    email = EmailField(_l("E-mail address"), validators=[ANSWER, Length(max=254)])
    role = SelectField(
        _l("Role"),
        choices=[(role.value, words) for role, words in ROLES.items() if role in STAFF],
        validators=[ANSWER],
    )
    command = StringField(
        _l("Command"),
        description=_l("For officers and commanders, such as ZONE4."),
        validators=[Optional(), _COMMAND],
    )
    locale = SelectField(_l("Language of the invitation"), choices=LANGUAGES, validators=[ANSWER])
    submit = SubmitField(_l("Invite"))


class AcceptForm(Form):
    """The answer to an invitation."""

    password = PasswordField(
        _l("Password"),
        description=_l("At least 12 characters. Several words that only you would put together are best."),
        render_kw={"autocomplete": "new-password", "minlength": 12},
        validators=[DataRequired(message=_l("Enter a password.")), Length(max=254)],
    )
    phone = TelField(_l("Telephone"), render_kw={"autocomplete": "tel"}, validators=[Optional(), PHONE])
    locale = SelectField(_l("Language of your notices"), choices=LANGUAGES, validators=[ANSWER])
    submit = SubmitField(_l("Create my account"))


class RolesForm(Form):
    """What a person is here."""

    roles = SelectMultipleField(
        _l("Roles"),
        validators=[DataRequired(message=_l("Choose at least one role."))],
        choices=[(role.value, words) for role, words in ROLES.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    command = StringField(
        _l("Command"),
        description=_l("For officers and commanders, such as ZONE4."),
        validators=[Optional(), _COMMAND],
    )
    submit = SubmitField(_l("Change the roles"))


class ContactForm(Form):
    """How a person is reached."""

    phone = TelField(
        _l("Telephone"),
        description=_l(
            "The liaison desk calls it when it has a question about a flight, or in an emergency."
        ),
        render_kw={"autocomplete": "tel"},
        validators=[Optional(), PHONE],
    )
    locale = SelectField(_l("Language of your notices"), choices=LANGUAGES, validators=[ANSWER])
    submit = SubmitField(_l("Save"))


class PhoneForm(Form):
    """The number that a code is sent to."""

    phone = TelField(
        _l("Telephone"),
        description=_l("Eight figures, or with + and the country before them: +223 70 00 00 00."),
        render_kw={"autocomplete": "tel"},
        validators=[
            DataRequired(message=_l("Enter a telephone number, for example +223 70 00 00 00.")),
            PHONE,
        ],
    )
    submit = SubmitField(_l("Send a code"))


class PhoneCodeForm(Form):
    """The code that came to the number."""

    code = StringField(
        _l("Code of the short message"),
        description=_l("Six figures; they are good for ten minutes."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
        validators=[DataRequired(), Length(max=20)],
    )
    submit = SubmitField(_l("Verify"))


class KeyForm(Form):
    """A new API key."""

    scopes = SelectMultipleField(
        _l("What the key may be used for"),
        validators=[DataRequired(message=_l("Choose at least one use of the key."))],
        choices=list(SCOPES.items()),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    submit = SubmitField(_l("Make a key"))
