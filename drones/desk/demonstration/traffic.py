"""A few flights in every state that the moves allow, none of them near the tour's own at Bafoulabé."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from drones.desk.cast import NEIGHBOUR, NEWCOMER, OWNER
from drones.desk.demonstration.stage import Scene, Stage, in_state
from drones.desk.kayes import BAMAKO, COMMAND
from drones.flights import service as flights
from drones.flights.model import Changes, FlightView, Reason, Refusal, State
from drones.liaison.model import Approval, Denial
from drones.permits.model import Condition

_MINUTES = timedelta(minutes=1)
_HOURS = timedelta(hours=1)
#: By day, away from the curfew's edges: 06:30 to 22:30.
_DAY = (time(6, 30), time(22, 30))


def play(stage: Stage) -> None:
    """File every flight of the demonstration and lead it where it belongs."""
    for scene in SCENES:
        scene(stage)


def _clock(stage: Stage, days: int, hour: int, minute: int = 0) -> datetime:
    """A wall-clock time in Bamako, some days from today."""
    today = stage.now.astimezone(BAMAKO).date()
    return datetime.combine(today + timedelta(days=days), time(hour, minute), BAMAKO)


def _drafts(stage: Stage) -> None:
    stage.drafted(Scene(OWNER.email, -10.8000, 13.7600, _clock(stage, 2, 16)), stage.now - 5 * _HOURS)
    stage.drafted(Scene(NEWCOMER.email, -9.4600, 13.0800, _clock(stage, 3, 9)), stage.now - 2 * _HOURS)


def _refused(stage: Stage) -> None:
    scene = Scene(OWNER.email, -10.8321, 13.8065, _clock(stage, 1, 23, 30))
    stage.filed(scene, stage.now - 4 * _HOURS, State.REFUSED)


def _referred(stage: Stage) -> None:
    far = Scene(OWNER.email, -11.4445, 14.4469, _clock(stage, 2, 9), 80, purpose=Reason.INSPECTION)
    near = Scene(NEIGHBOUR.email, -9.4000, 13.0500, _clock(stage, 1, 15), 100, purpose=Reason.AGRICULTURE)
    rival = Scene(OWNER.email, -9.3990, 13.0500, _clock(stage, 1, 15, 10), purpose=Reason.PHOTO)
    stage.filed(far, stage.now - 20 * _HOURS, State.REFERRED)
    stage.filed(near, stage.now - 3 * _HOURS, State.REFERRED)
    stage.filed(rival, stage.now - 1 * _HOURS, State.REFERRED)


def _asked(stage: Stage) -> None:
    scene = Scene(OWNER.email, -10.9500, 14.3500, _clock(stage, 3, 8), 90, purpose=Reason.PHOTO)
    flight = stage.filed(scene, stage.now - 5 * _HOURS, State.REFERRED)
    asked = flights.ask(
        flight_id=flight.id,
        command=COMMAND,
        text="EXERCICE : qui sera sur place pendant le vol ?",
        now=stage.now - 4 * _HOURS,
    )
    in_state(asked, State.INFO_REQUESTED)


def _proposed(stage: Stage) -> None:
    scene = Scene(NEIGHBOUR.email, -10.5000, 14.2500, _clock(stage, 3, 11), 110)
    flight = stage.filed(scene, stage.now - 6 * _HOURS, State.REFERRED)
    offered = flights.propose(
        flight_id=flight.id,
        command=COMMAND,
        changes=Changes(ceiling_m=60),
        text="EXERCICE : accord possible jusqu’à 60 m.",
        now=stage.now - 3 * _HOURS,
    )
    in_state(offered, State.PROPOSED)


def _pre_approved(stage: Stage) -> None:
    ring = Scene(OWNER.email, -11.3880, 14.5084, _clock(stage, 1, 9), 30)
    stage.filed(ring, stage.now - 2 * _HOURS, State.APPROVED)


def _approved(stage: Stage) -> None:
    scene = Scene(NEIGHBOUR.email, -11.2000, 12.8700, _clock(stage, 2, 9), 90)
    wishes = Approval(
        (int(Condition.CALL_BEFORE_TAKE_OFF), int(Condition.OBSERVER)), 60, "Rester au sud de la piste."
    )
    stage.approved(scene, stage.now - 6 * _HOURS, wishes)


def _active(stage: Stage) -> None:
    start = (stage.now - 15 * _MINUTES).replace(second=0, microsecond=0)
    scene = Scene(OWNER.email, -10.9000, 14.1000, start, minutes=120)
    local = [moment.astimezone(BAMAKO) for moment in (start, start + 120 * _MINUTES)]
    if local[0].date() != local[1].date() or any(not _DAY[0] <= one.time() <= _DAY[1] for one in local):
        return  # the curfew is on, or near: nobody is in the air
    flight = stage.approved(scene, stage.now - 5 * _HOURS)
    in_state(flights.activate(flight_id=flight.id, person_id=flight.person_id, now=start), State.ACTIVE)


def _ended(stage: Stage) -> None:
    start = _clock(stage, -1, 10)
    flight = stage.approved(Scene(OWNER.email, -10.3000, 13.5000, start), start - 26 * _HOURS)
    flights.activate(flight_id=flight.id, person_id=flight.person_id, now=start - 5 * _MINUTES)
    over = flights.end(flight_id=flight.id, person_id=flight.person_id, now=start + 25 * _MINUTES)
    in_state(over, State.ENDED)


def _lapsed(stage: Stage) -> None:
    start = _clock(stage, -2, 8)
    flight = stage.approved(Scene(NEIGHBOUR.email, -9.6000, 13.3000, start), start - 30 * _HOURS)
    flights.tick(start + 30 * _MINUTES)
    in_state(flights.flight(flight_id=flight.id), State.LAPSED)


def _expired(stage: Stage) -> None:
    start = _clock(stage, -1, 16)
    flight = stage.filed(Scene(NEIGHBOUR.email, -9.7000, 13.3000, start), start - _HOURS, State.REFERRED)
    flights.tick(start)
    in_state(flights.flight(flight_id=flight.id), State.EXPIRED)


def _denied(stage: Stage) -> None:
    scene = Scene(NEIGHBOUR.email, -11.4300, 14.4500, _clock(stage, 1, 18), 120)
    words = "Cérémonie publique à Kayes ce soir-là (exercice). Un vol le matin passerait."
    stage.denied(scene, stage.now - 8 * _HOURS, Denial.PEOPLE, words)


def _withdrawn(stage: Stage) -> None:
    scene = Scene(OWNER.email, -10.8500, 14.2000, _clock(stage, 3, 10))
    flight = stage.filed(scene, stage.now - 7 * _HOURS, State.REFERRED)
    gone = flights.withdraw(flight_id=flight.id, person_id=flight.person_id, now=stage.now - 6 * _HOURS)
    in_state(gone, State.WITHDRAWN)


def _suspended(stage: Stage) -> None:
    flight = stage.approved(
        Scene(OWNER.email, -10.7000, 14.3000, _clock(stage, 2, 14)), stage.now - 9 * _HOURS
    )
    in_state(_stopped(stage, flight.id), State.SUSPENDED)


def _rescinded(stage: Stage) -> None:
    flight = stage.approved(
        Scene(NEIGHBOUR.email, -10.6000, 14.4000, _clock(stage, 2, 15)), stage.now - 9 * _HOURS
    )
    _stopped(stage, flight.id)
    gone = flights.rescind(
        flight_id=flight.id,
        command=COMMAND,
        code="liaison.suspension.security",
        text="EXERCICE.",
        now=stage.now,
    )
    in_state(gone, State.RESCINDED)


def _stopped(stage: Stage, flight_id: str) -> FlightView | Refusal:
    return flights.suspend(
        flight_id=flight_id,
        command=COMMAND,
        code="liaison.suspension.security",
        text="EXERCICE : opération dans le secteur.",
        now=stage.now - _HOURS,
    )


SCENES: tuple[Callable[[Stage], None], ...] = (
    _lapsed,
    _ended,
    _expired,
    _drafts,
    _refused,
    _referred,
    _asked,
    _proposed,
    _pre_approved,
    _approved,
    _active,
    _denied,
    _withdrawn,
    _suspended,
    _rescinded,
)
