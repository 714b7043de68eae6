"""A commander's emergency zone: set alone, flagged until a second person confirms or ends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import flash
from flask_babel import gettext as _

from geofences.zones import rules, service
from geofences.zones.formats.typed import read_zone
from geofences.zones.forms import EmergencyForm
from geofences.zones.staff_pages.blueprint import blueprint
from geofences.zones.staff_pages.shown import taken, to_version
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import local
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.settings import settings

_PROPOSED = timedelta(hours=3)
#: Where faults of the period, which the form does not show as one, are put right.
_FIELDS = {"end_date": "until_date", "end_time": "until_time"}


@blueprint.route("/zones/edit/emergency", methods=["GET", "POST"])
@allow(Permission.ZONES_PUBLISH)
def emergency() -> Page | SeeOther:
    """Set a zone that takes effect at once and lasts at most 24 hours."""
    form, moment = EmergencyForm(), now()
    if not form.is_submitted():
        return _page(_fresh(moment), moment)
    form.validate()
    reading = read_zone(
        form.as_zone(settings().country, settings().name, moment), None, ZoneInfo(settings().time_zone)
    )
    form.show_faults([_placed(fault) for fault in reading.faults])
    if reading.zone is None or form.errors:
        return _page(form, moment, 422)
    done = service.publish_emergency(zone=reading.zone, actor=identity().id, now=moment)
    if not isinstance(done, str):
        form.show_faults(done)
        return _page(form, moment, 422)
    flash(_("The emergency zone applies from now on. A second person is to confirm it."), "success")
    return to_version(done)


@blueprint.post("/zones/edit/version/<id_>/confirm")
@allow(Permission.ZONES_PUBLISH)
def confirm_emergency(id_: str) -> SeeOther:
    """The second person agrees with an emergency zone."""
    fault = service.confirm_emergency(id_=id_, actor=identity().id, now=now())
    return taken(fault, _("The emergency zone is confirmed."), to_version(id_))


def _fresh(moment: datetime) -> EmergencyForm:
    until = local(moment + _PROPOSED)
    return EmergencyForm(
        None,
        data={
            "identifier": rules.emergency_identifier(local(moment)),
            "restriction": "PROHIBITED",
            "command": identity().command or settings().default_command,
            "until_date": until.date().isoformat(),
            "until_time": f"{until:%H:%M}",
            "phone": settings().liaison_phone,
            "exercise": settings().demo,
        },
    )


def _placed(fault: Fault) -> Fault:
    block, name = fault.pointer.split("/")[0], fault.pointer.split("/")[-1]
    return replace(fault, pointer=_FIELDS.get(name, "until_time")) if block == "periods" else fault


def _page(form: EmergencyForm, moment: datetime, status: int = 200) -> Page:
    form.offer()
    return Page("zones/emergency.html", status, form=form, now=moment, latest=moment + rules.EMERGENCY_LASTS)
