"""What a permit can state of a plan's volumes, before anybody decides on it."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from drones.flights.rules.areas import Area
from drones.permits.model import MOST_VOLUMES
from drones.permits.rules import Unprintable, merged, printable
from geofences.engine.model import FlightVolume
from portal.kit.model import Fact, Fault

Volumes = tuple[FlightVolume, ...]

#: Where each reason for which nothing can be printed is corrected.
_PLACES = {"area_too_small": "geometry", "band_too_thin": "ceiling", "window_too_short": "end"}


def printed(volumes: Sequence[FlightVolume]) -> Volumes | Fault:
    """The volumes as a permit states them, or what is to be changed so that it can.

    Those of one band and one window become one; areas have 16 corners in all, each within what was
    asked for. What was printed before comes back as it is.
    """
    joined = merged(volumes)
    found = printable(joined)
    if not isinstance(found, Unprintable):
        return tuple(volume.flown for volume in found)
    if found.code == "too_many_volumes":
        facts: dict[str, Fact] = {"count": len(joined), "limit": MOST_VOLUMES}
        return Fault("/volumes", "flights.error.too_many_bands", facts)
    first = joined[found.volume]
    place = next(i for i, one in enumerate(volumes) if (one.band, one.period) == (first.band, first.period))
    return Fault(f"/volumes/{place}/{_PLACES[found.code]}", f"flights.error.{found.code}")


def kept(asked: Sequence[FlightVolume], stated: Sequence[FlightVolume]) -> float:
    """The share of the asked area, all volumes together, that is stated; 1 when nothing was left out."""
    before, after = _covered(asked), _covered(stated)
    return 1.0 if not before.area else min(1.0, float(after.area / before.area))


def _covered(volumes: Sequence[FlightVolume]) -> Area:
    return shapely.union_all([volume.area for volume in volumes])
