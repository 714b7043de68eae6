"""Areas that would take minutes are refused or brought down by name, however their corners lie.

The figures are counts, not seconds: what is bounded is what the time grows with.
"""

import random
from dataclasses import replace
from math import cos, sin

import pytest

from drones.flights.model import CircleShape, CorridorShape, Mode, PlanInput, Position, VolumeInput
from drones.flights.rules import areas, plans
from drones.flights.rules.areas import MOST_POINTS, sweep
from drones.permits.rules import areas as printing
from drones.permits.rules.areas import simplify_inward
from tests.unit.drones.flights.rules.test_plans import NOW, PLAN

DICE = random.Random(4)


def path(points, width_m=20.0):
    return VolumeInput(shapes=(CorridorShape(tuple(points), width_m),))


def tangle(count):
    return path((-11.4 + DICE.random() / 10, 14.4 + DICE.random() / 10) for _ in range(count))


def hatch(turns):
    """A survey flown in two directions: a lattice with a hole in each mesh."""
    there = [(-11.4 + (i // 2) * 0.001, 14.4 + (0.03 if (i // 2 + i) % 2 else 0)) for i in range(turns)]
    across = [(-11.4 + (0.03 if (i // 2 + i) % 2 else 0), 14.4 + (i // 2) * 0.001) for i in range(turns)]
    return path(there + across)


def spiral(count):
    return path((-11.4 + i * 3e-5 * cos(i / 5), 14.4 + i * 3e-5 * sin(i / 5)) for i in range(count))


def test_a_path_that_crosses_itself_too_often_is_refused_while_it_is_swept():
    swept, faults = sweep(tangle(MOST_POINTS), "/volumes/0", margin_m=5)
    assert (swept, [one.code for one in faults]) == (None, ["flights.area.too_complex"])


def test_a_long_path_is_swept_in_pieces_without_a_seam():
    area, faults = sweep(spiral(401), "/volumes/0", margin_m=5)
    assert (faults, area.geom_type) == ([], "Polygon")


def test_too_many_corners_of_several_shapes_are_refused_before_they_are_joined(monkeypatch):
    monkeypatch.setattr(areas, "MOST_JOINED", 1_000)
    many = tuple(spiral(100).shapes[0] for _ in range(4))
    swept, faults = sweep(VolumeInput(shapes=many), "/volumes/0", margin_m=5)
    assert (swept, [one.code for one in faults]) == (None, ["flights.area.too_complex"])


@pytest.mark.parametrize("stated", [hatch(40), tangle(150), spiral(900)])
def test_what_has_many_holes_or_corners_is_brought_down_to_a_permits_corners(stated):
    area, _ = sweep(stated, "/volumes/0", margin_m=5)
    kept = simplify_inward(area)
    assert area.covers(kept)
    assert sum(len(part.exterior.coords) - 1 for part in getattr(kept, "geoms", [kept])) <= 16


def test_few_holes_are_opened_as_they_were_before():
    rings = [CircleShape(Position(-11.4 + i * 0.01, 14.4), 400) for i in range(3)]
    area, _ = sweep(VolumeInput(shapes=tuple(rings)), "/volumes/0", margin_m=0)
    for part in area.geoms:
        assert printing._plainer(part, 20_000) is part


def test_all_paths_of_a_plan_count_together():
    paths = tuple(replace(PLAN.volumes[0], shapes=tangle(1_001).shapes) for _ in range(4))
    found = plans.check(
        PlanInput(paths, mode=Mode.VLOS), now=NOW, uncertainty=plans.NO_UNCERTAINTY, whole=False
    )
    assert ("/volumes", "flights.error.too_many_points_in_all") in [(f.pointer, f.code) for f in found.faults]
