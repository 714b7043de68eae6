"""The index: built, changed, shared."""

import pytest
from shapely.geometry import Point, box

from geofences.engine import snapshot as module
from geofences.engine.model import Restriction, Status
from geofences.engine.verdicts import assess, at_point
from tests.unit.geofences.engine.cast import flight, hours, snapshot, zone

ROUND = Point(-11.45, 14.45).buffer(0.1, quad_segs=100)


def test_a_zone_is_found_by_its_key():
    world = snapshot(zone("A"), zone("B"))
    assert world.zone(("MLI", "B")).identifier == "B"
    assert world.zone(("MLI", "C")) is None
    assert {item.identifier for item in world.zones} == {"A", "B"}


def test_the_same_key_twice_is_refused():
    with pytest.raises(ValueError, match="zone_twice"):
        snapshot(zone("A"), zone("A"))


@pytest.mark.parametrize("area", [box(-11.5, 14.4, -11.4, 14.5), ROUND])
def test_a_dropped_zone_is_gone_and_the_old_snapshot_keeps_it(area):
    before = snapshot(zone("A", area=area))
    after = before.with_changes(drop=[("MLI", "A")], number=2)
    assert (after.number, len(after.zones)) == (2, 0)
    assert assess(after, [flight()]).status is Status.CLEAR
    assert assess(before, [flight()]).status is Status.PROHIBITED


@pytest.mark.parametrize("area", [box(-11.5, 14.4, -11.4, 14.5), ROUND])
def test_a_put_zone_takes_the_place_of_its_former_self(area):
    world = snapshot(zone("A", area=area))
    for restriction in (Restriction.CONDITIONAL, Restriction.NO_RESTRICTION, Restriction.PROHIBITED):
        world = world.with_changes([zone("A", restriction, area=area)], number=world.number + 1)
        verdict = assess(world, [flight()])
        assert [item.zone.restriction for item in verdict.findings] == [restriction]
    assert world.number == 4


def test_many_changes_are_compacted_into_one_layer(monkeypatch):
    monkeypatch.setattr(module, "DELTA_LIMIT", 10)
    world = snapshot()
    for number in range(25):
        area = box(number, 0, number + 0.5, 1)
        world = world.with_changes([zone(f"Z{number}", area=area)], number=number)
    assert len(world.layers) <= 2
    for number in range(25):
        assert at_point(world, number + 0.25, 0.5, period=hours(0, 1)).status is Status.PROHIBITED
        assert at_point(world, number + 0.75, 0.5, period=hours(0, 1)).status is Status.CLEAR


def test_dropping_what_is_not_there_changes_nothing():
    world = snapshot(zone("A")).with_changes(drop=[("MLI", "NONE")], number=2)
    assert assess(world, [flight()]).status is Status.PROHIBITED
