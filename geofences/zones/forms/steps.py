"""The steps that are taken with a version: a remark, a consent, another end, a moment to ask about."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from geofences.zones.formats.typed import Typed
from portal.kit.forms import Form
from portal.kit.i18n import local
from portal.kit.settings import settings


class StepForm(Form):
    """A button that needs nothing but its token."""


class RemarkForm(Form):
    """Why something is sent back, or is to be withdrawn."""

    remark = TextAreaField(
        _l("Remark"),
        validators=[
            DataRequired(_l("Say why, in a sentence.")),
            Length(max=1_000, message=_l("At most 1,000 characters.")),
        ],
    )


class SureForm(Form):
    """The consent to something that takes effect at once."""

    sure = BooleanField(
        _l("Yes, this zone no longer applies from now on"), validators=[DataRequired(_l("Please confirm."))]
    )


class _MomentFields(Form):
    def moment(self, name: str) -> datetime | None:
        """The moment typed in ``<name>_date`` and ``<name>_time``; faults are put beside them."""
        typed = Typed({one: self[one].data for one in (f"{name}_date", f"{name}_time")})
        found = typed.moment(name, ZoneInfo(settings().time_zone))
        self.show(typed.faults)
        return found


class EndForm(_MomentFields):
    """Another end for a zone."""

    end_date = StringField(_l("New last day"))
    end_time = StringField(_l("New end (Bamako time)"), description=_l("24-hour clock, for example 10:00."))

    def read(self) -> datetime | None:
        """The new end, or ``None`` with its faults shown."""
        found = self.moment("end")
        if found is None and not self.errors:
            self.end_date.errors = [_l("Say until when.")]
        return found


class MomentForm(_MomentFields):
    """A moment about which is asked whether the zone applies then; empty: now."""

    class Meta:
        csrf = False  # a GET form that changes nothing

    at_date = StringField(_l("Day"), description=_l("Empty: today"))
    at_time = StringField(_l("Hour (Bamako)"), description=_l("On 24 hours, such as 23:30; empty: now"))

    def read(self, now: datetime) -> datetime:
        """The moment asked about; what is left empty is now."""
        there = local(now)
        if not self.at_date.data:
            self.at_date.data = there.date().isoformat()
        if not self.at_time.data:
            self.at_time.data = f"{there:%H:%M}"
        return self.moment("at") or now
