"""A case, and the two answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from drones.flights import service as flights
from drones.flights.model import Changes, FlightView, Refusal, State
from drones.flights.rules.moves import SECOND_SIGNATURE
from drones.liaison import store
from drones.liaison.model import Approval, Case, Decided, Decision, Offer, Refused, Request
from drones.liaison.rules import decisions, trims
from drones.liaison.service import claiming, concealing, signing
from drones.liaison.service.queueing import as_request
from drones.registry import service as registry
from drones.registry.model import OperatorFile, PilotFile
from geofences.engine.model import Zone
from geofences.zones import service as zones
from portal.audit import service as audit
from portal.kit.model import Fault, Identity
from portal.kit.problems import Problem
from portal.kit.settings import settings

Faults = tuple[Fault, ...]


def request_of(*, flight_id: str, reader: Identity) -> Request:
    """One request as it stands now; a 404 for what was not referred to the reader's command."""
    flight = flights.flight(flight_id=flight_id)
    if not decisions.may_see(reader, flight, default_command=settings().default_command):
        raise Problem("problem.not_found", 404)
    return as_request(flight)


def case(*, flight_id: str, reader: Identity, now: datetime) -> Case:
    """Everything about one flight; a 404 for what was not referred to the reader's command."""
    request = request_of(flight_id=flight_id, reader=reader)
    file = flights.case(flight_id=flight_id)
    flight = request.flight
    operators, pilots = flights.earlier_record(flight=flight)
    rivals = (flights.flight(flight_id=rival.flight_id) for rival in file.rivals)
    return Case(
        request=request,
        file=file,
        operator=_operator(flight),
        pilot=_pilot(flight),
        zones=_zones_met(flight, now),
        others=tuple(rivals),
        decisions=store.of_flight(flight_id),
        concealed=concealing.met(flight=flight, reader=reader),
        cuts=trims.cuts(flight, _zones_met(flight, now)),
        signatures=signing.of_case(flight, reader),
        signing_twice=flights.signing_twice(flight=flight, now=now),
        operator_record=operators,
        pilot_record=pilots,
    )


def obstacle(*, case: Case, reader: Identity) -> Fault | None:
    """What keeps the reader from deciding on this flight; nothing for those who only read anyway."""
    if reader.command is None:
        return None
    person = case.operator.operator.person_id if case.operator else None
    return decisions.standing_fault(reader, case.request.flight, operator_person=person)


def note_view(*, case: Case) -> None:
    """Leave in the ledger that personal data were looked at for a decision."""
    flight_id = case.request.flight.id
    audit.security_event("liaison.case_viewed", subject=flight_id, facts={"purpose": "decision"})


def approve(
    *,
    flight_id: str,
    officer: Identity,
    approval: Approval,
    expected_version: int,
    now: datetime,
    reauthenticated_at: datetime | None = None,
) -> Faults:
    """The officer's command consents, with conditions; with the last consent the flight is approved.

    Where the zones demand two signatures, as they are under the locks, the first is kept and decides
    nothing; a second person of the command who showed anew who they are (``reauthenticated_at``)
    completes it by granting exactly the same. Gives every fault instead of deciding: pointer
    ``version`` for a plan that changed since it was read, ``command``, ``officer``, ``state`` or
    ``signature`` for what forbids the decision, else a field's name.
    """
    approval = replace(
        approval, conditions=tuple(sorted(approval.conditions)), without=tuple(sorted(approval.without))
    )
    flight = request_of(flight_id=flight_id, reader=officer).flight
    faults = held_back(flight, officer, expected_version) or decisions.approval_faults(approval, flight)
    faults = faults or concealing.wording_faults(
        pointer="remark", text=approval.remark, officer=officer, flight=flight
    )
    if faults:
        return faults
    changes, faults = trim_of(flight=flight, offer=approval.trim, officer=officer, inside=True, now=now)
    if faults:
        return faults
    first, when = signing.first_of(flight, command_of(officer)), {"reauthenticated_at": reauthenticated_at}
    seconded = signing.seconds(first, officer, approval, now=now, **when)
    result = flights.approve(
        flight_id=flight_id,
        command=command_of(officer),
        conditions=approval.conditions,
        changes=changes,
        remark=approval.remark,
        signatures=2 if seconded else 1,
        now=now,
        expected_version=expected_version,
    )
    if isinstance(result, Refusal) and result.code == SECOND_SIGNATURE:
        return signing.sign_first(flight, officer, approval, first, now=now, **when)
    if not isinstance(result, Refusal):
        signing.complete(flight, officer, approval, first, seconded=seconded, now=now)
    made = Decision(
        flight_id,
        command_of(officer),
        officer.id,
        Decided.APPROVED,
        now,
        approval.conditions,
        approval.ceiling_m,
        text=approval.remark,
    )
    return _kept(made, result)


def countersign(
    *,
    flight_id: str,
    officer: Identity,
    expected_version: int,
    now: datetime,
    reauthenticated_at: datetime | None = None,
) -> Faults:
    """The officer signs as the second what the first signature grants; see :func:`approve`."""
    flight = request_of(flight_id=flight_id, reader=officer).flight
    faults = held_back(flight, officer, expected_version)
    if faults:
        return faults
    first = signing.first_of(flight, command_of(officer))
    if first is None:
        return (Fault("state", "liaison.refusal.no_signature"),)
    return approve(
        flight_id=flight_id,
        officer=officer,
        approval=first.terms,
        expected_version=expected_version,
        now=now,
        reauthenticated_at=reauthenticated_at,
    )


