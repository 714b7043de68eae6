"""The shapes of an officer's two answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # its stubs lack SelectChoice
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from drones.liaison.model import Approval, Cut, Denial, Offer, Refused
from drones.liaison.rules.decisions import LONGEST_REMARK, OFFERED
from portal.kit.forms import Form
from portal.kit.i18n import local
from portal.kit.settings import settings

_TOO_LONG = _l("At most %(most)d characters.", most=LONGEST_REMARK)


class _Answer(Form):
    """Both answers name the version of the plan that the officer has read."""

    version = HiddenField(_l("Version of the plan"))

    @property
    def expected_version(self) -> int:
        """The version that was on the officer's screen; 0, which no plan has, when it is no number."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class MomentField(DateTimeLocalField):
    """A day and a time as people of the region read them; the data is aware."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the moment, or say what is expected."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError as fault:
            raise ValueError(_l("Give day and time, for instance 31/12/2027 14:30.")) from fault
        if self.data is not None:
            self.data = self.data.replace(tzinfo=ZoneInfo(settings().time_zone))

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return f"{local(self.data):%Y-%m-%dT%H:%M}" if isinstance(self.data, datetime) else ""


class _Trim(_Answer):
    """What is otherwise than asked: height, window, area."""

    ceiling_m = IntegerField(_l("Lower ceiling (metres)"), [Optional()])
    start = MomentField(_l("Other start"), [Optional()])
    end = MomentField(_l("Other end"), [Optional()])
    without = SelectMultipleField(
        _l("Leave out of the area"),
        choices=[],
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def offer_cuts(self, cuts: Iterable[Cut]) -> None:
        """Put what can be left out of this flight on the list."""
        self.without.choices = [SelectChoice(one.code, _cut(one)) for one in cuts]


def _cut(cut: Cut) -> Any:
    if cut.name:
        return cut.name
    middle = cut.area.centroid
    where = {"lat": f"{middle.y:.3f}", "lon": f"{middle.x:.3f}"}
    return _l("Square %(number)d of 5 km, around %(lat)s, %(lon)s", number=cut.number, **where)


class ApproveForm(_Trim):
    """Consent, with conditions."""

    conditions = SelectMultipleField(
        _l("Conditions of the consent"),
        coerce=int,
        choices=[SelectChoice(str(int(code)), _l(f"permits.condition.{code.value}")) for code in OFFERED],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    remark = TextAreaField(_l("Remark for the owner"), [Length(max=LONGEST_REMARK, message=_TOO_LONG)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="approve-", **kwargs)

    def approval(self) -> Approval:
        """What the valid form grants."""
        return Approval(
            conditions=tuple(sorted(self.conditions.data or ())),
            ceiling_m=self.ceiling_m.data,
            remark=(self.remark.data or "").strip(),
            start=self.start.data,
            end=self.end.data,
            without=tuple(self.without.data or ()),
        )


class DenyForm(_Answer):
    """No, with the reason; under another ``name`` the reason of a stop."""

    reason = SelectField(
        _l("Reason for denying"),
        [InputRequired(_l("Choose a reason."))],
        choices=[SelectChoice("", _l("Choose a reason"))]
        + [SelectChoice(code.value, _l(f"liaison.denial.{code.value}")) for code in Denial],
    )
    text = TextAreaField(_l("Sentence for the owner"), [Length(max=LONGEST_REMARK, message=_TOO_LONG)])
    passes = TextAreaField(_l("What would pass"), [Length(max=LONGEST_REMARK, message=_TOO_LONG)])

    def __init__(self, name: str = "deny", **kwargs: Any) -> None:
        super().__init__(prefix=f"{name}-", **kwargs)

    def refused(self) -> Refused:
        """What the valid form answers."""
        words = (self.text.data or "").strip(), (self.passes.data or "").strip()
        return Refused(Denial(self.reason.data), *words)


class WordsForm(_Answer):
    """A question or a message to the owner; ``name`` keeps the two apart on one page."""

    text = TextAreaField(_l("Words to the owner"), [Length(max=LONGEST_REMARK, message=_TOO_LONG)])

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(prefix=f"{name}-", **kwargs)


class ProposeForm(_Trim):
    """What the command would consent to instead."""

    text = TextAreaField(_l("Remark for the owner"), [Length(max=LONGEST_REMARK, message=_TOO_LONG)])
    suggestion = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="propose-", **kwargs)

    def offer(self) -> Offer:
        """What the valid form proposes."""
        picked = self.suggestion.data or ""
        return Offer(
            ceiling_m=self.ceiling_m.data,
            start=self.start.data,
            end=self.end.data,
            without=tuple(self.without.data or ()),
            text=(self.text.data or "").strip(),
            suggestion=int(picked) if picked.isascii() and picked.isdigit() and len(picked) < 3 else None,
        )


class SignForm(_Answer):
    """The second signature: who signs shows anew who they are."""

    password = PasswordField(_l("Your password"), render_kw={"autocomplete": "current-password"})
    code = StringField(
        _l("Code of six figures"), render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"}
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix="sign-", **kwargs)


class BareForm(_Answer):
    """A button that names the version it was pressed on."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix="act-", **kwargs)
