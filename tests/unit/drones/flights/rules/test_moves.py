"""Each move starts where it may, leads where it should, and is refused anywhere else."""

from datetime import UTC, datetime, timedelta

import pytest

from drones.flights.model import OVER, Move, Moved, Outcome, Refusal, Standing, State
from drones.flights.rules import moves

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START, END = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
COMMANDS = ("ZONE3", "ZONE4")


def standing(state, **changes):
    resumes = {"resumes": State.APPROVED} if state is State.SUSPENDED else {}
    return Standing(state, **{"version": 3, "commands": COMMANDS, **resumes, **changes})


DO = {
    Move.AMEND: moves.amend,
    Move.REFUSE: lambda s: moves.submit(s, Outcome.REFUSED, commands=(), now=NOW),
    Move.REFER: lambda s: moves.submit(s, Outcome.REFERRED, commands=COMMANDS, now=NOW),
    Move.CONSENT: lambda s: moves.approve(s, command="ZONE4"),
    Move.ASK: lambda s: moves.ask(s, command="ZONE4"),
    Move.ANSWER: moves.answer,
    Move.PROPOSE: lambda s: moves.propose(s, command="ZONE4"),
    Move.ACCEPT: moves.accept,
    Move.DECLINE: moves.decline,
    Move.DENY: lambda s: moves.deny(s, command="ZONE4"),
    Move.EXPIRE: lambda s: moves.expire(s, start=START, now=START),
    Move.ACTIVATE: lambda s: moves.activate(s, start=START, end=END, now=START),
    Move.END: moves.end,
    Move.LAPSE: lambda s: moves.lapse(s, end=END, now=END),
    Move.SUSPEND: moves.suspend,
    Move.REINSTATE: moves.reinstate,
    Move.RESCIND: moves.rescind,
    Move.WITHDRAW: moves.withdraw,
}
LEADS = {
    "draft": "amend:draft refuse:refused refer:referred withdraw:withdrawn",
    "refused": "amend:draft refuse:refused refer:referred withdraw:withdrawn",
    "referred": "consent:referred ask:info_requested propose:proposed deny:denied "
    "expire:expired withdraw:withdrawn",
    "info_requested": "answer:referred propose:proposed expire:expired withdraw:withdrawn",
    "proposed": "accept:approved decline:referred expire:expired withdraw:withdrawn",
    "approved": "activate:active lapse:lapsed suspend:suspended withdraw:withdrawn",
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
    assert all(isinstance(do(standing(state)), Refusal) for do in DO.values())


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
    assert isinstance(moves.expire(standing(State.REFERRED), start=START, now=NOW), Refusal)
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
