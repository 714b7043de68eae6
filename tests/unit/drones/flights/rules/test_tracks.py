"""Published tracks and flights drawn around them: they conform; shifted, what is left is named."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import shapely

from drones.flights.formats import fixes
from drones.flights.model.tracks import Conformance, Found, Level, Tolerance
from drones.flights.rules import conformance
from geofences.engine.geodesy import buffer_m
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, TerrainBounds, Unit
from geofences.engine.relief import Relief

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
RELIEF = Relief.of(TerrainBounds(-430, 9_000, -110, 90))
TOLERANCE = Tolerance(10, 10, 5)
#: Around a track, metres; and how many of its positions one volume holds.
AROUND_M, ABOVE_M, HELD = 40.0, 15.0, 60
#: Of the airliner's 2,500 positions as many as take no time; the others tell nothing else.
FIRST = 300
FOOT = 0.3048


def rid(folder):
    """Network Remote ID: two aircraft."""
    document = json.loads((folder / "interuss_zurich_rid.json").read_text())
    for flight in document["flights"]:
        yield {"flights": [flight]}


def observations(folder):
    """Observations of two aircraft, milliseconds since 1970, heights that are called millimetres."""
    seen = json.loads((folder / "flightblender_micro_flight_data.json").read_text())["observations"]
    for name in sorted({one["icao_address"] for one in seen}):
        mine = [one for one in seen if one["icao_address"] == name]
        yield [own(one["timestamp"] / 1000, one["lat_dd"], one["lon_dd"], one["altitude_mm"]) for one in mine]


def airliner(folder):
    """A trace of an airliner: seconds, degrees, feet over the ellipsoid where they are known."""
    document = json.loads((folder / "readsb_trace_full_ac671b.json").read_text())
    rows = [
        own(document["timestamp"] + row[0], row[1], row[2], row[10] * FOOT)
        for row in document["trace"]
        if isinstance(row[10], int)
    ]
    yield rows[:FIRST]


def drawn_lines(folder):
    """Lines of a map with heights, flown at 9 m/s."""
    text = (folder / "interuss_dcdemo.kml").read_text()
    for line in re.findall(r"<LineString>.*?<coordinates>(.*?)</coordinates>", text, re.S):
        places = [tuple(map(float, place.split(","))) for place in line.split()]
        seconds, rows = 0.0, []
        for before, (lon, lat, height) in pairwise([places[0], *places]):
            seconds += max(
                1.0, 111_000 * shapely.distance(shapely.Point(before[:2]), shapely.Point(lon, lat)) / 9
            )
            rows.append(own(seconds, lat, lon, height))
        yield rows


def own(seconds, lat, lon, height_m):
    moment = datetime.fromtimestamp(seconds, UTC).isoformat()
    return {"time": moment, "lat": lat, "lon": lon, "height": {"value": height_m, "datum": "WGS84"}}


@pytest.fixture(params=[rid, observations, airliner, drawn_lines], scope="module")
def flown(request, shared_data):
    """Every track of a file: its positions, moved to the day of the test, and the flight around it."""
    found = []
    for document in request.param(shared_data / "tracks"):
        reading = fixes.read(document)
        assert reading.faults == ()
        late = START - reading.fixes[0].at
        moved = [replace(one, at=one.at + late, levels=one.levels[:1]) for one in reading.fixes]
        found.append((moved, around(moved)))
    assert found
    return found


def around(track):
    """Volumes that hold a track part by part, each with its own area, band and window."""
    parts = [track[first : first + HELD + 1] for first in range(0, len(track), HELD)]
    return tuple(part_of(part) for part in parts)


def part_of(part):
    places = [(one.lon, one.lat) for one in part]
    line = shapely.LineString(places) if len(places) > 1 else shapely.Point(places[0])
    heights = [one.levels[0].height.metres for one in part]
    return FlightVolume(
        buffer_m(line.simplify(0), AROUND_M),
        Band(over_ellipsoid(min(heights) - ABOVE_M), over_ellipsoid(max(heights) + ABOVE_M)),
        Period(part[0].at, part[-1].at + timedelta(seconds=1)),
    )


def over_ellipsoid(metres):
    return Height(metres, Unit.METRES, Datum.WGS84)


def shifted(track, *, north_m=0.0, east_m=0.0, up_m=0.0, later=timedelta()):
    return [
        replace(
            one,
            at=one.at + later,
            lat=one.lat + north_m / 111_000,
            lon=one.lon + east_m / 111_000,
            levels=tuple(Level(over_ellipsoid(level.height.metres + up_m)) for level in one.levels),
        )
        for one in track
    ]


def flight_of(track, volumes):
    """What is found of a track that is heard position by position, and how the flight kept to its plan."""
    kept, found, worst = None, [], Conformance.NOMINAL
    for one in track:
        done = conformance.follow(
            kept, [one], volumes, known=(), tolerance=TOLERANCE, relief=RELIEF, now=one.at
        )
        kept, found = done.track, [*found, *done.judged]
        worst = max(worst, kept.conformance, key=list(Conformance).index)
    return found, worst


def axes(found):
    return {axis for one in found if one.found is Found.OUTSIDE for axis in one.outside}


def test_a_track_conforms_to_the_flight_around_it(flown):
    for track, volumes in flown:
        found, worst = flight_of(track, volumes)
        assert worst is Conformance.NOMINAL
        # The airliner with the wind behind it is faster than what may be believed, and says things twice.
        assert {one.found for one in found} <= {Found.INSIDE, Found.JUMP, Found.LATE}
        assert sum(one.found is Found.INSIDE for one in found) > 0.8 * len(track)


@pytest.mark.parametrize(
    ("shift", "axis"),
    [
        ({"north_m": 100.0, "east_m": 70.0}, "area"),
        ({"up_m": 50.0}, "height"),
        ({"later": timedelta(minutes=10)}, "time"),
    ],
)
def test_a_shifted_track_does_not_and_what_is_left_is_named(flown, shift, axis):
    for track, volumes in flown[:2]:
        found, worst = flight_of(shifted(track, **shift), volumes)
        assert worst is not Conformance.NOMINAL
        assert axis in axes(found)
        if len(volumes) == 1:  # of several, the one it fits best may be left in another way too
            assert axes(found) == {axis}
