"""Who may see and decide what, and what a decision must say."""

from __future__ import annotations

from datetime import datetime

from drones.flights.model import HOLDING, FlightView, State
from drones.liaison.model import Approval, Denial, Refused
from drones.permits.model import Condition
from geofences.engine.model import Height
from portal.kit.model import Fault, Identity

LONGEST_REMARK = 200
#: What an officer can ask for beside a lower ceiling.
OFFERED = (
    Condition.CALL_BEFORE_TAKE_OFF,
    Condition.CALL_AFTER_LANDING,
    Condition.OBSERVER,
    Condition.NOT_OVER_PEOPLE,
    Condition.NO_IMAGES,
    Condition.KEEP_PHONE_REACHABLE,
)


def may_see(reader: Identity, flight: FlightView, *, default_command: str = "") -> bool:
    """A command sees what was referred to it; who belongs to none and may read (auditors) sees all.

    ``default_command`` also sees what may fly, or was stopped, and nobody had to be asked about.
    """
    if reader.command is None or reader.command in flight.standing.commands:
        return True
    stoppable = flight.state in HOLDING | {State.RESCINDED, State.ENDED}
    return reader.command == default_command and not flight.standing.commands and stoppable


def acting_fault(officer: Identity, flight: FlightView, *, operator_person: str | None) -> Fault | None:
    """What forbids this officer to do anything about this flight; ``None``: nothing does.

    ``operator_person`` is the person behind the flight's operator.
    """
    if officer.command is None or officer.command not in flight.standing.commands:
        return Fault("command", "liaison.refusal.not_your_command")
    # Nobody judges themselves, whether as the one who filed the plan or as its operator.
    if officer.id in {flight.person_id, operator_person}:
        return Fault("officer", "liaison.refusal.own_flight")
    return None


def standing_fault(officer: Identity, flight: FlightView, *, operator_person: str | None) -> Fault | None:
    """What forbids this officer to decide on this flight now; see :func:`acting_fault` for the rest."""
    fault = acting_fault(officer, flight, operator_person=operator_person)
    if fault is not None:
        return fault
    if flight.state is not State.REFERRED:
        return Fault("state", "liaison.refusal.decided", {"state": flight.state.value})
    if officer.command in flight.standing.consents:
        return Fault("state", "liaison.refusal.consented")
    return None


def may_undo(officer: Identity, flight: FlightView, now: datetime) -> bool:
    """Whether the officer's command can still take its newest decision on this flight back."""
    word = flight.undoable.word if flight.undoable else None
    if word is None or officer.command != word.command:
        return False
    return flight.version == word.version and now < word.until


def version_fault(flight: FlightView, expected: int) -> Fault | None:
    """The plan is no longer the one that was read; ``None``: it is."""
    return None if flight.version == expected else Fault("version", "liaison.refusal.stale")


def approval_faults(approval: Approval, flight: FlightView) -> tuple[Fault, ...]:
    """Everything wrong with what an officer grants."""
    faults = [*remark_faults("remark", approval.remark)]
    if set(approval.conditions) - {int(code) for code in OFFERED}:
        faults.append(Fault("conditions", "liaison.error.condition"))
    if approval.ceiling_m is not None:
        faults += ceiling_faults(approval.ceiling_m, flight)
    return tuple(faults)


def denial_faults(refused: Refused) -> tuple[Fault, ...]:
    """Everything wrong with a refusal: a reason that says nothing by itself needs a sentence."""
    faults = [*remark_faults("text", refused.text), *remark_faults("passes", refused.passes)]
    if refused.reason is Denial.OTHER and not refused.text.strip():
        faults.append(Fault("text", "liaison.error.sentence_missing"))
    return tuple(faults)


def asked_ceiling(flight: FlightView) -> Height | None:
    """The highest ceiling the owner asked for; ``None`` when volumes differ in datum or state none.

    Heights of different datums have no highest, so there a ceiling cannot be lowered with one number.
    """
    ceilings = [volume.band.ceiling for volume in flight.volumes]
    stated = [one for one in ceilings if one is not None]
    if not stated or len(stated) < len(ceilings) or len({one.datum for one in stated}) > 1:
        return None
    return max(stated, key=lambda one: one.metres)


def ceiling_faults(ceiling_m: float, flight: FlightView) -> list[Fault]:
    """What is wrong with a lower ceiling, in metres in the datum of the flight's own."""
    asked = asked_ceiling(flight)
    if asked is None:
        return [Fault("ceiling_m", "liaison.error.ceiling_datums")]
    # A whole number may be longer than any float; ``is_integer`` is false for NaN and infinity.
    if isinstance(ceiling_m, float) and not ceiling_m.is_integer():
        return [Fault("ceiling_m", "liaison.error.ceiling_whole")]
    floors = [one.band.floor for one in flight.volumes if one.band.floor is not None]
    lowest = max((floor.metres for floor in floors if floor.datum is asked.datum), default=0.0)
    if not lowest < ceiling_m <= asked.metres:
        facts = {"lowest": f"{lowest:g}", "highest": f"{asked.metres:g}"}
        return [Fault("ceiling_m", "liaison.error.ceiling_range", dict(facts))]
    return []


def remark_faults(pointer: str, text: str) -> list[Fault]:
    """What is wrong with words to an owner."""
    if len(text.strip()) > LONGEST_REMARK:
        return [Fault(pointer, "liaison.error.too_long", {"longest": LONGEST_REMARK})]
    return []
