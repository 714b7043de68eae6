"""The register's own writing of a zone: complete, exact, the same text for the same zone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, timezone
from functools import lru_cache
from sys import intern
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from pydantic_core import from_json
from shapely.geometry.base import BaseGeometry

from geofences.engine.model import (
    Applicability,
    Authority,
    Band,
    Circle,
    DailyRule,
    Datum,
    Height,
    PreApproval,
    Purpose,
    Restriction,
    SolarEvent,
    Unit,
    Weekday,
    Zone,
    ZoneVolume,
)

Content = dict[str, Any]
#: A height as it is written: value, unit, datum.
_Stated = tuple[float, str, str]
#: A daily rule as it is written: days, start, end, zone.
_StatedRule = tuple[tuple[int, ...], str, str, str | int]
_RESTRICTIONS = {one.value: one for one in Restriction}
#: Zones state the same heights, hours and authorities again and again: each is made once.
_KEPT = 16_384


def write_zone(zone: Zone) -> str:
    """Canonical JSON of a zone; areas are hexadecimal WKB, so that no coordinate is rounded."""
    return _dump(
        {
            "country": zone.country,
            "identifier": zone.identifier,
            "restriction": zone.restriction.value,
            "volumes": [_volume(volume) for volume in zone.volumes],
            "applicability": [_applicability(period) for period in zone.applicability],
            "name": zone.name,
            "reasons": list(zone.reasons),
            "other_reason": zone.other_reason,
            "message": zone.message,
            "conditions": list(zone.conditions),
            "authorities": [_authority(one) for one in zone.authorities],
            "command": zone.command,
            "time_zone": zone.time_zone,
            "exercise": zone.exercise,
            "source": zone.source,
            # Written only where it is so: texts of before, and their digests, stay what they are.
            **({"two_signatures": True} if zone.two_signatures else {}),
        }
    )


def read_zones(texts: Sequence[str]) -> list[Zone]:
    """The zones of canonical texts; all areas are decoded in one call.

    A hundred thousand are read at a start: equal heights, hours and authorities become one value.
    """
    contents: list[Content] = [from_json(text, cache_strings="keys") for text in texts]
    areas = iter(
        shapely.from_wkb([bytes.fromhex(volume["area"]) for one in contents for volume in one["volumes"]])
    )
    return [_zone(one, [next(areas) for _ in one["volumes"]]) for one in contents]


def write_pre_approval(approval: PreApproval) -> str:
    """Canonical JSON of a pre-approval."""
    return _dump(
        {
            "identifier": approval.identifier,
            "command": approval.command,
            "area": _hex(approval.area),
            "ceiling": _height(approval.ceiling),
            "applicability": [_applicability(period) for period in approval.applicability],
            "name": approval.name,
            "exercise": approval.exercise,
        }
    )


def read_pre_approval(text: str) -> PreApproval:
    """The pre-approval of a canonical text."""
    one: Content = json.loads(text)
    ceiling = _height_from(tuple(one["ceiling"]))
    assert ceiling is not None
    (area,) = shapely.from_wkb([one["area"]])
    return PreApproval(
        identifier=one["identifier"],
        command=one["command"],
        area=area,
        ceiling=ceiling,
        applicability=tuple(_applicability_from(period) for period in one["applicability"]),
        name=one["name"],
        exercise=one["exercise"],
    )


def digest(text: str) -> str:
    """SHA-256 of a canonical text, hexadecimal: equal for equal zones and for no others."""
    return hashlib.sha256(text.encode()).hexdigest()


def _dump(content: Content) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _hex(area: BaseGeometry) -> str:
    return str(shapely.to_wkb(area, hex=True, output_dimension=2))


def _volume(volume: ZoneVolume) -> Content:
    circle = volume.circle
    return {
        "area": _hex(volume.area),
        "floor": _height(volume.band.floor),
        "ceiling": _height(volume.band.ceiling),
        "circle": None if circle is None else [circle.lon, circle.lat, circle.radius_m],
    }


def _height(height: Height | None) -> list[Any] | None:
    # Adding zero turns -0.0 into 0.0: one height, one text.
    return None if height is None else [float(height.value) + 0.0, height.unit.value, height.datum.value]


def _height_from(stated: _Stated | None) -> Height | None:
    return None if stated is None else Height(stated[0], Unit(stated[1]), Datum(stated[2]))


def _band_from(volume: Content) -> Band:
    floor, ceiling = volume["floor"], volume["ceiling"]
    return _band(None if floor is None else tuple(floor), None if ceiling is None else tuple(ceiling))


@lru_cache(_KEPT)
def _band(floor: _Stated | None, ceiling: _Stated | None) -> Band:
    return Band(_height_from(floor), _height_from(ceiling))


def _applicability(period: Applicability) -> Content:
    return {
        "start": _moment(period.start),
        "end": _moment(period.end),
        "rules": [_rule(rule) for rule in period.rules],
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _applicability_from(stated: Content) -> Applicability:
    rules = tuple((tuple(one["days"]), one["start"], one["end"], one["zone"]) for one in stated["rules"])
    return _applicable(stated["start"], stated["end"], rules)


@lru_cache(_KEPT)
def _applicable(start: str | None, end: str | None, rules: tuple[_StatedRule, ...]) -> Applicability:
    return Applicability(_moment_from(start), _moment_from(end), tuple(_rule_from(*rule) for rule in rules))


def _moment_from(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _rule(rule: DailyRule) -> Content:
    return {
        "days": sorted(int(day) for day in rule.days),
        "start": _bound(rule.start),
        "end": _bound(rule.end),
        "zone": _zone_name(rule.zone),
    }


def _bound(bound: time | SolarEvent) -> str:
    return bound.value if isinstance(bound, SolarEvent) else bound.isoformat()


def _bound_from(text: str) -> time | SolarEvent:
    return time.fromisoformat(text) if ":" in text else SolarEvent(text)


def _zone_name(zone: ZoneInfo | timezone) -> str | int:
    """A named zone by its name, a fixed offset by its seconds east of UTC."""
    if isinstance(zone, ZoneInfo):
        return zone.key
    offset = zone.utcoffset(None)
    return round(offset.total_seconds())


def _zone_from(stated: str | int) -> ZoneInfo | timezone:
    if isinstance(stated, str):
        return ZoneInfo(stated)
    return timezone(timedelta(seconds=stated)) if stated else UTC


@lru_cache(_KEPT)
def _days(days: tuple[int, ...]) -> frozenset[Weekday]:
    return frozenset(Weekday(day) for day in days)


@lru_cache(_KEPT)
def _rule_from(days: tuple[int, ...], start: str, end: str, zone: str | int) -> DailyRule:
    return DailyRule(
        days=_days(days),
        start=_bound_from(start),
        end=_bound_from(end),
        zone=_zone_from(zone),
    )


def _authority(one: Authority) -> Content:
    return {
        "name": one.name,
        "service": one.service,
        "contact_name": one.contact_name,
        "site_url": one.site_url,
        "email": one.email,
        "phone": one.phone,
        "purpose": None if one.purpose is None else one.purpose.value,
        "interval_before": None if one.interval_before is None else one.interval_before.total_seconds(),
    }


@lru_cache(_KEPT)
def _authority_from(items: tuple[tuple[str, Any], ...]) -> Authority:
    stated = dict(items)
    purpose, interval = stated["purpose"], stated["interval_before"]
    return Authority(
        **{
            **stated,
            "purpose": None if purpose is None else Purpose(purpose),
            "interval_before": None if interval is None else timedelta(seconds=interval),
        }
    )


def _zone(stated: Content, areas: list[BaseGeometry]) -> Zone:
    return Zone(
        country=intern(stated["country"]),
        identifier=stated["identifier"],
        restriction=_RESTRICTIONS[stated["restriction"]],
        volumes=tuple(
            ZoneVolume(
                area=area,
                band=_band_from(volume),
                circle=None if volume["circle"] is None else Circle(*volume["circle"]),
            )
            for volume, area in zip(stated["volumes"], areas, strict=True)
        ),
        applicability=tuple(_applicability_from(period) for period in stated["applicability"]),
        name=stated["name"],
        reasons=tuple(stated["reasons"]),
        other_reason=stated["other_reason"],
        message=stated["message"],
        conditions=tuple(stated["conditions"]),
        authorities=tuple(_authority_from(tuple(one.items())) for one in stated["authorities"]),
        command=intern(stated["command"]),
        two_signatures=stated.get("two_signatures", False),
        time_zone=intern(stated["time_zone"]),
        exercise=stated["exercise"],
        source=intern(stated["source"]),
    )
