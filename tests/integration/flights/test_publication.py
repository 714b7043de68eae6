"""A publication and whatever lets a flight fly never pass each other unseen, whichever comes first."""

from datetime import timedelta

import pytest
from shapely.geometry import box

from drones.flights import service
from drones.flights.model import Changes, FlightView, Refusal, State
from drones.flights.service import assessing
from drones.permits import service as permits
from drones.permits.model import State as PermitState
from geofences.engine.model import Restriction
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from tests.integration.flights.conftest import BAFOULABE, FREE, TOMORROW, zone
from tests.integration.flights.orders import Order

COMMAND = {"command": "ZONE4"}


def ban(place):
    area = box(place.lon - 0.01, place.lat - 0.01, place.lon + 0.01, place.lat + 0.01)
    return zone("BAN", Restriction.PROHIBITED, area=area)


def suspended(owner):
    flight = owner.submit(centre=FREE)
    with unit_of_work():
        service.suspend(flight_id=flight.id, code="liaison.suspension.safety", now=now(), **COMMAND)
    return flight


def proposed(owner):
    flight = owner.submit()
    with unit_of_work():
        service.propose(flight_id=flight.id, changes=Changes(ceiling_m=40), now=now(), **COMMAND)
    return flight


#: By what lets a flight fly: the plan before it, where it is, and who does it.
MOVES = {
    "submit": (lambda owner: owner.draft(centre=FREE), FREE, "owner"),
    "approve": (lambda owner: owner.submit(), BAFOULABE, "command"),
    "accept": (proposed, BAFOULABE, "owner"),
    "activate": (lambda owner: owner.submit(centre=FREE), FREE, "owner"),
    "reinstate": (suspended, FREE, "command"),
}
LINES = {"submit": "approved", "approve": "approved", "accept": "accepted", "activate": "activated"}


@pytest.fixture(params=MOVES)
def scene(request, owner, clock):
    """A plan, what lets it fly, and the zone that forbids it."""
    prepare, place, who = MOVES[request.param]
    flight = prepare(owner)
    clock.set(TOMORROW - timedelta(minutes=10))
    by = {"person_id": owner.person_id} if who == "owner" else COMMAND

    def move():
        return getattr(service, request.param)(flight_id=flight.id, now=now(), **by)

    return request.param, flight, move, lambda: zones.put(zones=[ban(place)], now=now())


def verified(flight):
    permit = permits.of_flight(flight_id=flight.id)
    return None if permit is None else permits.verify(code=permit.id, now=TOMORROW).state


def test_who_is_let_fly_first_is_found_by_the_publication_that_waits(stage, owner, scene, monkeypatch):
    name, flight, move, publish = scene
    order = Order()
    monkeypatch.setattr(assessing, "weigh", order.pausing(assessing.weigh))
    moved, _ = order.run(stage, move, publish)
    assert not isinstance(moved, int | Refusal)
    assert owner.kinds(flight)[-2:] == [LINES.get(name, "reinstated"), "suspended"]
    assert owner.see(flight).state is State.SUSPENDED
    assert verified(flight) is PermitState.SUSPENDED


def test_what_is_published_first_is_seen_by_whoever_waits_to_fly(stage, owner, scene):
    _, flight, move, publish = scene
    order = Order()

    def first():
        number = publish()
        order.pause()
        return number

    _, moved = order.run(stage, first, move)
    after = owner.see(flight).state
    assert after in {State.REFUSED, State.REFERRED, State.PROPOSED, State.SUSPENDED}
    assert not isinstance(moved, FlightView), "a plan was let fly under a prohibition"
    assert verified(flight) in {None, PermitState.SUSPENDED}
    if isinstance(moved, Refusal):
        assert moved.code in {"flights.refusal.now_prohibited", "flights.refusal.state"}
