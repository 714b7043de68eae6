"""Who acts next, how long a plan waited for its commands, and when there are enough answers to say."""

from datetime import UTC, datetime, timedelta

import pytest

from drones.flights.model import Entry, Role, Standing, State
from drones.flights.rules import waiting
from drones.flights.rules.waiting import FEWEST, Actor

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def lines(*kinds, **facts):
    return tuple(Entry(NOON + number * MINUTE, kind, Role.SYSTEM, facts) for number, kind in enumerate(kinds))


@pytest.mark.parametrize(
    ("kinds", "minutes"),
    [
        ((), 0),
        (("drafted",), 0),
        (("referred",), 10),
        (("drafted", "referred"), 9),
        (("referred", "asked"), 1),
        (("referred", "asked", "answered"), 9),
        (("referred", "message", "asked", "answered", "proposed", "declined"), 2 + 1 + 5),
        (("referred", "asked", "recalled"), 9),
        (("referred", "consented"), 10),
        (("referred", "approved", "undone"), 10),
    ],
)
def test_only_the_time_in_which_a_command_had_to_act_is_counted(kinds, minutes):
    assert waiting.waited(lines(*kinds), now=NOON + 10 * MINUTE) == minutes * MINUTE


def test_undoing_a_proposal_made_after_a_question_leaves_the_owner_to_act():
    entries = (
        *lines("referred", "asked", "proposed"),
        Entry(NOON + 3 * MINUTE, "undone", Role.COMMAND, {"state": "info_requested"}),
    )
    assert waiting.waited(entries, now=NOON + 10 * MINUTE) == MINUTE


@pytest.mark.parametrize(
    ("state", "actor", "commands"),
    [
        (State.DRAFT, Actor.OWNER, ()),
        (State.REFERRED, Actor.COMMAND, ("ZONE3",)),
        (State.INFO_REQUESTED, Actor.OWNER, ()),
        (State.PROPOSED, Actor.OWNER, ()),
        (State.APPROVED, Actor.OWNER, ()),
        (State.SUSPENDED, Actor.COMMAND, ("ZONE3", "ZONE4")),
        (State.DENIED, Actor.NOBODY, ()),
        (State.ENDED, Actor.NOBODY, ()),
    ],
)
def test_somebody_acts_next_until_the_plan_is_over(state, actor, commands):
    resumes = State.APPROVED if state is State.SUSPENDED else None
    standing = Standing(state, resumes=resumes, commands=("ZONE3", "ZONE4"), consents=("ZONE4",))
    found = waiting.turn(standing, lines("drafted", "referred", "message"), created_at=NOON)
    assert (found.actor, found.commands, found.since) == (actor, commands, NOON + MINUTE)


@pytest.mark.parametrize(
    "kind", ["message", "consented", "escalated", "overrun", "silent", "confirmed", "phoned", "copied"]
)
def test_what_moves_nothing_does_not_begin_the_waiting_anew(kind):
    standing = Standing(State.SUSPENDED, resumes=State.APPROVED, commands=("ZONE4",))
    entries = lines("drafted", "approved", "suspended", kind)
    assert waiting.turn(standing, entries, created_at=NOON).since == NOON + 2 * MINUTE


def test_too_few_answers_say_nothing():
    assert waiting.usual("ZONE4", [60] * (FEWEST - 1)).median is None
    found = waiting.usual("ZONE4", list(range(60, 60 * (FEWEST + 1), 60)))
    assert (found.answers, found.median, found.ninetieth) == (FEWEST, 4.5 * MINUTE, 8 * MINUTE)
