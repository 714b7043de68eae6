"""What an officer takes from a flight, or proposes otherwise: the cuts there are, and their faults."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from drones.flights.model import FlightView
from drones.liaison.model import Cut, Offer
from drones.liaison.rules import grid
from drones.liaison.rules.secrecy import NEAR, NEAR_M
from geofences.concealed.model import Met
from geofences.engine.model import Zone
from geofences.engine.parts import without
from portal.kit.model import Fault

#: More squares than these are not chosen one by one.
MOST_SQUARES = 36
#: What is left keeps this far from what was cut: standing on a border is inside.
APART_DEG = 1e-5


def whole(flight: FlightView) -> BaseGeometry | None:
    """The flight's area (lon, lat), all volumes together; ``None`` without volumes."""
    areas = [volume.area for volume in flight.volumes]
    return shapely.union_all(areas) if areas else None


def cuts(flight: FlightView, zones: Iterable[Zone]) -> tuple[Cut, ...]:
    """What can be left out of a flight's area: a published zone that it meets, a square of the grid.

    Only what leaves something to fly in is offered. Squares are those of :mod:`.grid`, so that a cut
    made because of a concealed zone draws nothing of it.
    """
    area = whole(flight)
    if area is None:
        return ()
    found = [_of_zone(zone) for zone in zones]
    found += _squares(area)
    return tuple(one for one in found if _leaves_some(area, one.area))


def remaining(flight: FlightView, chosen: Sequence[Cut]) -> BaseGeometry | None:
    """The flight's area without what was cut; ``None`` when nothing is left."""
    area = whole(flight)
    if area is None:
        return None
    return without(area, [one.area for one in chosen], margin_deg=APART_DEG)


def window_faults(offer: Offer, flight: FlightView, *, inside: bool, now: datetime) -> list[Fault]:
    """What is wrong with another window; ``inside``: it may only be shorter than what was asked."""
    window = flight.window
    if window is None or (offer.start is None and offer.end is None):
        return []
    start, end = offer.start or window.start, offer.end or window.end
    faults = [] if start < end else [Fault("end", "liaison.error.window_order")]
    if end <= now:
        faults.append(Fault("end", "liaison.error.window_over"))
    if inside and start < window.start:
        faults.append(Fault("start", "liaison.error.window_outside"))
    if inside and end > window.end:
        faults.append(Fault("end", "liaison.error.window_outside"))
    return faults


def telling(offer: Offer, met: Iterable[Met]) -> list[Fault]:
    """Faults of a height or a time that repeats a concealed zone's own, and so would give it away."""
    found: dict[str, None] = {}
    for one in met:
        floors = [volume.band.floor for volume in one.version.zone.volumes]
        heights = [floor.metres for floor in floors if floor is not None]
        if offer.ceiling_m is not None and any(abs(one - offer.ceiling_m) < NEAR_M for one in heights):
            found["ceiling_m"] = None
        edges = [edge for interval in one.intervals for edge in (interval.start, interval.end)]
        for name, moment in (("start", offer.start), ("end", offer.end)):
            if moment is not None and any(abs(edge - moment) < NEAR for edge in edges):
                found[name] = None
    return [Fault(pointer, "liaison.error.trim_gives_away") for pointer in found]


def _of_zone(zone: Zone) -> Cut:
    areas = shapely.union_all([volume.area for volume in zone.volumes])
    return Cut(f"zone:{zone.country}:{zone.identifier}", areas, name=zone.name or zone.identifier)


def _squares(area: BaseGeometry) -> list[Cut]:
    try:
        cells = list(grid.touched(area))
    except ValueError:
        return []
    if not 1 < len(cells) <= MOST_SQUARES:
        return []
    return [
        Cut(f"square:{cell.centroid.y:.4f}:{cell.centroid.x:.4f}", cell, number=number)
        for number, cell in enumerate(cells, 1)
        if cell.intersection(area).area
    ]


def _leaves_some(area: BaseGeometry, cut: BaseGeometry) -> bool:
    left = without(area, [cut], margin_deg=APART_DEG)
    return left is not None and left.area < area.area
