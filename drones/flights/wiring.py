"""What the application does for this room at its start: its events, its part of the clock."""

from __future__ import annotations

from flask import Flask

from drones.flights import service
from drones.registry.model import AircraftUnusable, OperatorExpired, OperatorSuspended, PilotLapsed
from geofences.zones.model import ZonesPublished, ZonesWithdrawn
from portal.kit import events


def install(app: Flask) -> None:
    """Hear what happens in the rooms below, and take part in each round of the worker."""
    events.subscribe(app, ZonesPublished, service.on_zones_published)
    events.subscribe(app, ZonesWithdrawn, service.on_zones_withdrawn)
    events.subscribe(app, AircraftUnusable, service.on_aircraft_unusable)
    events.subscribe(app, OperatorSuspended, service.on_operator_suspended)
    events.subscribe(app, OperatorExpired, service.on_operator_expired)
    events.subscribe(app, PilotLapsed, service.on_pilot_lapsed)
    app.extensions["portal.tasks"]["flights.tick"] = service.tick
