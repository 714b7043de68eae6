"""What a written file does not say as the register does: nothing is shortened or widened in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from geofences.engine.model import Authority, Datum, SolarEvent, Zone
from geofences.zones.formats.ed318.writing import EMAIL
from geofences.zones.formats.identifiers import short_identifiers
from geofences.zones.formats.lengths import REMARK, SHORT
from geofences.zones.formats.own import message_of
from portal.kit.model import Fact, Fault


def losses(zones: Iterable[Zone], format_: str) -> tuple[Fault, ...]:
    """One note for each thing of a zone that a file of that format cannot say, or not at that length.

    Each has ``country/identifier`` as its place. GeoJSON and KML say everything: no notes.
    """
    if format_ not in _TOLD:
        return ()
    ordered = sorted(zones, key=lambda zone: zone.key)
    names = short_identifiers(ordered)
    return tuple(note for zone in ordered for note in _of(zone, names[zone.key], format_))


def _of(zone: Zone, written: str, format_: str) -> Iterator[Fault]:
    if written != zone.identifier:
        yield _note(zone, "identifier_shortened", written=written)
    yield from _TOLD[format_](zone)


def _note(zone: Zone, code: str, **facts: Fact) -> Fault:
    return Fault(f"{zone.country}/{zone.identifier}", f"zones.loss.{code}", facts)


def _ed269(zone: Zone) -> Iterator[Fault]:
    for name, text, limit in _short_texts(zone):
        if len(text) > limit:
            yield _note(zone, "text_cut", field=name, length=len(text), limit=limit)
    limits = [limit for volume in zone.volumes for limit in (volume.band.floor, volume.band.ceiling)]
    if any(limit is not None and limit.datum is Datum.WGS84 for limit in limits):
        yield _note(zone, "height_unsayable")
    if any(limit is not None and limit.value != round(limit.value) for limit in limits):
        yield _note(zone, "height_rounded")
    rules = [rule for period in zone.applicability for rule in period.rules]
    if any(isinstance(bound, SolarEvent) for rule in rules for bound in (rule.start, rule.end)):
        yield _note(zone, "sun_widened")
    yield from _clocks(zone)
    if "DAR" in zone.reasons:
        yield _note(zone, "reason_as_other", reason="DAR")
    if unsaid := [name for name, value in _own(zone).items() if value]:
        yield _note(zone, "not_said", fields=", ".join(unsaid))
    reachable = [one for one in zone.authorities if one.site_url or one.email or one.phone]
    if len(reachable) < max(len(zone.authorities), 1):
        yield _note(zone, "authority_out_of_reach", count=len(zone.authorities) - len(reachable))


def _ed318(zone: Zone) -> Iterator[Fault]:
    for number, one in enumerate(zone.authorities):
        if len(one.phone) > SHORT:
            field = f"zoneAuthority/{number}/phone"
            yield _note(zone, "text_cut", field=field, length=len(one.phone), limit=SHORT)
    if any(one.email and not EMAIL.fullmatch(one.email) for one in zone.authorities):
        yield _note(zone, "not_said", fields="email")
    yield from _clocks(zone)
    if "FOREIGN_TERRITORY" in zone.reasons:
        yield _note(zone, "reason_as_other", reason="FOREIGN_TERRITORY")


def _clocks(zone: Zone) -> Iterator[Fault]:
    """A rule in a zone with summer time is written with both of its offsets."""
    rules = [rule for period in zone.applicability for rule in period.rules]
    if any(isinstance(rule.zone, ZoneInfo) and _turns(rule.zone) for rule in rules):
        yield _note(zone, "clock_widened")


def _turns(zone: ZoneInfo) -> bool:
    instants = (datetime(2026, month, 1, tzinfo=UTC).astimezone(zone) for month in (1, 7))
    return len({instant.utcoffset() for instant in instants}) > 1


def _short_texts(zone: Zone) -> Iterator[tuple[str, str, int]]:
    yield "name", zone.name, SHORT
    yield "otherReasonInfo", zone.other_reason, REMARK
    yield "message", message_of(zone), SHORT
    for number, one in enumerate(zone.authorities):
        for name, text in _authority_texts(one).items():
            yield f"zoneAuthority/{number}/{name}", text, SHORT


def _authority_texts(one: Authority) -> dict[str, str]:
    return {"name": one.name, "service": one.service, "contactName": one.contact_name, "phone": one.phone}


def _own(zone: Zone) -> dict[str, object]:
    zone_named = zone.time_zone if zone.time_zone != "UTC" else ""
    stated = {"source": zone.source, "timeZone": zone_named, "command": zone.command}
    return {**stated, "twoSignatures": zone.two_signatures}


_TOLD: Mapping[str, Callable[[Zone], Iterator[Fault]]] = {"ed269": _ed269, "ed318": _ed318}