def unsign(*, flight_id: str, officer: Identity, expected_version: int, now: datetime) -> Faults:
    """The officer takes a first signature back: their own or, as a commander, a colleague's."""
    flight = request_of(flight_id=flight_id, reader=officer).flight
    return held_back(flight, officer, expected_version) or signing.withdraw(flight, officer, now=now)


def deny(
    *, flight_id: str, officer: Identity, refused: Refused, expected_version: int, now: datetime
) -> Faults:
    """The officer's command says no, and that is enough; see :func:`approve` for the faults."""
    flight = request_of(flight_id=flight_id, reader=officer).flight
    faults = held_back(flight, officer, expected_version) or decisions.denial_faults(refused)
    faults = faults or (
        *concealing.wording_faults(pointer="text", text=refused.text, officer=officer, flight=flight),
        *concealing.wording_faults(pointer="passes", text=refused.passes, officer=officer, flight=flight),
    )
    if faults:
        return faults
    result = flights.deny(
        flight_id=flight_id,
        command=command_of(officer),
        code=f"liaison.denial.{refused.reason.value}",
        text=" ".join(part for part in (refused.text, refused.passes) if part),
        now=now,
        expected_version=expected_version,
    )
    made = Decision(
        flight_id,
        command_of(officer),
        officer.id,
        Decided.DENIED,
        now,
        reason=refused.reason.value,
        text=refused.text,
        passes=refused.passes,
    )
    return _kept(made, result)


def _kept(decision: Decision, result: FlightView | Refusal) -> Faults:
    if isinstance(result, Refusal):
        return refused_by(result)
    decision_id = store.add(decision)
    facts = {"command": decision.command, "decision": decision_id}
    audit.note(f"liaison.{decision.decided.value}", subject=decision.flight_id, facts=facts)
    return ()


def refused_by(result: FlightView | Refusal) -> Faults:
    """What the life of the flight itself spoke against; nothing when it was done."""
    return (Fault("state", result.code, result.facts),) if isinstance(result, Refusal) else ()


def held_back(
    flight: FlightView,
    officer: Identity,
    expected_version: int | None,
    *,
    waiting: bool = True,
    to_propose: bool = False,
) -> Faults:
    """What keeps this officer from acting: command, own flight, where it stands, what was read.

    ``waiting``: the flight must wait for the command's decision; ``to_propose``: or for its owner's
    answer. What was decided meanwhile says more than that something changed, so it is told first.
    """
    person = _person_behind(flight)
    asked = to_propose and flight.state is State.INFO_REQUESTED
    if waiting and not asked:
        fault = decisions.standing_fault(officer, flight, operator_person=person)
    else:
        fault = decisions.acting_fault(officer, flight, operator_person=person)
    if fault is None and expected_version is not None:
        fault = decisions.version_fault(flight, expected_version)
    if fault is None and waiting:
        fault = claiming.hold_for(flight=flight, officer=officer)
    return (fault,) if fault else ()


def trim_of(
    *, flight: FlightView, offer: Offer, officer: Identity, inside: bool, now: datetime
) -> tuple[Changes, Faults]:
    """What an officer takes away or proposes, as changes, and every fault of it.

    ``inside``: nothing may be added to what was asked.
    """
    faults = [] if offer.ceiling_m is None else decisions.ceiling_faults(offer.ceiling_m, flight)
    faults += trims.window_faults(offer, flight, inside=inside, now=now)
    faults += trims.telling(offer, concealing.met(flight=flight, reader=officer))
    if faults or not offer.without:
        return Changes(offer.ceiling_m, offer.start, offer.end), tuple(faults)
    wanted = set(offer.without)
    chosen = [one for one in trims.cuts(flight, _zones_met(flight, now)) if one.code in wanted]
    area = trims.remaining(flight, chosen) if len(chosen) == len(wanted) else None
    if area is None:
        return Changes(), (Fault("without", "liaison.error.nothing_left"),)
    return Changes(offer.ceiling_m, offer.start, offer.end, area), ()


def _person_behind(flight: FlightView) -> str | None:
    operator = registry.operator(operator_id=flight.operator_id) if flight.operator_id else None
    return operator.person_id if operator else None


def command_of(officer: Identity) -> str:
    """The officer's command; only after :func:`held_back` found nothing."""
    assert officer.command is not None  # acting_fault refuses officers without one
    return officer.command


def _operator(flight: FlightView) -> OperatorFile | None:
    return registry.operator_file(operator_id=flight.operator_id) if flight.operator_id else None


def _pilot(flight: FlightView) -> PilotFile | None:
    if not flight.operator_id:
        return None
    found = registry.pilots_of(operator_id=flight.operator_id)
    return next((file for file in found if file.pilot.id == flight.plan.pilot), None)


def _zones_met(flight: FlightView, now: datetime) -> tuple[Zone, ...]:
    findings: Iterable[tuple[str, str]] = ()
    if flight.assessment:
        findings = dict.fromkeys((one.country, one.identifier) for one in flight.assessment.findings)
    snapshot = zones.current_snapshot(moment=now)
    met = (snapshot.zone(key) for key in findings)
    return tuple(zone for zone in met if zone is not None)
