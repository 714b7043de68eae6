"""Desks of two commands played at random over the real services: whoever tries, in whatever order.

The machine keeps a book of its own, which knows nothing of the rules: who granted what, which zones
demand two signatures, when the newest decision was made. After each step the database must agree.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from drones.flights import service as flights
from drones.flights.model import State
from drones.flights.tables import Flight
from drones.liaison import service
from drones.liaison.model import Approval, Denial, Ended, Offer, Refused
from drones.liaison.store import signatures
from drones.permits import service as permits
from drones.permits.model import State as PermitState
from geofences.engine.model import Restriction, Zone
from geofences.zones import service as zones
from portal.accounts import rules as accounts
from portal.audit.tables import AuditEntry
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity, Permission
from portal.kit.problems import Problem
from tests.conftest import NOON
from tests.integration.accounts import people
from tests.integration.flights.conftest import Owner, make_owner
from tests.integration.liaison.conftest import HERE

COMMANDS = ("ZONE2", "ZONE4")
MAY_FLY = {State.APPROVED, State.ACTIVE}
TERMS = (Approval(), Approval(conditions=(3,)), Approval(ceiling_m=40.0))
OTHERS = ("program4", "owner", "stranger", "admin", "auditor")
VERBS = ("deny", "ask", "propose", "recall", "undo", "unsign", "countersign")
REASON = Refused(Denial.TIME)


@dataclass
class Stage:
    """What all runs share: the owner, who else there is, and the two asking zones."""

    clock: object
    owner: Owner
    cast: dict[str, Identity]
    barred: frozenset[str]
    asking: dict[str, Zone]
    demanding: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(COMMANDS, False))
    #: How often something was reached: a machine that never gets there proves nothing.
    reached: Counter[str] = field(default_factory=Counter)

    def demand(self, command: str, *, twice: bool) -> None:
        if self.demanding[command] is not twice:
            self.demanding[command] = twice
            with unit_of_work():
                zones.put(zones=[replace(self.asking[command], two_signatures=twice)], now=now())


def build(clock) -> Stage:
    """The stage, on the exercise zones that stand there: a second command asks at the same place."""
    owner = make_owner(_person("owner", "officer", "ZONE4").id, "MFR1C123456789ABC")
    cast = {
        "officer2": _person("deux", "officer", "ZONE2"),
        "commander2": _person("chef.deux", "commander", "ZONE2"),
        "officer4": _person("quatre", "officer", "ZONE4"),
        "colleague4": _person("autre.quatre", "officer", "ZONE4"),
        "commander4": _person("chef.quatre", "commander", "ZONE4"),
        "owner": replace(_person("owner", "officer", "ZONE4"), id=owner.person_id),
        "stranger": _person("neuf", "commander", "ZONE9"),
        "admin": _person("admin", "admin"),
        "auditor": _person("auditrice", "auditor"),
    }
    cast["program4"] = replace(cast["commander4"], scopes=frozenset({"liaison.read", "liaison.decide"}))
    asking = next(one for one in zones.published() if one.restriction is Restriction.REQ_AUTHORISATION)
    mine = {"ZONE4": asking, "ZONE2": replace(asking, identifier="Z2ASK", command="ZONE2")}
    with unit_of_work():
        zones.put(zones=[mine["ZONE2"]], now=now())
    return Stage(clock, owner, cast, frozenset({"owner", "stranger", "admin", "auditor"}), mine)


def _person(name: str, role: str, command: str | None = None) -> Identity:
    email = f"{name}@kayes.example"
    found = people.service.person_by_email(email)
    db.session.rollback()
    found = found or people.make(role, email=email, command=command)
    return Identity(id=found.id, email=email, roles=frozenset({role}), command=command, second_factor=True)


class Desk(RuleBasedStateMachine):
    """One flight that two commands must consent to, each by one signature or two as their zones demand."""

    stage: Stage

    @initialize(
        two=st.sampled_from([(), ("ZONE4",), ("ZONE2",), COMMANDS]),
    )
    def file(self, two):
        self.stage.clock.set(NOON)
        for command in COMMANDS:
            self.stage.demand(command, twice=command in two)
        self.flight = self.stage.owner.submit(centre=HERE)
        assert self.flight.standing.commands == COMMANDS
        self.granted: dict[str, int] = {}
        self.verb = ""
        self.decided_at = None
        self.lines = self._lines()

    def teardown(self):
        if hasattr(self, "flight"):
            with unit_of_work() as session:  # the place is free for the next run
                session.execute(
                    sa.update(Flight)
                    .where(Flight.id == self.flight.id)
                    .values(state="withdrawn", resumes=None)
                )

    # What people do.

    ENTITLED = st.sampled_from(["officer2", "commander2", "officer4", "colleague4", "commander4"])
    ANYBODY = st.sampled_from(["officer2", "commander2", "officer4", "colleague4", "commander4", *OTHERS])

    @rule(who=ENTITLED, terms=st.sampled_from(TERMS), fresh=st.booleans())
    def approve(self, who, terms, fresh):
        self._approve(who, terms, fresh, self.flight.version)

    @rule(command=st.sampled_from("24"), terms=st.sampled_from(TERMS), first=st.booleans())
    def two_persons_sign(self, command, terms, first):
        """What a command usually does, so that the runs get far; in either order."""
        one, other = f"officer{command}", f"commander{command}"
        self._approve(one if first else other, terms, False, self.flight.version)
        seen = self._seen(other if first else one, True)
        who = other if first else one
        self._do(who, service.countersign, expected_version=self.flight.version, reauthenticated_at=seen)

    @rule(who=ENTITLED, fresh=st.booleans())
    def sign(self, who, fresh):
        seen = self._seen(who, fresh)
        self._do(who, service.countersign, expected_version=self.flight.version, reauthenticated_at=seen)

    @rule(who=ANYBODY, terms=st.sampled_from(TERMS), stale=st.booleans())
    def anybody_approves(self, who, terms, stale):
        self._approve(who, terms, True, self.flight.version - stale)

    @rule(who=ANYBODY, verb=st.sampled_from(VERBS))
    def anybody_does(self, who, verb):
        words = {
            "deny": {"refused": REASON},
            "ask": {"text": "Qui ?"},
            "propose": {"offer": Offer(ceiling_m=30.0)},
        }
        self._do(who, getattr(service, verb), expected_version=self.flight.version, **words.get(verb, {}))

    @rule(who=ENTITLED)
    def propose(self, who):
        self._do(who, service.propose, expected_version=self.flight.version, offer=Offer(ceiling_m=30.0))

    @rule(who=ENTITLED)
    def undo(self, who):
        self._do(who, service.undo, expected_version=self.flight.version)

    @rule(who=ANYBODY, verb=st.sampled_from(["suspend", "reinstate", "rescind"]))
    def stop(self, who, verb):
        words = {} if verb == "reinstate" else {"refused": REASON}
        self._do(who, getattr(service, verb), expected_version=self.flight.version, **words)

    @rule(verb=st.sampled_from(["accept", "accept", "decline", "answer", "withdraw", "activate"]))
    def owner_does(self, verb):
        words = {"text": "Oui."} if verb == "answer" else {}
        self._run(
            None,
            lambda: getattr(flights, verb)(
                flight_id=self.flight.id, person_id=self.stage.owner.person_id, now=now(), **words
            ),
        )

    @rule(who=ENTITLED)
    def a_series_is_approved(self, who):
        command = self.stage.cast[who].command
        self._run(
            who,
            lambda: flights.approve(flight_id=self.flight.id, command=command, now=now()),
        )

    @rule(command=st.sampled_from(COMMANDS), twice=st.booleans())
    def a_zone_is_published(self, command, twice):
        self.stage.demand(command, twice=twice)
        self._run(None, lambda: None)

    @rule(seconds=st.sampled_from([1, 14, 29, 30, 31, 301, 3_600, 21 * 3_600]))
    def wait(self, seconds):
        self.stage.clock.set(now() + timedelta(seconds=seconds))
        self._run(None, lambda: flights.tick(now()))

    # What must hold.

    def _approve(self, who, terms, fresh, version):
        seen = self._seen(who, fresh)
        self._do(who, service.approve, approval=terms, expected_version=version, reauthenticated_at=seen)

    def _seen(self, who, fresh):
        """Keys show nothing; people did a moment ago, or five minutes ago."""
        if self.stage.cast[who].scopes is not None:
            return None
        return now() - (timedelta(minutes=4) if fresh else timedelta(minutes=5))

    def _do(self, who, move, **facts):
        officer, self.verb = self.stage.cast[who], move.__name__
        if not accounts.may(officer, Permission.LIAISON_DECIDE):
            assert who in {"admin", "auditor"}
            return
        self._run(who, lambda: move(flight_id=self.flight.id, officer=officer, now=now(), **facts))

    def _run(self, who, call):
        before, signed = self.flight, self._signatures()
        try:
            with unit_of_work():
                call()
        except Problem as problem:
            if problem.status not in {403, 404, 412}:
                raise
        db.session.rollback()
        self.flight = flights.flight(flight_id=before.id)
        self._check(who, before, signed)
        self.verb = ""

    def _check(self, who, before, signed):
        after, added = self.flight, self._signatures() - signed
        moved = after.version != before.version
        if who in self.stage.barred:
            assert not moved
            assert not added
        self._check_signatures(who, before, added)
        self._check_consents(who, before)
        self._check_undone(who, before)
        self._check_permit()
        lines = self._lines()
        if moved or added:
            assert lines > self.lines
        self.lines = lines
        self._check_owner_s_view()

    def _check_signatures(self, who, before, added):
        """Whoever signs does so for their own command, on the version that was there."""
        for one in signatures.of_flight(self.flight.id, command=None):
            if one.id in added:
                officer = self.stage.cast[who]
                assert (one.officer_id, one.command) == (officer.id, officer.command)
                assert one.version == before.version

    def _check_consents(self, who, before):
        """It may fly only when every command consented, those of whom two are demanded by two."""
        after = self.flight
        for command in set(before.standing.consents) - set(after.standing.consents):
            self.granted.pop(command, None)
        for command in set(after.standing.consents) - set(before.standing.consents):
            self.granted[command] = self._granted_by(who, before, command)
        if after.state in MAY_FLY and before.state not in MAY_FLY:
            self.stage.reached[f"{before.state}, signed twice by {len(after.standing.signed_twice)}"] += 1
            assert set(after.standing.consents) == set(after.standing.commands) >= set(COMMANDS)
            for command in COMMANDS:
                assert self.granted[command] == 2 or not self.stage.demanding[command]

    def _granted_by(self, who, before, command):
        """By how many persons a command has just consented."""
        if who is None:  # the owner said yes to the command's own proposal
            assert before.proposal is not None
            assert before.proposal.command == command
            assert not self.stage.demanding[command]
            return 1
        if self.verb == "undo":  # a consent that the undone one had asked anew is what it was
            assert command in before.undoable.word.before.consents
            return 2 if command in self.flight.standing.signed_twice else 1
        officer = self.stage.cast[who]
        assert officer.command == command
        if command not in self.flight.standing.signed_twice:
            assert not self.stage.demanding[command]
            return 1
        found = [
            one
            for one in signatures.of_flight(self.flight.id, command=command)
            if one.ended is Ended.COMPLETED and one.version == before.version
        ]
        first, second = found
        assert first.officer_id != second.officer_id == officer.id
        assert first.terms == second.terms
        assert first.commander or second.commander
        assert officer.scopes is None
        return 2

    def _check_undone(self, who, before):
        """Only the command itself takes its newest decision back, and only within half a minute."""
        after = self.flight
        if after.version == before.version:
            return
        if who is not None and self.verb == "undo":
            assert now() < self.decided_at + timedelta(seconds=30)
            assert self.stage.cast[who].command == before.undoable.word.command
            assert after.standing == replace(before.undoable.word.before, version=after.version)
        if after.undoable is not None:
            self.decided_at = now()

    def _check_permit(self):
        """No permit before everybody consented, none shown before half a minute, none that outlives it."""
        flight, permit = self.flight, permits.of_flight(flight_id=self.flight.id)
        if flight.state in MAY_FLY:
            assert permit is not None
            if flight.undoable is not None and now() < self.decided_at + timedelta(seconds=30):
                assert flight.permit_at(now()) is None
        elif permit is not None:
            assert permits.verify(code=permit.id, now=permit.content.start).state is not PermitState.VALID

    def _check_owner_s_view(self):
        owner = self.stage.owner.person_id
        seen = flights.own_flight(flight_id=self.flight.id, person_id=owner)
        told = flights.timeline(flight_id=self.flight.id, person_id=owner)
        text = repr([(one.kind, one.role, dict(one.facts)) for one in told]) + repr(seen.standing)
        for name, officer in self.stage.cast.items():
            if name != "owner":
                assert officer.id not in text
                assert officer.email not in text

    def _signatures(self):
        return {one.id for one in signatures.of_flight(self.flight.id, command=None)}

    def _lines(self):
        query = sa.select(sa.func.count()).select_from(AuditEntry)
        return db.session.scalar(query.where(AuditEntry.subject == self.flight.id))
