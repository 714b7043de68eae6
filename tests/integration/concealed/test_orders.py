"""What covers a concealed zone is never taken away unseen, whether before or after the zone is set."""

from geofences.concealed import service as concealed
from geofences.concealed.service import setting
from geofences.zones import service as zones
from portal.kit.clock import now
from tests.integration.concealed.conftest import hidden
from tests.integration.flights.orders import Order

COVER = ("MLI", "KAY-LIA")


def uncover():
    return zones.withdraw(keys=[COVER], actor="system", now=now())


def test_cover_that_goes_while_a_zone_is_set_is_missed_by_the_watch(stage, room, monkeypatch):
    order = Order()
    monkeypatch.setattr(setting.cover, "gaps", order.pausing(setting.cover.gaps))
    made, _ = order.run(stage, lambda: conceal(room), uncover)
    monkeypatch.undo()
    assert made.version is not None
    room.watch()
    assert [one.cover.lost_at for one in room.standing()] == [now()]


def test_a_zone_set_while_its_cover_is_being_withdrawn_is_refused(stage, room):
    order = Order()

    def first():
        uncover()
        order.pause()

    _, made = order.run(stage, first, lambda: conceal(room))
    assert made.version is None
    assert made.gaps
    assert room.standing() == []


def conceal(room):
    return concealed.set_zone(zone=hidden(), command="ZONE4", actor=room.commander_id, now=now())
