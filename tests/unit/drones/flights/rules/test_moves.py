"""Each move starts where it may, leads where it should, and is refused anywhere else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drones.flights.model import OVER, LastWord, Move, Moved, Outcome, Refusal, Standing, State
from drones.flights.rules import moves

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START, END = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
QUARTER = timedelta(minutes=15)
COMMANDS = ("ZONE3", "ZONE4")


def standing(state, **changes):
    resumes = {"resumes": State.APPROVED} if state is State.SUSPENDED else {}
    return Standing(state, **{"version": 3, "commands": COMMANDS, **resumes, **changes})


def last_word(standing, until=NOW + timedelta(seconds=30)):
    return LastWord("ZONE4", BEFORE, standing.version, until)


BEFORE = Standing(State.REFERRED, version=2, commands=COMMANDS)
DO = {
    Move.AMEND: moves.amend,
    Move.REFUSE: lambda s: moves.submit(s, Outcome.REFUSED, commands=(), now=NOW),
    Move.REFER: lambda s: moves.submit(s, Outcome.REFERRED, commands=COMMANDS, now=NOW),
    Move.CONSENT: lambda s: moves.approve(s, command="ZONE4"),
    Move.ASK: lambda s: moves.ask(s, command="ZONE4"),
    Move.ANSWER: moves.answer,
    Move.PROPOSE: lambda s: moves.propose(s, command="ZONE4"),
    Move.ACCEPT: lambda s: moves.accept(s, command="ZONE4", commands=("ZONE4",), within=True),
    Move.AGREE: lambda s: moves.accept(s, command="ZONE4", commands=COMMANDS, within=False),
    Move.DECLINE: moves.decline,
    Move.RECALL: lambda s: moves.recall(s, command="ZONE4"),
    Move.DENY: lambda s: moves.deny(s, command="ZONE4"),
    Move.EXPIRE: lambda s: moves.expire(s, start=START, before=QUARTER, now=START),
    Move.ACTIVATE: lambda s: moves.activate(s, start=START, end=END, now=START),
    Move.END: moves.end,
    Move.LAPSE: lambda s: moves.lapse(s, end=END, now=END),
    Move.SUSPEND: moves.suspend,
    Move.REINSTATE: moves.reinstate,
    Move.RESCIND: moves.rescind,
    Move.WITHDRAW: moves.withdraw,
    Move.UNDO: lambda s: moves.undo(s, last_word(s), command="ZONE4", now=NOW),
}
LEADS = {
    "draft": "amend:draft refuse:refused refer:referred withdraw:withdrawn",
    "refused": "amend:draft refuse:refused refer:referred withdraw:withdrawn",
    "referred": "consent:referred ask:info_requested propose:proposed deny:denied "
    "expire:expired withdraw:withdrawn undo:referred",
    "info_requested": "answer:referred propose:proposed recall:referred expire:expired "
    "withdraw:withdrawn undo:referred",
    "proposed": "accept:approved agree:referred decline:referred recall:referred expire:expired "
    "withdraw:withdrawn undo:referred",
    "approved": "activate:active lapse:lapsed suspend:suspended withdraw:withdrawn undo:referred",
    "denied": "undo:referred",
    "active": "end:ended suspend:suspended",
    "suspended": "lapse:lapsed reinstate:approved rescind:rescinded withdraw:withdrawn",
}


@pytest.mark.parametrize("move", DO)
@pytest.mark.parametrize("state", State)
def test_every_move_from_every_state_leads_where_the_life_of_a_plan_says(state, move):
    expected = dict(pair.split(":") for pair in LEADS.get(state, "").split())
    found = DO[move](standing(state))
    assert (found.standing.state if isinstance(found, Moved) else None) == expected.get(move)
    if isinstance(found, Moved):
        assert found.standing.version == 4


@pytest.mark.parametrize("state", sorted(OVER))
def test_nothing_happens_to_a_plan_that_is_over(state):
    undoable = {Move.UNDO} if state is State.DENIED else set()  # for half a minute
    moved = {move for move, do in DO.items() if isinstance(do(standing(state)), Moved)}
    assert moved == undoable


def test_a_plan_is_approved_at_once_when_nothing_stands_against_it():
    found = moves.submit(standing(State.DRAFT), Outcome.APPROVED, commands=(), now=NOW)
    assert (found.standing.state, found.standing.submitted_at, found.move) == (
        State.APPROVED,
        NOW,
        Move.APPROVE,
    )


def test_all_commands_must_consent():
    once = moves.approve(standing(State.REFERRED), command="ZONE4").standing
    assert (once.state, once.consents) == (State.REFERRED, ("ZONE4",))
    assert moves.approve(once, command="ZONE4").code == "flights.refusal.already_consented"
    assert moves.approve(once, command="ZONE3").standing.state is State.APPROVED


def test_one_denial_denies_even_after_a_consent():
    once = moves.approve(standing(State.REFERRED), command="ZONE4").standing
    assert moves.deny(once, command="ZONE3").standing.state is State.DENIED


def test_a_command_that_was_not_asked_decides_nothing():
    for do in (moves.approve, moves.deny, moves.ask, moves.propose):
        assert do(standing(State.REFERRED), command="ZONE9").code == "flights.refusal.not_your_command"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (START - timedelta(minutes=31), "flights.refusal.too_early"),
        (START - timedelta(minutes=30), None),
        (END - timedelta(seconds=1), None),
        (END, "flights.refusal.time_is_over"),
    ],
)
def test_a_flight_is_activated_near_its_start_and_before_its_end(moment, code):
    found = moves.activate(standing(State.APPROVED), start=START, end=END, now=moment)
    assert getattr(found, "code", None) == code


def test_a_plan_does_not_expire_or_lapse_before_its_time():
    assert isinstance(moves.expire(standing(State.REFERRED), start=START, before=QUARTER, now=NOW), Refusal)
    assert isinstance(moves.lapse(standing(State.APPROVED), end=END, now=NOW), Refusal)


def test_a_suspended_flight_in_the_air_gets_back_to_being_active_or_ends():
    flying = moves.suspend(standing(State.ACTIVE)).standing
    assert moves.reinstate(flying).standing.state is State.ACTIVE
    assert moves.end(flying).standing.state is State.ENDED
    assert isinstance(moves.withdraw(flying), Refusal)


def test_a_suspended_standing_without_its_former_state_cannot_be_built():
    with pytest.raises(ValueError, match="suspended_without_former_state"):
        Standing(State.SUSPENDED)


def test_an_amended_plan_forgets_when_it_was_submitted():
    found = moves.amend(standing(State.REFUSED, submitted_at=NOW)).standing
    assert (found.submitted_at, found.commands) == (None, ())


def test_what_is_accepted_waits_for_the_commands_that_it_needs_beside_the_one_that_proposed():
    proposed = standing(State.PROPOSED, consents=("ZONE3",))
    inside = moves.accept(proposed, command="ZONE4", commands=COMMANDS, within=True)
    assert (inside.standing.state, inside.standing.consents) == (State.APPROVED, COMMANDS)
    elsewhere = moves.accept(proposed, command="ZONE4", commands=COMMANDS, within=False)
    assert (elsewhere.standing.state, elsewhere.standing.consents) == (State.REFERRED, ("ZONE4",))
    smaller = moves.accept(proposed, command="ZONE4", commands=(), within=True)
    assert (smaller.standing.state, smaller.standing.commands) == (State.APPROVED, ("ZONE4",))


@pytest.mark.parametrize(
    ("command", "moment", "version"),
    [("ZONE3", NOW, 3), ("ZONE4", NOW + timedelta(seconds=30), 3), ("ZONE4", NOW, 4)],
)
def test_a_decision_is_undone_only_by_its_command_in_time_and_before_anything_followed(
    command, moment, version
):
    approved = standing(State.APPROVED)
    last = LastWord("ZONE4", BEFORE, version, NOW + timedelta(seconds=30))
    assert isinstance(moves.undo(approved, last, command=command, now=moment), Refusal)


def test_what_is_undone_stands_where_it_stood_in_a_newer_version():
    approved = standing(State.APPROVED, consents=("ZONE4",))
    found = moves.undo(approved, last_word(approved), command="ZONE4", now=NOW)
    assert found.standing == replace(BEFORE, version=4)


@pytest.mark.parametrize(
    ("waited", "left"),
    [(timedelta(days=1), QUARTER), (QUARTER, timedelta(minutes=7.5)), (timedelta(0), 0 * QUARTER)],
)
def test_what_nobody_decides_expires_before_its_start_but_not_before_half_the_time_has_passed(waited, left):
    found = moves.expiry(submitted_at=START - waited, start=START, before=QUARTER)
    assert START - found == left
