"""A zone by hand: a new one, or a new draft of one that stands in the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, request, url_for
from flask_babel import gettext as _

from geofences.engine.model import Zone
from geofences.zones import rules, service
from geofences.zones.formats.typed import (
    MOST_BLOCKS,
    Typed,
    is_too_large,
    read_piece,
    read_zone,
    write_layer,
    write_zone,
)
from geofences.zones.forms import ZoneForm
from geofences.zones.model import Version
from geofences.zones.staff_pages.blueprint import blueprint
from geofences.zones.staff_pages.shown import people, to_version
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import local, say
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem
from portal.kit.settings import settings

Answer = Page | SeeOther
Data = dict[str, Any]
BLOCKS = ("layers", "periods", "authorities")


@blueprint.route("/zones/edit/new", methods=["GET", "POST"])
@allow(Permission.ZONES_EDIT)
def new() -> Answer:
    """Draft a zone that is not in the register."""
    form = ZoneForm()
    if not form.is_submitted():
        return _page(ZoneForm(None, data=_fresh()), None)
    return _answer(form, None)


@blueprint.route("/zones/edit/change/<country>/<path:identifier>", methods=["GET", "POST"])
@allow(Permission.ZONES_EDIT)
def change(country: str, identifier: str) -> Answer:
    """A new draft from the zone's draft, or from what is published."""
    standing = service.standing(key=(country, identifier))
    newest = standing.draft or standing.published
    if newest is None:
        raise Problem("problem.http_404", 404)
    if is_too_large(newest.zone):
        flash(say("zones.error.too_large_for_form", limit=MOST_BLOCKS), "error")
        return SeeOther(url_for("zones_staff.history", country=country, identifier=identifier))
    form = ZoneForm()
    if not form.is_submitted():
        texts = {**write_zone(newest.zone, _local()), "base": newest.id, "seen": newest.id}
        return _page(ZoneForm(None, data=texts), newest)
    return _answer(form, _base(form, newest))


def _local() -> ZoneInfo:
    return ZoneInfo(settings().time_zone)


def _fresh() -> Data:
    """What a new zone begins with: the house's own command and telephone."""
    asked = {"name": settings().name, "phone": settings().liaison_phone, "purpose": "AUTHORIZATION"}
    return {
        "command": identity().command or settings().default_command,
        "exercise": settings().demo,
        "authorities": [{**asked, "lead_unit": "hours"}],
    }


def _base(form: ZoneForm, newest: Version) -> Version:
    """The version whose content the form was filled with: its blocks refer to that one."""
    known = {one.id: one for one in service.history(key=newest.zone.key)}
    return known.get(str(form.base.data), newest)


def _answer(form: ZoneForm, base: Version | None) -> Answer:
    """What the pressed button asks for: another block, the piece that was pasted, a look, or the draft."""
    action = request.form.get("action", "")
    data = _kept(form.typed())
    if action in _REBUILT:
        return _rebuilt(_REBUILT[action](data), base)
    reading = read_zone(form.typed(), None if base is None else base.zone, _local())
    faults = reading.faults or _over(reading.zone)
    if faults or reading.zone is None:
        form.show_faults(faults)
        return _page(form, base, 422)
    if action == "save":
        return _save(form, base, reading.zone)
    return _page(ZoneForm(None, data=data) if _dropped(form.typed()) else form, base, preview=reading.zone)


def _over(zone: Zone | None) -> tuple[Fault, ...]:
    """A zone that is over already helps nobody: a slip of the pen in the year, mostly."""
    if zone is None or not rules.is_over(zone, now()):
        return ()
    return (Fault("periods/0/end_date", "zones.error.already_over"),)


def _kept(data: Data) -> Data:
    """What was typed without the blocks that are to be dropped."""
    return {**data, **{name: [one for one in data[name] if not one.get("drop")] for name in BLOCKS}}


def _dropped(data: Data) -> bool:
    return any(one.get("drop") for name in BLOCKS for one in data[name])


def _add(name: str) -> Callable[[Data], tuple[Data, tuple[Fault, ...]]]:
    def add(data: Data) -> tuple[Data, tuple[Fault, ...]]:
        if len(data[name]) >= MOST_BLOCKS:
            return data, (Fault("", "zones.error.too_many_blocks", {"limit": MOST_BLOCKS}),)
        return {**data, name: [*data[name], {}]}, ()

    return add


