"""A submission comes to what the published zones and the flights already there make of it."""

from datetime import UTC, datetime, timedelta

import pytest

from drones.flights.model import Outcome, Rival, State
from drones.flights.rules.outcomes import hinders_consent, no_longer_allowed, rounded, rule
from geofences.engine.model import Period, Status, Verdict

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SLOT = Period(NOW + timedelta(hours=1), NOW + timedelta(hours=2))


def rival(state, minutes=-5):
    return Rival("f2", "R-2", state, NOW + timedelta(minutes=minutes), SLOT)


def ruling(status, *rivals, commands=()):
    found = rule(Verdict(status, commands=commands), rivals, submitted_at=NOW, default_command="ZONE4")
    return found.outcome, found.commands


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.PROHIBITED, (Outcome.REFUSED, ())),
        (Status.AUTHORISATION_REQUIRED, (Outcome.REFERRED, ("ZONE4",))),
        (Status.UNKNOWN, (Outcome.REFERRED, ("ZONE4",))),
        (Status.CONDITIONAL, (Outcome.APPROVED, ())),
        (Status.CLEAR, (Outcome.APPROVED, ())),
    ],
)
def test_published_zones_alone_rule_where_nobody_else_flies(status, expected):
    assert ruling(status) == expected


def test_all_commands_of_the_zones_are_asked_and_the_nameless_one_is_the_default():
    found = ruling(Status.AUTHORISATION_REQUIRED, commands=("", "ZONE3"))
    assert found == (Outcome.REFERRED, ("ZONE3", "ZONE4"))


@pytest.mark.parametrize("state", [State.APPROVED, State.ACTIVE, State.SUSPENDED])
def test_a_flight_that_holds_the_place_refuses_even_when_it_came_later(state):
    assert ruling(Status.CLEAR, rival(state, minutes=5))[0] is Outcome.REFUSED


@pytest.mark.parametrize("state", [State.REFERRED, State.INFO_REQUESTED, State.PROPOSED])
def test_a_waiting_flight_that_came_first_refers(state):
    assert ruling(Status.CLEAR, rival(state)) == (Outcome.REFERRED, ("ZONE4",))


def test_a_waiting_flight_that_came_later_does_not_count():
    assert ruling(Status.CLEAR, rival(State.REFERRED, minutes=1))[0] is Outcome.APPROVED


def test_no_command_may_consent_to_what_is_prohibited_or_taken():
    assert hinders_consent(Verdict(Status.PROHIBITED), ()) == "flights.refusal.now_prohibited"
    assert hinders_consent(Verdict(Status.CLEAR), [rival(State.ACTIVE)]) == "flights.refusal.place_taken"
    assert hinders_consent(Verdict(Status.UNKNOWN), [rival(State.REFERRED)]) is None


@pytest.mark.parametrize(
    ("status", "commands", "consented", "expected"),
    [
        (Status.PROHIBITED, (), ("ZONE4",), True),
        (Status.AUTHORISATION_REQUIRED, ("ZONE4",), ("ZONE4",), False),
        (Status.AUTHORISATION_REQUIRED, ("",), ("ZONE4",), False),
        (Status.AUTHORISATION_REQUIRED, ("ZONE3", "ZONE4"), ("ZONE4",), True),
        (Status.AUTHORISATION_REQUIRED, ("ZONE4",), (), True),
        (Status.UNKNOWN, (), (), True),
        (Status.UNKNOWN, (), ("ZONE4",), False),
        (Status.CONDITIONAL, (), (), False),
        (Status.CLEAR, (), (), False),
    ],
)
def test_changed_zones_take_away_what_nobody_consented_to(status, commands, consented, expected):
    verdict = Verdict(status, commands=commands)
    assert no_longer_allowed(verdict, consented=consented, default_command="ZONE4") is expected


def test_times_of_another_flight_are_told_in_quarters_of_an_hour():
    odd = Period(NOW.replace(minute=7, second=3), NOW.replace(minute=31))
    assert rounded(odd) == Period(NOW, NOW.replace(minute=45))
    assert rounded(SLOT) == SLOT
