"""A key for each test, and the usual permit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from apiflask import APIFlask
from shapely.geometry import Point

from drones.permits import service
from drones.permits.model import Permit
from geofences.engine.model import Datum
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


@pytest.fixture
def issue(key: str, clock: Clock) -> Callable[..., Permit]:
    """Issues the usual permit (a circle of 200 m at Kayes, half an hour from now), with changes."""

    def issue_one(**changes: object) -> Permit:
        now: datetime = clock.now()
        values = {
            "flight_id": "f1",
            "operator_number": "MLIkay4drone001l",
            "serial": "MFR1C123456789ABC",
            "area": Point(-11.44448, 14.44693).buffer(0.0018),
            "ceiling_m": 60,
            "ceiling_datum": Datum.AGL,
            "start": now,
            "end": now + timedelta(minutes=30),
            "conditions": (3, 1),
            "now": now,
        }
        with unit_of_work():
            return service.issue(**{**values, **changes})

    return issue_one
