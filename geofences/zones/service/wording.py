"""Differences between versions in the reader's language, for pages and the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import time, timedelta
from typing import Any

from flask_babel import gettext as _
from shapely.geometry.base import BaseGeometry

from geofences.engine.geodesy import area_m2
from geofences.engine.model import (
    Applicability,
    Authority,
    Band,
    DailyRule,
    Height,
    Restriction,
    SolarEvent,
    Weekday,
    ZoneVolume,
)
from geofences.zones.model import AreaChange, Difference, Told
from portal.kit.i18n import height, place, say, when

_NOTHING = "–"


def told(differences: Iterable[Difference]) -> tuple[Told, ...]:
    """Each difference in words: its field, what was said before, what is said now."""
    return tuple(Told(_label(one), _value(one.field, one.before), _after(one)) for one in differences)


def _label(one: Difference) -> str:
    label = say(one.code)
    return label if one.layer is None else f"{label} ({_('layer %(number)s', number=one.layer)})"


def _after(one: Difference) -> str:
    text = _value(one.field, one.after)
    return text if one.area is None else f"{text} ({_change(one.area)})"


def _change(change: AreaChange) -> str:
    if change.added_m2 is None or change.removed_m2 is None:
        return say("zones.change.not_cut")
    parts = []
    whole = change.before_m2 or 1.0
    for code, part in (("added", change.added_m2), ("removed", change.removed_m2)):
        if part >= 1.0:
            share = f"{100 * part / whole:.3g}"
            parts.append(say(f"zones.change.{code}", area=surface(part), share=share))
    return ", ".join(parts) or say("zones.change.less_than_a_metre")


def surface(square_metres: float) -> str:
    """An area as people read it: square metres, or square kilometres from a tenth of one on."""
    if square_metres >= 100_000:
        return f"{square_metres / 1_000_000:,.2f} km²".replace(",", " ")
    return f"{square_metres:,.0f} m²".replace(",", " ")


def _value(field: str, value: Any) -> str:
    if value is None or value in ("", ()):
        return _NOTHING
    return _WORDS.get(field, _text)(value)


def _text(value: Any) -> str:
    return str(value)


def _several(one: Callable[[Any], str]) -> Callable[[Iterable[Any]], str]:
    return lambda values: " ; ".join(one(value) for value in values)


def restriction(value: Restriction) -> str:
    """What a zone asks for."""
    return say(f"zones.restriction.{value.value}")


def _reason(code: str) -> str:
    return say(f"zones.reason.{code}")


def heights(band: Band) -> str:
    """A vertical band."""
    if band.floor is None and band.ceiling is None:
        return str(_("at every height"))
    grounded = band.floor is None or (band.floor.datum.value == "AGL" and band.floor.value <= 0)
    low = _("from the ground") if grounded else f"{_('from')} {_limit(band.floor)}"
    high = _("without a ceiling") if band.ceiling is None else f"{_('up to')} {_limit(band.ceiling)}"
    return f"{low} {high}"


def _limit(limit: Height | None) -> str:
    assert limit is not None
    metres = height(round(limit.metres), limit.datum.value)
    return f"{metres} ({limit.value:g} ft)" if limit.unit.value == "ft" else metres


def times(period: Applicability) -> str:
    """When a zone applies."""
    if period.start is None and period.end is None and not period.rules:
        return str(_("always"))
    parts = [] if period.start is None else [_("starting %(moment)s", moment=when(period.start))]
    parts += [] if period.end is None else [f"{_('until')} {when(period.end)}"]
    return " ".join([*parts, " ; ".join(_rule(rule) for rule in period.rules)]).strip()


def _rule(rule: DailyRule) -> str:
    days = ", ".join(say(f"zones.day.{Weekday(day).name}") for day in sorted(rule.days))
    days = _("every day") if len(rule.days) == len(Weekday) else days
    hours = f", {_('all day')}" if rule.start == rule.end else f" {_bound(rule.start)}–{_bound(rule.end)}"
    zone = str(rule.zone)
    return f"{days}{hours} ({place() if zone in ('Africa/Bamako', 'UTC') else zone})"


def _bound(value: time | SolarEvent) -> str:
    return say(f"zones.sun.{value.value}") if isinstance(value, SolarEvent) else f"{value:%H:%M}"


def _authority(one: Authority) -> str:
    purpose = "" if one.purpose is None else say(f"zones.purpose.{one.purpose.value}")
    lead = (
        "" if one.interval_before is None else _("ask %(lead)s before", lead=lead_time(one.interval_before))
    )
    stated = (one.name, one.service, one.contact_name, one.phone, one.email, one.site_url, purpose, lead)
    return ", ".join(part for part in stated if part)


def lead_time(interval: timedelta) -> str:
    """How long before a flight an authority wants to be asked."""
    minutes = round(interval.total_seconds() / 60)
    if minutes and minutes % 1_440 == 0:
        return say("zones.lead.days", count=minutes // 1_440)
    if minutes and minutes % 60 == 0:
        return say("zones.lead.hours", count=minutes // 60)
    return say("zones.lead.minutes", count=minutes)


def _layer(layer: ZoneVolume) -> str:
    return f"{_area(layer)}, {heights(layer.band)}"


def _area(layer: ZoneVolume | BaseGeometry) -> str:
    if isinstance(layer, ZoneVolume):
        circle = layer.circle
        if circle is not None:
            where = f"{circle.lat:.5f}, {circle.lon:.5f}"
            return say("zones.change.circle", radius=f"{circle.radius_m:g}", centre=where)
        layer = layer.area
    return surface(area_m2(layer))


def _yes(value: bool) -> str:
    return str(_("yes") if value else _("no"))


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "restriction": restriction,
    "reasons": _several(_reason),
    "conditions": _several(_text),
    "applicability": _several(times),
    "authorities": _several(_authority),
    "heights": heights,
    "ceiling": _limit,
    "layer": _layer,
    "area": _area,
    "exercise": _yes,
    "two_signatures": _yes,
}
