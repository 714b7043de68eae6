"""The part of an area that a finding is about, cut within bounds."""

import numpy as np
from shapely.geometry import Polygon, box

from geofences.engine.model import Coverage
from geofences.engine.verdicts import assess, part_of
from tests.unit.geofences.engine.cast import SQUARE, flight, snapshot, zone

HALF = box(-11.42, 14.40, -11.38, 14.41)


def comb(teeth, slant=0.0):
    x = np.repeat(np.arange(teeth), 2) / teeth
    y = np.tile([0.0, 1.0, 1.0, 0.0], teeth)[: 2 * teeth]
    points = np.concatenate([np.column_stack([x + slant * y, y]), [[1.1, -1.0], [-0.1, -1.0]]])
    return Polygon(points * 0.05 + [-11.45, 14.45])


def test_the_part_shared_with_the_zone():
    volume = flight(HALF)
    (finding,) = assess(snapshot(zone()), [volume]).findings
    assert part_of(finding, volume).equals(box(-11.42, 14.40, -11.40, 14.41))


def test_the_part_outside_the_coverage():
    volume, coverage = flight(HALF), Coverage(SQUARE)
    (finding,) = assess(snapshot(coverage=coverage), [volume]).findings
    assert part_of(finding, volume, coverage).equals(box(-11.40, 14.40, -11.38, 14.41))
    assert part_of(finding, volume) is None


def test_a_mere_touch_has_no_part():
    volume = flight(box(-11.40, 14.42, -11.39, 14.43))
    (finding,) = assess(snapshot(zone()), [volume]).findings
    assert part_of(finding, volume) is None


def test_two_combs_are_not_cut():
    standing = comb(1_000)
    turned = Polygon(
        [(lat - 14.475 - 11.425, lon + 11.425 + 14.475) for lon, lat in standing.exterior.coords]
    )
    world = snapshot(zone(area=comb(1_000)))
    volume = flight(turned)
    (finding,) = assess(world, [volume]).findings
    assert part_of(finding, volume) is None
