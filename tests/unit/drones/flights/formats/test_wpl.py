"""Waypoint files: tabs or blanks, comments, home first; a fault names its line."""

import pytest

from drones.flights.formats.recognise import read_plan
from drones.flights.model import CircleShape, CorridorShape, Frame
from geofences.engine.model import Datum

HOME = "0\t1\t0\t16\t0\t0\t0\t0\t14.4\t-11.4\t60\t1"


def row(number, lat=14.5, lon=-11.4, alt=50, command=16, frame=3, params=(0, 0, 0, 0)):
    cells = [number, 0, frame, command, *params, lat, lon, alt, 1]
    return "\t".join(map(str, cells))


def wpl(*rows, header="QGC WPL 110", end="\n"):
    return end.join([header, *rows])


def read(text, name="a.waypoints"):
    return read_plan(text if isinstance(text, bytes) else text.encode(), name)


def codes(reading):
    return [(one.pointer, one.code.removeprefix("flights.error.")) for one in reading.faults]


def test_the_first_line_is_home_where_the_path_starts():
    draft = read(wpl(HOME, row(1), row(2, 14.6))).draft
    assert draft.shapes == (CorridorShape(((-11.4, 14.4), (-11.4, 14.5), (-11.4, 14.6))),)
    assert (draft.frame, draft.ceiling.metres, draft.ceiling.datum) == (Frame.HOME, 50, Datum.AGL)


def test_a_first_line_that_takes_off_is_no_home():
    draft = read(wpl(row(0, command=22, frame=0, alt=150), row(1, 14.6, frame=0, alt=180))).draft
    assert draft.source.home.place is None
    assert (draft.floor.datum, draft.ceiling.metres, draft.ceiling.datum) == (Datum.AGL, 180, Datum.AMSL)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\t", "   ").encode(),
        lambda text: (text + "\n\n# made by hand\n").encode(),
        lambda text: text.replace(".", ",").encode(),
        lambda text: "\n".join(line.removesuffix("\t1") for line in text.splitlines()).encode(),
    ],
)
def test_other_hands_write_the_same_file(change):
    text = wpl(HOME, row(1), row(2, 14.6))
    assert read(change(text)).draft.shapes == read(text).draft.shapes


def test_a_return_to_launch_flies_back_home():
    draft = read(wpl(HOME, row(1), row(2, 0, 0, 0, command=20))).draft
    assert draft.shapes[0].points[-1] == (-11.4, 14.4)


def test_a_return_without_home_goes_to_the_first_point_and_says_so():
    draft = read(wpl(row(1), row(2, 14.6), row(3, 0, 0, 0, command=20, frame=2))).draft
    assert draft.shapes[0].points[-1] == (-11.4, 14.5)
    assert "flights.note.return_without_home" in [note.code for note in draft.notes]


def test_a_jump_back_sweeps_the_leg_to_its_target():
    jump = row(4, 0, 0, 0, command=177, params=(1, 3, 0, 0))
    draft = read(wpl(HOME, row(1), row(2, 14.6), row(3, 14.6, -11.5), jump)).draft
    assert CorridorShape(((-11.5, 14.6), (-11.4, 14.5))) in draft.shapes


def test_a_jump_to_nowhere_is_refused_at_its_line():
    assert codes(read(wpl(HOME, row(1), row(2, command=177, params=(99, 1, 0, 0))))) == [
        ("line 4", "jump_target")
    ]


def test_a_spline_is_widened_by_what_it_may_stray():
    draft = read(wpl(HOME, row(1), row(2, 14.51, command=82), row(3, 14.52))).draft
    strays = [shape.stray_m for shape in draft.shapes if shape.stray_m]
    assert len(strays) == 2
    assert all(stray >= 0.59 * 1100 for stray in strays)
    assert "flights.note.curves_widened" in [note.code for note in draft.notes]


def test_an_arc_is_widened_by_its_sagitta():
    draft = read(wpl(HOME, row(1), row(2, 14.51, command=36, params=(180, 0, 0, 0)))).draft
    arc = next(shape for shape in draft.shapes if shape.stray_m)
    assert arc.stray_m == pytest.approx(553, rel=0.01)


def test_a_loiter_without_a_radius_takes_the_largest_default():
    draft = read(wpl(HOME, row(1, command=17), row(2, 14.6))).draft
    assert [shape.radius_m for shape in draft.shapes if isinstance(shape, CircleShape)] == [120]
    assert "flights.note.loiter_default" in [note.code for note in draft.notes]


def test_an_unknown_command_with_a_place_counts_as_flown():
    draft = read(wpl(HOME, row(1), row(2, 14.9, command=31001))).draft
    assert draft.shapes[0].points[-1] == (-11.4, 14.9)
    assert "flights.note.command_unknown" in [note.code for note in draft.notes]


def test_an_unknown_command_without_a_place_is_told():
    draft = read(wpl(HOME, row(1), row(2, 0, 0, 0, command=61234))).draft
    assert "flights.note.command_left_out" in [note.code for note in draft.notes]


def test_a_new_home_is_where_a_return_goes():
    rows = (row(1), row(2, 14.7, command=179), row(3, 0, 0, 0, command=20))
    assert read(wpl(HOME, *rows)).draft.shapes[0].points[-1] == (-11.4, 14.7)


def test_a_change_of_height_on_the_way_counts():
    rows = (row(1), row(2, 0, 0, 140, command=113), row(3, 0, 0, 0, command=186, params=(160, 3, 0, 0)))
    assert read(wpl(HOME, *rows)).draft.ceiling.metres == 160


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (wpl(HOME, header="QGC WPL 120"), ("line 1", "plan_version")),
        (wpl(HOME, "1\t0\t3"), ("line 3", "columns")),
        (wpl(HOME, row(1, lat="x")), ("line 3", "number")),
        (wpl(HOME, row(1, lat="nan")), ("line 3", "number")),
        (wpl(HOME, row(1, lat=95)), ("line 3", "latitude_range")),
        (wpl(HOME, row(1, lon=-190)), ("line 3", "longitude_range")),
        (wpl(HOME, row(1, frame=1)), ("line 3", "item_frame")),
        (wpl(HOME), ("line 2", "plan_empty")),
        (wpl(HOME, row(1, command=1.5)), ("line 3", "number")),
    ],
)
def test_a_broken_line_is_named(text, expected):
    assert codes(read(text)) == [expected]
