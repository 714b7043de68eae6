"""GPX: tracks and routes are paths, waypoints places; elevations ask for their datum."""

import pytest

from drones.flights.formats.drafts import kind_of
from drones.flights.formats.recognise import read_plan
from drones.flights.model import CorridorShape, Frame


def gpx(body, space='xmlns="http://www.topografix.com/GPX/1/1"'):
    return f'<?xml version="1.0"?>\n<gpx version="1.1" {space}>\n{body}\n</gpx>'


def pt(name, lat, lon, ele=""):
    inner = f"<ele>{ele}</ele>" if ele != "" else ""
    return f'<{name} lat="{lat}" lon="{lon}">{inner}</{name}>'


TWO = pt("trkpt", 14.4, -11.4, 80) + pt("trkpt", 14.5, -11.4, 95)
TRACK = f"<trk><name>Tour</name><trkseg>{TWO}</trkseg></trk>"


def read(text):
    return read_plan(text if isinstance(text, bytes) else text.encode(), "a.gpx")


def codes(reading):
    return [(one.pointer, one.code.removeprefix("flights.error.")) for one in reading.faults]


def test_a_track_is_a_path_whose_heights_ask_for_their_datum():
    draft = read(gpx(TRACK)).draft
    assert draft.shapes == (CorridorShape(((-11.4, 14.4), (-11.4, 14.5))),)
    assert (draft.frame, draft.ceiling, draft.volumes[0].span) == (Frame.UNSTATED, None, (80, 95))
    assert [one.pointer for one in draft.questions] == ["/volumes/0/geometry/width_m", "/volumes/0/datum"]


def test_tracks_and_routes_are_parts_and_waypoints_landmarks():
    route = f"<rte>{pt('rtept', 14.4, -11.4)}{pt('rtept', 14.6, -11.4)}</rte>"
    draft = read(gpx(pt("wpt", 14.9, -11.4) + route + TRACK)).draft
    assert [kind_of(part) for part in draft.source.parts] == ["path", "path", "place"]
    assert draft.picked == (0, 1)


def test_segments_of_a_track_are_not_joined():
    two = TRACK.replace("</trkseg>", f"</trkseg><trkseg>{pt('trkpt', 14.7, -11.4)}</trkseg><trkseg/>")
    assert len(read(gpx(two)).draft.shapes) == 2


@pytest.mark.parametrize("space", ["", 'xmlns="http://www.topografix.com/GPX/1/0"'])
def test_older_and_bare_files_are_read(space):
    assert read(gpx(TRACK, space)).draft is not None


def test_a_prefix_changes_nothing():
    text = (
        gpx(TRACK)
        .replace("<trk", "<g:trk")
        .replace("</trk", "</g:trk")
        .replace("<gpx", "<g:gpx")
        .replace("</gpx", "</g:gpx")
        .replace("xmlns=", "xmlns:g=")
    )
    assert read(text).draft.shapes == read(gpx(TRACK)).draft.shapes


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ("line 2 /gpx", "plan_empty")),
        (
            "<trk><trkseg><trkpt lat='14'/></trkseg></trk>",
            ("line 3 /gpx/trk/trkseg/trkpt", "coordinate_missing"),
        ),
        (pt("wpt", "NaN", 1), ("line 3 /gpx/wpt", "number")),
        (pt("wpt", 91, 1), ("line 3 /gpx/wpt", "latitude_range")),
        (pt("wpt", 14, 1, "high"), ("line 3 /gpx/wpt/ele", "number")),
        ("<trk><trkseg>", ("line 4", "not_xml")),
    ],
)
def test_a_broken_file_is_refused_at_its_place(body, expected):
    assert codes(read(gpx(body))) == [expected]


def test_too_many_points_are_refused_with_their_number():
    points = "".join(pt("trkpt", 14.4, -11.4 + n / 1e6) for n in range(20_001))
    reading = read(gpx(f"<trk><trkseg>{points}</trkseg></trk>"))
    assert reading.faults[0].facts == {"count": 20_001, "limit": 20_000}
