from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import box

from drones.flights.model import Assessment, FlightView, PlanInput, Reasoned, Standing, State
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Make = Callable[..., FlightView]


def height(value: float, datum: Datum = Datum.AGL) -> Height:
    return Height(value, Unit.METRES, datum)


def volume(start: datetime, *, floor: Height | None = None, ceiling: Height | None = None) -> FlightVolume:
    area = box(-10.84, 13.80, -10.82, 13.82)
    period = Period(start, start + timedelta(minutes=30))
    return FlightVolume(area, Band(floor or height(0), ceiling or height(60)), period)


def made(
    name: str = "f1",
    *,
    minutes: float = 120,
    state: State = State.REFERRED,
    submitted: datetime | None = NOON,
    commands: tuple[str, ...] = ("ZONE4",),
    consents: tuple[str, ...] = (),
    findings: tuple[Reasoned, ...] = (),
    volumes: tuple[FlightVolume, ...] | None = None,
) -> FlightView:
    resumes = State.APPROVED if state is State.SUSPENDED else None
    standing = Standing(state, 3, resumes, submitted, commands, consents)
    given = (volume(NOON + timedelta(minutes=minutes)),) if volumes is None else volumes
    assessment = Assessment("referred", "authorisation_required", findings, (), commands)
    return FlightView(
        id=name,
        reference="KAY-0001",
        standing=standing,
        person_id="owner",
        operator_id="operator",
        plan=PlanInput(),
        typed=None,
        volumes=given,
        assessment=assessment,
        conditions=(),
        permit=None,
        created_at=NOON,
        changed_at=NOON,
    )


@pytest.fixture
def flight() -> Make:
    """Make a referred flight of the person ``owner``, to begin in ``minutes``."""
    return made
