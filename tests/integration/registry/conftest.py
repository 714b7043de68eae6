"""The registry's cast: operators in any state, aircraft, remote pilots."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from drones.registry import service
from drones.registry.model import (
    AircraftClass,
    AircraftDraft,
    AircraftUnusable,
    AircraftView,
    Competence,
    Contact,
    OperatorExpired,
    OperatorKind,
    OperatorSuspended,
    OperatorView,
    PilotDraft,
    PilotLapsed,
    PilotView,
)
from portal.kit import events
from portal.kit.clock import now
from portal.kit.database import unit_of_work

REGISTRAR = "registrar-1"
SERIAL = "MFR1C123456789ABC"


@dataclass
class Cast:
    """Makes people and things of the registry, each in a transaction of its own."""

    def contact(self, name="Awa Diallo", **changes):
        return Contact(OperatorKind.PERSON, name, "awa@example.org", **changes)

    def registered(self, person_id="person-1", **changes) -> tuple[OperatorView, str]:
        with unit_of_work():
            return service.register_operator(person_id=person_id, contact=self.contact(**changes), now=now())

    def approved(self, person_id="person-1", *, at: datetime | None = None) -> OperatorView:
        operator, _ = self.registered(person_id)
        with unit_of_work():
            assert service.approve_operator(operator_id=operator.id, actor=REGISTRAR, now=at or now()) == ()
        found = service.operator(operator_id=operator.id)
        assert found is not None
        return found

    def draft(self, serial=SERIAL, cls=AircraftClass.C1, **changes) -> AircraftDraft:
        return AircraftDraft(
            **{"maker": "Parrot", "model": "Anafi", "mtom_g": 320, **changes}, cls=cls, serial=serial
        )

    def aircraft(self, operator: OperatorView, serial=SERIAL, **changes) -> AircraftView:
        with unit_of_work():
            made = service.add_aircraft(
                operator_id=operator.id, draft=self.draft(serial, **changes), now=now()
            )
        assert isinstance(made, AircraftView), made
        return made

    def pilot(self, operator: OperatorView, expires_on=date(2027, 11, 22)) -> PilotView:
        draft = PilotDraft("Awa Diallo", Competence.A2, "MLI-RP-1", expires_on)
        with unit_of_work():
            made = service.add_pilot(operator_id=operator.id, draft=draft, now=now())
        assert isinstance(made, PilotView), made
        return made


@pytest.fixture
def cast(app) -> Cast:
    return Cast()


@pytest.fixture
def heard(app, monkeypatch) -> list[events.Event]:
    """Every event of the registry, in order; nobody else listens meanwhile."""
    told: list[events.Event] = []
    monkeypatch.setitem(app.extensions, "portal.events", {})
    for kind in (AircraftUnusable, OperatorSuspended, OperatorExpired, PilotLapsed):
        events.subscribe(app, kind, told.append)
    return told
