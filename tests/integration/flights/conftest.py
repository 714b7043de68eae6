"""The stage of the flights: zones over Kayes, an approved operator, plans ready to be filed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from shapely.geometry import box

from drones.flights import service
from drones.flights.model import (
    CircleShape,
    FlightView,
    Mode,
    PlanInput,
    Position,
    Reason,
    VolumeInput,
)
from drones.permits import service as permits
from drones.registry import service as registry
from drones.registry.model import AircraftClass, AircraftDraft, Competence, Contact, OperatorKind, PilotDraft
from geofences.engine.model import (
    ALWAYS,
    EVERY_DAY,
    Applicability,
    Authority,
    Band,
    DailyRule,
    Datum,
    Height,
    Restriction,
    Unit,
    Zone,
    ZoneVolume,
)
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work

#: The liaison area and its curfew lie in the west; the east is free.
WEST = box(-12.3, 11.8, -10.5, 15.8)
BAFOULABE = Position(lon=-10.8321, lat=13.8065)
FREE = Position(lon=-9.5, lat=13.5)
TOMORROW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
EVERY_NIGHT = DailyRule(EVERY_DAY, time(23), time(6), UTC)


def metres(value, datum=Datum.AGL):
    return Height(float(value), Unit.METRES, datum)


def zone(identifier, restriction, area=WEST, applicability=ALWAYS, **changes):
    values = {"name": identifier.title(), "command": "ZONE4", **changes}
    return Zone(
        "MLI",
        identifier,
        restriction,
        (ZoneVolume(area, Band()),),
        (applicability,),
        authorities=(Authority(name="Zone 4", phone="+223 20 00 00 00"),),
        **values,
    )


LIAISON = zone("LIAISON", Restriction.REQ_AUTHORISATION)
CURFEW = zone("CURFEW", Restriction.PROHIBITED, applicability=Applicability(rules=(EVERY_NIGHT,)))


@dataclass
class Owner:
    """An approved operator with an aircraft and a pilot."""

    person_id: str
    operator_id: str
    aircraft: str
    pilot: str

    def plan(self, centre=BAFOULABE, start=TOMORROW, minutes=30, radius_m=200, ceiling_m=60, floor_m=0):
        volume = VolumeInput(
            shapes=(CircleShape(centre, radius_m),),
            floor=metres(floor_m),
            ceiling=metres(ceiling_m),
            start=start,
            end=start + timedelta(minutes=minutes),
        )
        return PlanInput((volume,), self.aircraft, self.pilot, Reason.SURVEY, Mode.VLOS, "+223 70 00 00 00")

    def draft(self, **changes) -> FlightView:
        with unit_of_work():
            return service.draft(person_id=self.person_id, plan=self.plan(**changes), typed=None, now=now())

    def submit(self, **changes) -> FlightView:
        flight = self.draft(**changes)
        with unit_of_work():
            done = service.submit(flight_id=flight.id, person_id=self.person_id, now=now())
        assert (done.faults, done.refusal) == ((), None)
        return done.flight

    def see(self, flight) -> FlightView:
        db.session.rollback()
        return service.own_flight(flight_id=flight.id, person_id=self.person_id)

    def kinds(self, flight) -> list[str]:
        db.session.rollback()
        return [one.kind for one in service.timeline(flight_id=flight.id, person_id=self.person_id)]


@pytest.fixture
def stage(app):
    """Zones in force and a key that signs permits."""
    with unit_of_work():
        zones.put(zones=[LIAISON, CURFEW], now=now())
    if permits.keys().signing is None:
        with unit_of_work():
            permits.create_key(exercise=True, now=now())
    return app


def make_owner(person_id, serial):
    contact = Contact(OperatorKind.PERSON, "Awa Diallo", "awa@example.org")
    with unit_of_work():
        operator, _ = registry.register_operator(person_id=person_id, contact=contact, now=now())
    with unit_of_work():
        registry.approve_operator(operator_id=operator.id, actor="registrar-1", now=now())
    draft = AircraftDraft("Parrot", "Anafi", AircraftClass.C1, 320, serial)
    with unit_of_work():
        aircraft = registry.add_aircraft(operator_id=operator.id, draft=draft, now=now())
    pilot_draft = PilotDraft("Moussa Keïta", Competence.A2, "CERT-1", date(2030, 1, 1))
    with unit_of_work():
        pilot = registry.add_pilot(operator_id=operator.id, draft=pilot_draft, now=now())
    return Owner(person_id, operator.id, aircraft.id, pilot.id)


@pytest.fixture
def owner(stage):
    """Somebody whose operator is approved."""
    return make_owner("person-1", "MFR1C123456789ABC")


@pytest.fixture
def rival(stage):
    """Somebody else whose operator is approved."""
    return make_owner("person-2", "MFR1C123456789ABD")


@pytest.fixture
def put(stage):
    """Publish zones while flights live."""

    def publish(*zones_):
        with unit_of_work():
            zones.put(zones=list(zones_), now=now())

    return publish
