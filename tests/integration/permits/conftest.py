"""A key for each test, and the usual permit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from shapely.geometry import Point

from drones.permits import service
from drones.permits.model import Permit
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit
from portal.kit.clock import Clock
from portal.kit.database import unit_of_work
from portal.kit.settings import settings


@pytest.fixture
def key_file(app: APIFlask) -> Path:
    """The path of the key file, where no file lies yet."""
    path = settings().permit_key_file
    assert path is not None
    path.unlink(missing_ok=True)
    return path


@pytest.fixture
def key(key_file: Path, clock: Clock) -> str:
    """The id of the key that signs."""
    with unit_of_work():
        return service.create_key(exercise=False, now=clock.now()).id


_OF_VOLUME = {"area", "floor_m", "floor_datum", "ceiling_m", "ceiling_datum", "start", "end"}


def volume(now: datetime, **changes: Any) -> FlightVolume:
    """A circle of 200 m at Kayes up to 60 m above the ground for half an hour, with changes."""
    floor = Height(changes.get("floor_m", 0), Unit.METRES, changes.get("floor_datum", Datum.AGL))
    ceiling = Height(changes.get("ceiling_m", 60), Unit.METRES, changes.get("ceiling_datum", Datum.AGL))
    period = Period(changes.get("start", now), changes.get("end", now + timedelta(minutes=30)))
    area = changes.get("area", Point(-11.44448, 14.44693).buffer(0.0018))
    return FlightVolume(area, Band(floor, ceiling), period)


@pytest.fixture
def issue(key: str, clock: Clock) -> Callable[..., Permit]:
    """Issues the usual permit (a circle of 200 m at Kayes, half an hour from now), with changes."""

    def issue_one(**changes: object) -> Permit:
        now: datetime = clock.now()
        values = {
            "flight_id": "f1",
            "operator_number": "MLIkay4drone001l",
            "serial": "MFR1C123456789ABC",
            "conditions": (3, 1),
            "now": now,
            **{name: value for name, value in changes.items() if name not in _OF_VOLUME},
        }
        of_volume = {name: value for name, value in changes.items() if name in _OF_VOLUME}
        with unit_of_work():
            return service.issue(**{"volumes": (volume(now, **of_volume),), **values})

    return issue_one
