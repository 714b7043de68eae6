"""Which flights a change touches: every zone of a publication counts, wherever the others lie."""

from datetime import timedelta

from shapely.geometry import box

from drones.flights import service
from drones.flights.model import Position, State
from drones.flights.service import sweep
from drones.permits import service as permits
from drones.permits.model import State as PermitState
from geofences.engine.model import Restriction
from portal.kit.clock import now
from portal.kit.database import db
from tests.integration.flights.conftest import TOMORROW, zone

PLACES = (Position(-9.5, 13.5), Position(-9.0, 14.0), Position(-8.5, 12.5))


def around(place, degrees=0.05):
    return box(place.lon - degrees, place.lat - degrees, place.lon + degrees, place.lat + degrees)


def bans(places):
    return [
        zone(f"BAN{number}", Restriction.PROHIBITED, area=around(place))
        for number, place in enumerate(places)
    ]


def verified(flights):
    db.session.rollback()
    moment = TOMORROW + timedelta(minutes=5)
    return [permits.verify(code=one.permit, now=moment).state for one in flights]


def test_zones_of_one_publication_stop_the_flights_under_each_of_them(owner, put):
    flights = [owner.submit(centre=place) for place in PLACES]
    put(*bans(PLACES[:2]))
    assert [owner.see(one).state for one in flights] == [State.SUSPENDED, State.SUSPENDED, State.APPROVED]


def test_what_is_left_to_the_worker_is_in_doubt_under_each_zone_and_in_each_sweep(owner, put, monkeypatch):
    monkeypatch.setattr(sweep, "MOST_AT_ONCE", 0)
    flights = [owner.submit(centre=place) for place in PLACES]
    put(*bans(PLACES[:2]))
    put(zone("LAST", Restriction.PROHIBITED, area=around(PLACES[2])))
    assert verified(flights) == [PermitState.SUSPENDED] * 3
    assert {owner.see(one).state for one in flights} == {State.APPROVED}
    db.session.rollback()
    assert service.carry_on(now()).suspended == 3
    assert {owner.see(one).state for one in flights} == {State.SUSPENDED}
