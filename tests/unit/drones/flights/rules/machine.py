"""The rules of a plan's life as a machine that hypothesis drives, against a model of what is allowed."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from drones.flights.model import OVER, LastWord, Moved, Outcome, Refusal, Standing, State
from drones.flights.rules import moves

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
END = START + timedelta(minutes=30)
BEFORE = timedelta(minutes=15)
GRACE = timedelta(seconds=30)
COMMANDS = ("ZONE3", "ZONE4")
ASKED = st.sampled_from([*COMMANDS, "ZONE1"])

#: Where a plan may go from where it stands, in one step: written down by hand from the life of a plan.
MAY = {
    "draft": "draft refused referred approved withdrawn",
    "refused": "draft refused referred approved withdrawn",
    "referred": "referred info_requested proposed approved denied expired withdrawn",
    "info_requested": "referred info_requested proposed expired withdrawn",
    "proposed": "referred info_requested proposed approved expired withdrawn",
    "approved": "active lapsed suspended withdrawn referred",
    "active": "ended suspended",
    "suspended": "approved active ended lapsed rescinded withdrawn",
    "denied": "referred",
}


class Life(RuleBasedStateMachine):
    """A plan to which everybody tries everything at any time."""

    def __init__(self):
        super().__init__()
        self.now = START - timedelta(days=1)
        self.standing = Standing(State.DRAFT)
        self.last: LastWord | None = None
        self.consents: set[str] = set()

    def take(self, found: Moved | Refusal, *, command: str | None = None) -> None:
        """Make the move if the rules make it, and look at what it did."""
        before = self.standing
        if isinstance(found, Refusal):
            return
        after = found.standing
        assert after.state.value in MAY.get(before.state, "").split(), (before.state, found.move)
        assert after.version == before.version + 1
        if after.state is State.APPROVED and before.state is State.REFERRED:
            assert set(before.commands) <= {*before.consents, command}
        if after.state is State.ACTIVE:
            assert self.now < END
        self.standing = after
        self.last = None
        if command is not None:
            self.last = LastWord(command, before, after.version, self.now + GRACE)

    @rule(seconds=st.sampled_from([1, 29, 31, 600, 7_200, 36_000]))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(outcome=st.sampled_from(Outcome))
    def submit(self, outcome):
        self.take(moves.submit(self.standing, outcome, commands=COMMANDS, now=self.now))

    @rule(command=ASKED)
    def approve(self, command):
        self.take(moves.approve(self.standing, command=command), command=command)

    @rule(command=ASKED)
    def deny(self, command):
        self.take(moves.deny(self.standing, command=command), command=command)

    @rule(command=ASKED)
    def ask(self, command):
        self.take(moves.ask(self.standing, command=command), command=command)

    @rule(command=ASKED)
    def propose(self, command):
        self.take(moves.propose(self.standing, command=command), command=command)

    @rule(command=ASKED)
    def recall(self, command):
        self.take(moves.recall(self.standing, command=command))

    @rule(command=st.sampled_from(COMMANDS), within=st.booleans())
    def accept(self, command, within):
        before = self.standing
        found = moves.accept(before, command=command, commands=COMMANDS, within=within)
        self.take(found)
        if isinstance(found, Moved) and found.standing.state is State.APPROVED:
            assert within
            assert set(COMMANDS) <= {*before.consents, command}

    @rule(command=ASKED)
    def undo(self, command):
        before, last = self.standing, self.last
        found = moves.undo(before, last, command=command, now=self.now)
        if isinstance(found, Moved):
            assert last is not None
            assert self.now < last.until
            assert command == last.command
            assert found.standing.consents == last.before.consents
        self.take(found)

    @rule(
        name=st.sampled_from(
            ["amend", "answer", "decline", "end", "suspend", "reinstate", "rescind", "withdraw"]
        )
    )
    def plain(self, name):
        self.take(getattr(moves, name)(self.standing))

    @rule()
    def activate(self):
        self.take(moves.activate(self.standing, start=START, end=END, now=self.now))

    @rule()
    def clock(self):
        self.take(moves.expire(self.standing, start=START, before=BEFORE, now=self.now))
        self.take(moves.lapse(self.standing, end=END, now=self.now))

    @invariant()
    def a_suspended_plan_remembers_what_it_was(self):
        assert (self.standing.state is State.SUSPENDED) == (self.standing.resumes is not None)

    @invariant()
    def nobody_consents_who_was_not_asked(self):
        assert set(self.standing.consents) <= set(self.standing.commands)

    @invariant()
    def what_is_over_is_over_but_for_a_denial_within_its_grace(self):
        if self.standing.state in OVER - {State.DENIED}:
            assert not any(moves.allows(self.standing, move) for move in moves.TABLE)
