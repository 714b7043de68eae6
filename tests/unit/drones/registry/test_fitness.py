"""All that speaks against a flight, from the registry's side."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from drones.registry.model import (
    AircraftClass,
    AircraftState,
    AircraftView,
    Competence,
    OperatorKind,
    OperatorState,
    OperatorView,
    PilotView,
)
from drones.registry.rules.fitness import fitness_faults
from geofences.engine.model import Period

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FLIGHT = Period(NOW + 22 * HOUR, NOW + 23 * HOUR)
OPERATOR = OperatorView(
    "o1",
    "MLIkay4drone001l",
    OperatorState.APPROVED,
    "Awa Diallo",
    OperatorKind.PERSON,
    NOW + timedelta(days=365),
    "p1",
)
AIRCRAFT = AircraftView(
    "a1",
    "Anafi",
    "Parrot",
    "Anafi",
    AircraftClass.C1,
    320,
    "MFR1C123456789ABC",
    AircraftState.ACTIVE,
)
PILOT = PilotView("r1", "Awa Diallo", Competence.A2, date(2027, 11, 22))


def codes(operator=OPERATOR, aircraft=AIRCRAFT, pilot=PILOT, at=FLIGHT, now=NOW):
    found = fitness_faults(operator, aircraft, pilot, at=at, now=now, zone=UTC)
    return [(fault.pointer, fault.code.removeprefix("registry.fitness.")) for fault in found]


def test_nothing_speaks_against_an_approved_operator_with_its_own_aircraft_and_pilot():
    assert codes() == []


def test_everything_that_is_unknown_is_said_at_once():
    assert codes(None, None, None) == [
        ("operator", "operator_unknown"),
        ("aircraft", "aircraft_unknown"),
        ("pilot", "pilot_unknown"),
    ]


@pytest.mark.parametrize("state", [state for state in OperatorState if state is not OperatorState.APPROVED])
def test_an_operator_that_is_not_approved_may_not_fly(state):
    assert codes(operator=replace(OPERATOR, state=state)) == [("operator", f"operator_{state}")]


def test_a_registration_that_ran_out_counts_before_the_worker_has_noticed():
    assert codes(operator=replace(OPERATOR, valid_until=NOW)) == [("operator", "operator_expired")]


def test_a_registration_must_hold_to_the_end_of_the_flight():
    assert codes(operator=replace(OPERATOR, valid_until=FLIGHT.end)) == []
    early = FLIGHT.end - timedelta(seconds=1)
    assert codes(operator=replace(OPERATOR, valid_until=early)) == [("operator", "operator_expires")]


@pytest.mark.parametrize("state", [state for state in AircraftState if state is not AircraftState.ACTIVE])
def test_an_aircraft_that_is_not_active_may_not_fly(state):
    assert codes(aircraft=replace(AIRCRAFT, state=state)) == [("aircraft", f"aircraft_{state}")]


def test_a_competence_that_ran_out_is_told_from_one_that_will():
    yesterday, today = date(2026, 11, 22), date(2026, 11, 23)
    assert codes(pilot=replace(PILOT, expires_on=yesterday)) == [("pilot", "competence_expired")]
    assert codes(pilot=replace(PILOT, expires_on=today)) == [("pilot", "competence_expires")]


def test_a_flight_may_end_as_the_competence_does():
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    last_day = replace(PILOT, expires_on=date(2026, 11, 23))
    assert codes(pilot=last_day, at=Period(midnight - HOUR, midnight)) == []
    assert codes(pilot=last_day, at=Period(midnight - HOUR, midnight + HOUR)) == [
        ("pilot", "competence_expires")
    ]
