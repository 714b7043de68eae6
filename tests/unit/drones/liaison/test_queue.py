from datetime import UTC, datetime, timedelta

from drones.flights.model import Reasoned
from drones.liaison.model import Cause, Sort
from drones.liaison.rules.queue import causes, in_order

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def names(flights) -> list[str]:
    return [flight.id for flight in flights]


def test_the_flight_with_least_time_left_comes_first(flight) -> None:
    waiting = [flight("late", minutes=90), flight("soon", minutes=20), flight("middle", minutes=60)]
    assert names(in_order(waiting)) == ["soon", "middle", "late"]


def test_of_two_with_the_same_start_the_one_submitted_first_comes_first(flight) -> None:
    second = flight("second", submitted=NOON)
    first = flight("first", submitted=NOON - timedelta(minutes=1))
    assert names(in_order([second, first])) == ["first", "second"]


def test_the_order_does_not_depend_on_how_the_flights_came(flight) -> None:
    waiting = [flight(name) for name in "cab"]
    assert names(in_order(waiting)) == names(in_order(reversed(waiting))) == ["a", "b", "c"]


def test_the_queue_can_be_sorted_by_submission(flight) -> None:
    old = flight("old", minutes=300, submitted=NOON - timedelta(hours=2))
    urgent = flight("urgent", minutes=10, submitted=NOON)
    assert names(in_order([urgent, old], Sort.SUBMITTED)) == ["old", "urgent"]


def test_a_flight_without_volumes_comes_last(flight) -> None:
    waiting = [flight("empty", volumes=()), flight("real", minutes=500)]
    assert names(in_order(waiting)) == ["real", "empty"]


def test_the_causes_are_the_findings_that_ask_for_consent(flight) -> None:
    findings = (
        Reasoned("zone_authorisation", "authorisation_required", identifier="KAY-LIA", name="Aire"),
        Reasoned("zone_conditional", "conditional", identifier="C-1"),
        Reasoned("outside_coverage", "unknown"),
    )
    found = causes(flight(findings=findings))
    assert found == (Cause("zone_authorisation", "KAY-LIA", "Aire"), Cause("outside_coverage"))


def test_a_zone_that_meets_two_volumes_is_one_cause(flight) -> None:
    twice = tuple(
        Reasoned("zone_authorisation", "authorisation_required", volume, identifier="KAY-LIA")
        for volume in (0, 1)
    )
    assert len(causes(flight(findings=twice))) == 1
