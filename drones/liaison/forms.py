"""The shapes of an officer's two answers."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # its stubs lack SelectChoice
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from drones.liaison.model import Approval, Denial, Refused
from drones.liaison.rules.decisions import LONGEST_REMARK, OFFERED
from portal.kit.forms import Form

_TOO_LONG = _l("At most %(most)d characters.", most=LONGEST_REMARK)


class _Answer(Form):
    """Both answers name the version of the plan that the officer has read."""

    version = HiddenField(_l("Version of the plan"))

    @property
    def expected_version(self) -> int:
        """The version that was on the officer's screen; 0, which no plan has, when it is no number."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class ApproveForm(_Answer):
    """Consent, with conditions."""

    conditions = SelectMultipleField(
        _l("Conditions of the consent"),
        coerce=int,
        choices=[SelectChoice(str(int(code)), _l(f"permits.condition.{code.value}")) for code in OFFERED],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    ceiling_m = IntegerField(_l("Lower ceiling (metres)"), [Optional()])
    remark = TextAreaField(_l("Remark for the owner"), [Length(max=LONGEST_REMARK, message=_TOO_LONG)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="approve-", **kwargs)

    def approval(self) -> Approval:
        """What the valid form grants."""
        return Approval(
            conditions=tuple(sorted(self.conditions.data or ())),
            ceiling_m=self.ceiling_m.data,
            remark=(self.remark.data or "").strip(),
        )


class DenyForm(_Answer):
    """No, with the reason."""

    reason = SelectField(
        _l("Reason for denying"),
        [InputRequired(_l("Choose a reason."))],
        choices=[SelectChoice("", _l("Choose a reason"))]
        + [SelectChoice(code.value, _l(f"liaison.denial.{code.value}")) for code in Denial],
    )
    text = TextAreaField(_l("Sentence for the owner"), [Length(max=LONGEST_REMARK, message=_TOO_LONG)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="deny-", **kwargs)

    def refused(self) -> Refused:
        """What the valid form answers."""
        return Refused(Denial(self.reason.data), (self.text.data or "").strip())
