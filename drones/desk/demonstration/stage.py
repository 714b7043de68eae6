"""How the demonstration's flights come into their states: by the moves of owners, officers and the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.desk.demonstration.fleet import Crew
from drones.flights import service as flights
from drones.flights.model import (
    CircleShape,
    FlightView,
    Mode,
    PlanInput,
    Position,
    Reason,
    Refusal,
    State,
    VolumeInput,
)
from drones.liaison import service as liaison
from drones.liaison.model import Approval, Denial, Refused
from geofences.engine.model import Datum, Height, Unit
from portal.kit.model import Fault, Identity
from portal.kit.problems import Problem


@dataclass(frozen=True, slots=True)
class Scene:
    """A flight to be filed: whose, a circle of 200 m, how high (AGL), when."""

    owner: str
    lon: float
    lat: float
    start: datetime
    ceiling_m: float = 60.0
    minutes: int = 30
    purpose: Reason = Reason.SURVEY


@dataclass(frozen=True, slots=True)
class Stage:
    """Who takes part: operators' crews by e-mail address, the officer, and the present moment."""

    crews: Mapping[str, Crew]
    officer: Identity
    phone: str
    now: datetime

    def drafted(self, scene: Scene, at: datetime) -> FlightView:
        """A draft, written down at ``at``."""
        crew = self.crews[scene.owner]
        return flights.draft(person_id=crew.person_id, plan=plan(scene, crew, self.phone), typed=None, now=at)

    def filed(self, scene: Scene, at: datetime, state: State) -> FlightView:
        """A plan submitted at ``at``, which the rules answer with ``state``."""
        flight = self.drafted(scene, at)
        answer = flights.submit(flight_id=flight.id, person_id=flight.person_id, now=at)
        if answer.refusal is not None:
            raise _unexpected(answer.refusal)
        if answer.faults:
            raise Problem("desk.demo.refused", 422, answer.faults)
        return in_state(answer.flight, state)

    def approved(self, scene: Scene, at: datetime, approval: Approval | None = None) -> FlightView:
        """A plan submitted at ``at`` and approved by the officer ten minutes later."""
        flight = self.filed(scene, at, State.REFERRED)
        faults = liaison.approve(
            flight_id=flight.id,
            officer=self.officer,
            approval=approval or Approval(),
            expected_version=flight.version,
            now=at + timedelta(minutes=10),
        )
        return self._again(flight, faults, State.APPROVED)

    def denied(self, scene: Scene, at: datetime, reason: Denial, text: str) -> FlightView:
        """A plan submitted at ``at`` and denied by the officer twenty minutes later."""
        flight = self.filed(scene, at, State.REFERRED)
        faults = liaison.deny(
            flight_id=flight.id,
            officer=self.officer,
            refused=Refused(reason, text),
            expected_version=flight.version,
            now=at + timedelta(minutes=20),
        )
        return self._again(flight, faults, State.DENIED)

    def _again(self, flight: FlightView, faults: tuple[Fault, ...], state: State) -> FlightView:
        if faults:
            raise Problem("desk.demo.refused", 422, faults)
        return in_state(flights.flight(flight_id=flight.id), state)


def in_state(result: FlightView | Refusal, state: State) -> FlightView:
    """The plan, when it stands where the demonstration wants it; else it stops and says so."""
    if isinstance(result, Refusal):
        raise _unexpected(result)
    if result.state is not state:
        raise Problem("desk.demo.unexpected", 422, found=result.state.value, wanted=state.value)
    return result


def plan(scene: Scene, crew: Crew, phone: str) -> PlanInput:
    """The scene as an owner would state it."""
    volume = VolumeInput(
        shapes=(CircleShape(Position(scene.lon, scene.lat), 200.0),),
        floor=Height(0, Unit.METRES, Datum.AGL),
        ceiling=Height(scene.ceiling_m, Unit.METRES, Datum.AGL),
        start=scene.start,
        end=scene.start + timedelta(minutes=scene.minutes),
    )
    return PlanInput(
        volumes=(volume,),
        aircraft=crew.aircraft_id,
        pilot=crew.pilot_id,
        purpose=scene.purpose,
        mode=Mode.VLOS,
        contact=phone,
        notes="EXERCICE",
    )


def _unexpected(refusal: Refusal) -> Problem:
    return Problem("desk.demo.refused", 422, [Fault("state", refusal.code, refusal.facts)])
