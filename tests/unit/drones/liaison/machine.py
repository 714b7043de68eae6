"""Desks of two commands played at random: whoever tries, whenever, on whatever they have read.

The machine goes the services' way (table, sight, standing, version, move) and keeps a book of its own of
who may have consented; the book knows nothing of the rules.
"""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from drones.flights.model import LastWord, Moved, State, Undoable
from drones.flights.rules import moves
from drones.liaison.rules import decisions
from portal.accounts import rules as accounts
from portal.kit.model import Identity, Permission
from tests.unit.drones.liaison.conftest import NOON, made

COMMANDS = ("ZONE2", "ZONE4")
GRACE = timedelta(seconds=30)
START = NOON + timedelta(minutes=120)
BEFORE = timedelta(minutes=30)
OPERATOR = "operator-person"


def who(name, role, command=None, scopes=None):
    return Identity(name, roles=frozenset({role}), command=command, scopes=scopes, second_factor=True)


ENTITLED = (
    who("officer-2", "officer", "ZONE2"),
    who("officer-4", "officer", "ZONE4"),
    who("colleague-4", "officer", "ZONE4"),
    who("commander-4", "commander", "ZONE4"),
    who("program-4", "officer", "ZONE4", frozenset({"liaison.read", "liaison.decide"})),
)
BARRED = (
    who("owner", "officer", "ZONE4"),  # the one who filed the plan
    who(OPERATOR, "commander", "ZONE4"),  # the one behind its operator
    who("owner", "officer", "ZONE2", frozenset({"liaison.read", "liaison.decide"})),
    who("stranger", "officer", "ZONE9"),
    who("homeless", "officer"),
    who("admin", "admin", "ZONE4"),
    who("auditor", "auditor"),
    who("reader", "officer", "ZONE4", frozenset({"liaison.read"})),
    who("plain-owner", "owner"),
    Identity.anonymous(),
)
PEOPLE = st.sampled_from(ENTITLED + BARRED)


class Desk(RuleBasedStateMachine):
    """One flight that two commands must consent to."""

    @initialize()
    def file(self):
        self.now = NOON
        self.flight = replace(made(commands=COMMANDS), person_id="owner")
        self.read = self.flight.version
        self.consents: dict[str, str] = {}
        self.decided_at = None

    @rule(seconds=st.sampled_from([1, 14, 29, 30, 31, 600, 3_600, 7_200]))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule()
    def look(self):
        self.read = self.flight.version

    @rule(person=PEOPLE, fresh=st.booleans())
    def approve(self, person, fresh):
        moved = self._decide(person, fresh, lambda: moves.approve(self._standing, command=person.command))
        if moved:
            self.consents[person.command] = person.id

    @rule(person=PEOPLE, fresh=st.booleans())
    def deny(self, person, fresh):
        self._decide(person, fresh, lambda: moves.deny(self._standing, command=person.command))

    @rule(person=PEOPLE, fresh=st.booleans())
    def undo(self, person, fresh):
        version = self.flight.version if fresh else self.read
        if not self._gate(person) or not decisions.may_see(person, self.flight):
            return
        if decisions.acting_fault(person, self.flight, operator_person=OPERATOR):
            return
        if decisions.version_fault(self.flight, version):
            return
        last = self.flight.undoable.word if self.flight.undoable else None
        moved = moves.undo(self._standing, last, command=person.command, now=self.now)
        assert isinstance(moved, Moved) == decisions.may_undo(person, self.flight, self.now)
        if isinstance(moved, Moved):
            assert person in ENTITLED
            assert self.now < self.decided_at + GRACE
            assert version == self.flight.version
            self.consents.pop(person.command, None)
            self.flight = replace(self.flight, standing=moved.standing, undoable=None)

    @rule()
    def expire(self):
        moved = moves.expire(self._standing, start=START, before=BEFORE, now=self.now)
        if isinstance(moved, Moved):
            assert self._standing.state is State.REFERRED
            self.flight = replace(self.flight, standing=moved.standing, undoable=None)

    @invariant()
    def approved_means_that_every_command_consented(self):
        if self.flight.state is State.APPROVED:
            assert set(self.consents) == set(COMMANDS)

    @invariant()
    def nobody_barred_ever_consented(self):
        assert set(self.consents.values()) <= {one.id for one in ENTITLED}

    @invariant()
    def the_book_and_the_plan_agree(self):
        assert set(self.flight.standing.consents) == set(self.consents)

    @property
    def _standing(self):
        return self.flight.standing

    def _gate(self, person):
        return accounts.may(person, Permission.LIAISON_DECIDE)

    def _decide(self, person, fresh, move):
        version = self.flight.version if fresh else self.read
        if not self._gate(person) or not decisions.may_see(person, self.flight):
            return False
        fault = decisions.standing_fault(person, self.flight, operator_person=OPERATOR)
        if fault or decisions.version_fault(self.flight, version):
            return False
        before, moved = self._standing, move()
        if not isinstance(moved, Moved):
            return False
        assert person in ENTITLED
        assert before.state is State.REFERRED
        assert version == self.flight.version
        assert person.command not in self.consents
        word = LastWord(person.command, before, moved.standing.version, self.now + GRACE)
        undoable = Undoable(word, self.flight.volumes, self.flight.conditions)
        self.flight = replace(self.flight, standing=moved.standing, undoable=undoable)
        self.decided_at = self.now
        return True
