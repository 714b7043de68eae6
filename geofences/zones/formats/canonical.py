"""The register's own writing of a zone: complete, exact, the same text for the same zone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import shapely
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
        }
    )


def read_zones(texts: Sequence[str]) -> list[Zone]:
    """The zones of canonical texts; all areas are decoded in one call."""
    contents: list[Content] = [json.loads(text) for text in texts]
    areas = iter(shapely.from_wkb([volume["area"] for one in contents for volume in one["volumes"]]))
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
    ceiling = _height_from(one["ceiling"])
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
    return None if height is None else [float(height.value), height.unit.value, height.datum.value]


def _height_from(stated: list[Any] | None) -> Height | None:
    return None if stated is None else Height(stated[0], Unit(stated[1]), Datum(stated[2]))


def _applicability(period: Applicability) -> Content:
    return {
        "start": _moment(period.start),
        "end": _moment(period.end),
        "rules": [_rule(rule) for rule in period.rules],
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _applicability_from(stated: Content) -> Applicability:
    start, end = (
        None if stated[side] is None else datetime.fromisoformat(stated[side]) for side in ("start", "end")
    )
    return Applicability(start, end, tuple(_rule_from(rule) for rule in stated["rules"]))


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


def _rule_from(stated: Content) -> DailyRule:
    return DailyRule(
        days=frozenset(Weekday(day) for day in stated["days"]),
        start=_bound_from(stated["start"]),
        end=_bound_from(stated["end"]),
        zone=_zone_from(stated["zone"]),
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


def _authority_from(stated: Content) -> Authority:
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
        country=stated["country"],
        identifier=stated["identifier"],
        restriction=Restriction(stated["restriction"]),
        volumes=tuple(
            ZoneVolume(
                area=area,
                band=Band(_height_from(volume["floor"]), _height_from(volume["ceiling"])),
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
        authorities=tuple(_authority_from(one) for one in stated["authorities"]),
        command=stated["command"],
        time_zone=stated["time_zone"],
        exercise=stated["exercise"],
        source=stated["source"],
    )
