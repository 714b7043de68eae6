from datetime import UTC, datetime

import pytest
from shapely.geometry import box

from drones.flights.model import State
from drones.liaison.model import Approval, Denial, Refused
from drones.liaison.rules.decisions import (
    approval_faults,
    asked_ceiling,
    denial_faults,
    may_see,
    standing_fault,
    version_fault,
)
from drones.permits.model import Condition
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit
from portal.kit.model import Identity

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OFFICER = Identity("officer", command="ZONE4", roles=frozenset({"officer"}))
ELSEWHERE = Identity("other", command="ZONE2", roles=frozenset({"officer"}))
AUDITOR = Identity("auditor", roles=frozenset({"auditor"}))


def volume(ceiling: Height | None, floor: Height | None = None) -> FlightVolume:
    return FlightVolume(box(0, 0, 1, 1), Band(floor, ceiling), Period(NOON, NOON.replace(hour=13)))


def metres(value: float, datum: Datum = Datum.AGL) -> Height:
    return Height(value, Unit.METRES, datum)


def codes(faults) -> list[str]:
    return [fault.code for fault in faults]


def test_an_officer_of_the_command_that_is_asked_may_decide(flight) -> None:
    assert standing_fault(OFFICER, flight(), operator_person="owner") is None


@pytest.mark.parametrize("who", [ELSEWHERE, AUDITOR], ids=["another command", "no command"])
def test_nobody_else_may(flight, who) -> None:
    fault = standing_fault(who, flight(), operator_person="owner")
    assert fault.code == "liaison.refusal.not_your_command"


def test_an_officer_does_not_decide_on_the_flight_they_filed(flight) -> None:
    owner = Identity("owner", command="ZONE4")
    assert standing_fault(owner, flight(), operator_person=None).code == "liaison.refusal.own_flight"


def test_nor_on_one_of_their_own_operator(flight) -> None:
    fault = standing_fault(OFFICER, flight(), operator_person="officer")
    assert fault.code == "liaison.refusal.own_flight"


@pytest.mark.parametrize("state", [state for state in State if state is not State.REFERRED])
def test_only_a_referred_flight_can_be_decided(flight, state) -> None:
    fault = standing_fault(OFFICER, flight(state=state), operator_person="owner")
    assert (fault.code, fault.facts) == ("liaison.refusal.decided", {"state": state.value})


def test_a_command_consents_once(flight) -> None:
    half = flight(commands=("ZONE2", "ZONE4"), consents=("ZONE4",))
    assert standing_fault(OFFICER, half, operator_person=None).code == "liaison.refusal.consented"
    assert standing_fault(ELSEWHERE, half, operator_person=None) is None


def test_only_the_version_that_was_read_is_decided(flight) -> None:
    assert version_fault(flight(), 3) is None
    assert version_fault(flight(), 2).pointer == "version"


def test_a_command_sees_what_was_referred_to_it_and_an_auditor_everything(flight) -> None:
    assert [may_see(who, flight()) for who in (OFFICER, ELSEWHERE, AUDITOR)] == [True, False, True]


def test_an_approval_without_conditions_has_no_fault(flight) -> None:
    assert approval_faults(Approval(), flight()) == ()


def test_conditions_are_those_on_offer(flight) -> None:
    good = Approval((Condition.CALL_BEFORE_TAKE_OFF, Condition.OBSERVER))
    assert approval_faults(good, flight()) == ()
    assert codes(approval_faults(Approval((200,)), flight())) == ["liaison.error.condition"]


@pytest.mark.parametrize("ceiling", [1, 45, 60])
def test_the_ceiling_can_be_lowered(flight, ceiling) -> None:
    assert approval_faults(Approval(ceiling_m=ceiling), flight()) == ()


@pytest.mark.parametrize("ceiling", [-5, 0, 61, 1e9, 10**400])
def test_the_ceiling_stays_between_the_floor_and_what_was_asked(flight, ceiling) -> None:
    (fault,) = approval_faults(Approval(ceiling_m=ceiling), flight())
    assert (fault.pointer, fault.code) == ("ceiling_m", "liaison.error.ceiling_range")
    assert fault.facts == {"lowest": "0", "highest": "60"}


@pytest.mark.parametrize("ceiling", [float("nan"), float("inf"), 30.5])
def test_a_ceiling_is_a_whole_number_of_metres(flight, ceiling) -> None:
    assert codes(approval_faults(Approval(ceiling_m=ceiling), flight())) == ["liaison.error.ceiling_whole"]


def test_a_ceiling_is_not_lowered_over_volumes_of_different_datums(flight) -> None:
    mixed = flight(volumes=(volume(metres(60)), volume(metres(120, Datum.AMSL))))
    assert asked_ceiling(mixed) is None
    assert codes(approval_faults(Approval(ceiling_m=30), mixed)) == ["liaison.error.ceiling_datums"]


def test_a_volume_without_a_ceiling_has_none_to_lower(flight) -> None:
    assert asked_ceiling(flight(volumes=(volume(metres(60)), volume(None)))) is None


def test_the_highest_of_several_ceilings_is_what_was_asked(flight) -> None:
    assert asked_ceiling(flight(volumes=(volume(metres(60)), volume(metres(80))))) == metres(80)


def test_a_remark_has_at_most_200_characters(flight) -> None:
    assert approval_faults(Approval(remark="x" * 200), flight()) == ()
    assert codes(approval_faults(Approval(remark="x" * 201), flight())) == ["liaison.error.too_long"]


def test_a_coded_reason_stands_by_itself() -> None:
    assert [reason for reason in Denial if denial_faults(Refused(reason))] == [Denial.OTHER]


def test_another_reason_needs_its_sentence() -> None:
    assert codes(denial_faults(Refused(Denial.OTHER, "  "))) == ["liaison.error.sentence_missing"]
    assert denial_faults(Refused(Denial.OTHER, "Cérémonie à Kayes ce jour-là.")) == ()


def test_a_sentence_has_at_most_200_characters() -> None:
    assert codes(denial_faults(Refused(Denial.TIME, "x" * 201))) == ["liaison.error.too_long"]