def _read_piece(data: Data) -> tuple[Data, tuple[Fault, ...]]:
    """A pasted zone fills the form, but for the identity of one that stands there; a geometry adds layers."""
    piece = read_piece(str(data.get("pasted") or ""))
    if piece.faults:
        return data, tuple(Fault("pasted", one.code, one.facts) for one in piece.faults)
    if len(piece.layers) > MOST_BLOCKS or (piece.zone is not None and is_too_large(piece.zone)):
        return data, (Fault("pasted", "zones.error.too_large_for_form", {"limit": MOST_BLOCKS}),)
    layers = [write_layer(one) for one in piece.layers]
    if any(one["shape"] == "kept" for one in layers):
        return data, (Fault("pasted", "zones.error.too_intricate_to_paste"),)
    same = {name: data.get(name) for name in ("base", "seen", "at_date", "at_time", "pasted")}
    if data.get("base"):
        same |= {name: data.get(name) for name in ("country", "identifier")}
    if piece.zone is not None:
        texts = {**write_zone(piece.zone, _local()), "layers": layers}
        said = {name: texts[name] or data.get(name) for name in ("command", "two_signatures", "exercise")}
        return {**texts, **said, **same}, ()
    before = [one for one in data["layers"] if any(one.get(part) for part in ("centre", "outline", "piece"))]
    before += [one for one in data["layers"] if one.get("shape") == "kept" and one.get("origin")]
    return {**data, "layers": [*before, *layers]}, ()


_REBUILT: dict[str, Callable[[Data], tuple[Data, tuple[Fault, ...]]]] = {
    **{f"add_{name}": _add(name) for name in BLOCKS},
    "read_piece": _read_piece,
}


def _rebuilt(made: tuple[Data, tuple[Fault, ...]], base: Version | None) -> Page:
    data, faults = made
    form = ZoneForm(None, data=data)
    form.show_faults(faults)
    return _page(form, base, 422 if faults else 200)


def _save(form: ZoneForm, base: Version | None, zone: Zone) -> Answer:
    try:
        done = service.save_draft(zone=zone, seen=str(form.seen.data or ""), actor=identity().id, now=now())
    except Problem as problem:
        if problem.status != 412:
            raise
        return _overtaken(form, base, zone)
    if not isinstance(done, str):
        form.show_faults([_with_area(fault) for fault in done])
        return _page(form, base, 422, preview=zone)
    flash(_("The draft is kept. Another person publishes it."), "success")
    return to_version(done)


def _with_area(fault: Fault) -> Fault:
    """A fault of an area names its zone, not its layer: it is shown above the form."""
    return Fault("", fault.code, fault.facts)


def _overtaken(form: ZoneForm, base: Version | None, zone: Zone) -> Page:
    """412: something else stands there by now; what was typed is kept and may be sent once more."""
    standing = service.standing(key=zone.key)
    newest = standing.draft or standing.published
    if base is None and newest is not None:
        form.show_faults([Fault("identifier", "zones.error.identifier_taken")])
        return _page(form, None, 412)
    form.seen.data = standing.seen
    changed = () if base is None or newest is None else rules.diff(base.zone, newest.zone)
    return _page(form, base, 412, preview=zone, overtaken=service.told(changed), newest=newest)


def _page(
    form: ZoneForm, base: Version | None, status: int = 200, *, preview: Zone | None = None, **more: Any
) -> Page:
    form.offer()
    shown = {} if preview is None else _previewed(form, preview)
    key = None if base is None else base.zone.key
    return Page("zones/form.html", status, form=form, base=base, key=key, **shown, **more, **people())


def _previewed(form: ZoneForm, zone: Zone) -> Data:
    """The zone as people will read it, whether it applies at the asked moment, and what it changes."""
    published = service.standing(key=zone.key).published
    return {
        "preview": zone,
        "answer": service.applies_at(zone=zone, at=_asked(form, now())),
        "published": published,
        "differences": () if published is None else service.told(rules.diff(published.zone, zone)),
        "features": service.outlines([zone]),
    }


def _asked(form: ZoneForm, moment: datetime) -> datetime:
    """The moment asked about; what is left empty is now."""
    there = local(moment)
    form.at_date.data = form.at_date.data or there.date().isoformat()
    form.at_time.data = form.at_time.data or f"{there:%H:%M}"
    typed = Typed(form.typed())
    found = typed.moment("at", _local())
    form.show_faults(typed.faults)
    return found or moment
