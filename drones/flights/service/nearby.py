"""Live plans near some areas, for rooms that decide by themselves whether they meet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shapely.geometry.base import BaseGeometry

from drones.flights.model import FlightView, State
from drones.flights.store import flights as store
from drones.flights.store import occupants


def near_areas(*, areas: Iterable[BaseGeometry], states: frozenset[State], now: datetime) -> list[FlightView]:
    """Plans in some states, not over, of which a volume's box meets the box of one of the areas."""
    found: set[str] = set()
    for area in areas:
        west, south, east, north = area.bounds
        found.update(occupants.touched((west, south, east, north), states=states, now=now))
    views = (store.by_id(flight_id) for flight_id in sorted(found))
    return [view for view in views if view is not None]
