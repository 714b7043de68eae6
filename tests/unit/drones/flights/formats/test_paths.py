"""Long recordings thinned: the swept area still holds the whole path."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from drones.flights.formats import geojson
from drones.flights.formats.paths import MANY, thinned
from drones.flights.formats.recognise import read_plan
from drones.flights.model.plans import CorridorShape, VolumeInput
from drones.flights.rules.areas import sweep
from geofences.engine import geodesy


def _walk(seed: int, count: int, lat: float = 14.4, step: float = 2e-5) -> tuple[tuple[float, float], ...]:
    chance = np.random.default_rng(seed)
    turns = np.cumsum(chance.normal(0, 0.2, count))
    steps = np.stack([np.cos(turns), np.sin(turns)], axis=1) * step
    return tuple(map(tuple, (np.array([-11.4, lat]) + np.cumsum(steps, axis=0)).tolist()))


@pytest.mark.parametrize(
    ("seed", "lat", "step"), [(1, 14.4, 2e-5), (2, 60.0, 1e-4), (3, -33.0, 5e-6), (4, 0.0, 2e-4)]
)
def test_the_area_of_a_thinned_path_holds_every_point_and_leg(seed: int, lat: float, step: float) -> None:
    whole = CorridorShape(_walk(seed, 6_000, lat, step))
    fewer = thinned(whole)
    assert len(fewer.points) <= MANY
    area, faults = sweep(
        VolumeInput(shapes=(CorridorShape(fewer.points, 2.0, fewer.stray_m),)), "", margin_m=0
    )
    assert faults == []
    for start in range(0, 6_000, 1_000):
        piece = geodesy.corridor(whole.points[start : start + 1_001], 1.0)
        assert shapely.covers(area, piece)


def test_a_short_path_stays_as_it_is() -> None:
    shape = CorridorShape(_walk(5, MANY))
    assert thinned(shape) is shape


def test_a_path_that_cannot_be_thinned_stays_and_is_refused_by_the_sweep() -> None:
    points = tuple((-11.4 + (n % 2) * 0.01, 14.0 + n * 1e-4) for n in range(4_000))
    shape = CorridorShape(points, 50.0)
    assert thinned(shape) is shape
    _area, faults = sweep(VolumeInput(shapes=(shape,)), "", margin_m=0)
    assert [fault.code for fault in faults] == ["flights.error.too_many_points"]


def test_how_far_a_path_strays_is_carried_and_widens_the_sweep() -> None:
    shape = CorridorShape(((-11.4, 14.4), (-11.39, 14.4)), 50.0, 30.0)
    assert geojson.read(geojson.write((shape,))) == ((shape,), ())
    narrow, _ = sweep(VolumeInput(shapes=(CorridorShape(shape.points, 50.0),)), "", margin_m=0)
    wide, _ = sweep(VolumeInput(shapes=(shape,)), "", margin_m=0)
    assert narrow is not None
    assert wide is not None
    assert shapely.covers(wide, geodesy.corridor(shape.points, 109.0))
    assert not shapely.covers(narrow, geodesy.corridor(shape.points, 52.0))


@pytest.mark.parametrize("stray", [-1, 1e9, "x", True])
def test_an_absurd_stray_is_refused(stray: object) -> None:
    line = {"type": "LineString", "coordinates": [[0, 0], [0, 1]], "stray_m": stray}
    assert geojson.read(line)[1] != ()


def test_a_recording_of_an_hour_is_read_with_a_note_of_its_widening() -> None:
    fixes = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in _walk(6, 3_600))
    reading = read_plan(f'<gpx version="1.1"><trk><trkseg>{fixes}</trkseg></trk></gpx>'.encode(), "a.gpx")
    assert reading.draft is not None
    assert "flights.note.path_thinned" in [note.code for note in reading.draft.notes]
