"""The life of a plan played at random: no forbidden move is ever made, whatever is tried in which order."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drones.flights import service
from drones.flights.model import OVER, Changes, FlightView, State
from drones.flights.rules.events import EVENTS
from drones.flights.rules.moves import TABLE
from drones.permits import service as permits
from drones.permits.model import State as PermitState
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.flights.conftest import TOMORROW

COMMAND = {"command": "ZONE4"}
LATER = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(hours=21, minutes=40)}


def steps():
    """Each thing that somebody can do to a plan, by name."""
    named = ("submit", "withdraw", "activate", "end", "answer", "accept", "decline", "message")
    commands = ("approve", "deny", "ask", "propose", "recall", "undo", "suspend", "reinstate", "rescind")
    return st.lists(st.sampled_from([*named, *commands, "tick", *LATER]), min_size=5, max_size=25)


class Life:
    """A plan and everything that is done to it."""

    def __init__(self, owner, clock):
        self.owner, self.clock = owner, clock
        self.flight = owner.draft()
        self.lines = 1

    def do(self, step):
        if step in LATER:
            self.clock.set(now() + LATER[step])
        elif step == "tick":
            with unit_of_work():
                service.tick(now())
                service.watch(now())
        else:
            self._act(step)
        self.check()

    def _act(self, step):
        words = {
            "answer": {"text": "a"},
            "message": {"text": "m"},
            "ask": {"text": "q"},
            "deny": {"code": "liaison.denial.other"},
            "suspend": {"code": "liaison.suspension.security"},
            "rescind": {"code": "liaison.suspension.security"},
            "propose": {"changes": Changes(ceiling_m=40)},
        }.get(step, {})
        if step in {"submit", "withdraw", "activate", "end", "answer", "accept", "decline", "message"}:
            who = {"person_id": self.owner.person_id}
        else:
            who = COMMAND
        with unit_of_work():
            getattr(service, step)(flight_id=self.flight.id, now=now(), **who, **words)

    def check(self):
        before, after = self.flight, self.owner.see(self.flight)
        timeline = service.timeline(flight_id=after.id, person_id=self.owner.person_id)
        fresh, self.lines = timeline[self.lines :], len(timeline)
        self.flight = after
        moved = [one for one in fresh if one.kind in EVENTS.values()]
        assert (
            after.version - before.version == len(moved) <= 2
        )  # a draft refused and then something else never
        if moved:
            self._check_move(before, after, moved[-1].kind)
        else:
            assert after.state is before.state
        self._check_permit(after)

    def _check_move(self, before, after, kind):
        move = next(one for one, name in EVENTS.items() if name == kind)
        sources, target = TABLE[move]
        assert before.state in sources
        assert target in {None, after.state}
        if before.state in OVER:
            assert kind == "undone"

    def _check_permit(self, flight: FlightView):
        permit = permits.of_flight(flight_id=flight.id)
        if permit is None:
            assert flight.state not in {State.APPROVED, State.ACTIVE}
            return
        start, end = permit.content.start, permit.content.end
        if start <= now() < end:
            valid = permits.verify(code=permit.id, now=now()).state is PermitState.VALID
            assert valid == (flight.state in {State.APPROVED, State.ACTIVE})


def play(owner, clock, steps):
    clock.set(TOMORROW - timedelta(hours=22))
    life = Life(owner, clock)
    for step in steps:
        life.do(step)
    if life.flight.state not in OVER:
        with unit_of_work():  # the place is free for the next life
            for move in ("withdraw", "end"):
                getattr(service, move)(flight_id=life.flight.id, person_id=owner.person_id, now=now())
    db.session.rollback()


def live(owner, clock, **how):
    """So many lives as ``how`` asks for, each over the real services."""

    @settings(
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        **how,
    )
    @given(steps())
    def run(chosen):
        play(owner, clock, chosen)

    run()


def test_no_forbidden_move_is_made_over_the_real_services(owner, clock):
    live(owner, clock, max_examples=20, derandomize=True)
