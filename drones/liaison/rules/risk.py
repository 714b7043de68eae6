"""How carefully a request is to be looked at, and why: points that words explain, never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from drones.flights.model import FlightView, Mode
from drones.flights.model.waiting import Crowd, Record
from drones.liaison.model import Cause, Request
from drones.registry.model import AircraftView
from geofences.engine.model import Datum
from portal.kit.model import Fact

#: Above this, manned traffic is to be expected (the open category's ceiling, (EU) 2019/947).
USUAL_CEILING_M = 120.0
#: From this take-off mass on, an aircraft is no toy (class C3 begins there).
HEAVY_G = 4_000
#: The hours after dusk and before dawn at Mali's latitudes, all year round.
DUSK, DAWN = 19, 6
#: Requests with less time left than this stand before all that have more.
BANDS = (timedelta(hours=1), timedelta(hours=4), timedelta(hours=24))
#: How far back an operator's record is looked at.
LOOKING_BACK = timedelta(days=365)
_POINTS = {
    "bvlos": 3,
    "conflict": 3,
    "night": 2,
    "high": 2,
    "outside": 2,
    "stopped": 2,
    "zones": 1,
    "heavy": 1,
    "rivals": 1,
    "denied": 1,
}
_NO_CROWD, _NO_RECORD = Crowd(), Record()


@dataclass(frozen=True, slots=True)
class Risk:
    """Points and their reasons; words live in the catalogues as ``liaison.risk.<reason>``, with ``facts``."""

    points: int
    reasons: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)


def risk(
    flight: FlightView,
    causes: tuple[Cause, ...],
    aircraft: AircraftView | None,
    zone: tzinfo,
    *,
    crowd: Crowd = _NO_CROWD,
    record: Record = _NO_RECORD,
) -> Risk:
    """The risk of a request; ``zone`` is the time zone in which its night is meant.

    ``crowd`` tells which flights have others beside them, ``record`` what became of the operator's
    flights within ``LOOKING_BACK``.
    """
    found = {
        "bvlos": flight.plan.mode is Mode.BVLOS,
        "night": _by_night(flight, zone),
        "high": _is_high(flight),
        "zones": len({one.identifier for one in causes if one.identifier}) > 1,
        "heavy": aircraft is not None and aircraft.mtom_g >= HEAVY_G,
        "conflict": flight.id in crowd.held,
        "rivals": flight.id in crowd.asked,
    }
    counted = {"denied": record.denied, "stopped": record.stopped, "outside": record.outside}
    found |= {name: number > 0 for name, number in counted.items()}
    reasons = tuple(name for name in _POINTS if found[name])
    facts: dict[str, Fact] = {name: number for name, number in counted.items() if number}
    return Risk(sum(_POINTS[name] for name in reasons), reasons, facts)


def order(request: Request, found: Risk, now: datetime) -> tuple[int, int, float, str]:
    """The key by which the queue is sorted: band of the time left, most risk, least time left."""
    window = request.flight.window
    left = window.start - now if window else timedelta.max
    band = next((place for place, limit in enumerate(BANDS) if left < limit), len(BANDS))
    return band, -found.points, left.total_seconds(), request.flight.id


def _by_night(flight: FlightView, zone: tzinfo) -> bool:
    """Whether any volume begins, ends or goes on between dusk and dawn."""
    for volume in flight.volumes:
        start, end = volume.period.start.astimezone(zone), volume.period.end.astimezone(zone)
        dark = start.hour >= DUSK or start.hour < DAWN or end.hour >= DUSK or end.hour < DAWN
        if dark or start.date() != end.date():
            return True
    return False


def _is_high(flight: FlightView) -> bool:
    """Above the usual ceiling; a ceiling over the sea or the ellipsoid cannot be said to be low."""
    tops = [volume.band.ceiling for volume in flight.volumes]
    return any(top is None or top.datum is not Datum.AGL or top.metres > USUAL_CEILING_M for top in tops)
