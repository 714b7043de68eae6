"""Hostile cousins of sound files: each is refused, or told, by a name that says what to change."""

import json

import pytest

from drones.flights.formats.recognise import read_plan
from drones.flights.model import Frame
from tests.unit.drones.flights.formats import test_kml as kml

AREA = {"type": "Polygon", "coordinates": [[[-11.4, 14.4], [-11.39, 14.4], [-11.39, 14.41], [-11.4, 14.4]]]}


def geojson(geometry=AREA, **properties):
    return json.dumps({"type": "Feature", "geometry": geometry, "properties": properties})


def read(text):
    return read_plan(text if isinstance(text, bytes) else text.encode(), "a")


def codes(reading):
    return [(one.pointer, one.code.removeprefix("flights.error.")) for one in reading.faults]


def notes(reading):
    return [one.code.removeprefix("flights.note.") for one in reading.draft.notes]


def test_limits_upside_down_are_refused_and_never_turned_over():
    upside = geojson(floor=90, ceiling=80, datum="AGL")
    assert codes(read(upside)) == [("/properties/ceiling", "heights_upside_down")]


def test_a_datum_beside_bare_limits_is_theirs():
    draft = read(geojson(floor=10, ceiling=80, datum="AGL")).draft
    assert (draft.frame, draft.floor.metres, draft.ceiling.metres) == (Frame.TERRAIN, 10, 80)
    assert codes(read(geojson(floor=10, ceiling=80, datum="QFE"))) == [
        ("/properties/floor", "altitude_mode"),
        ("/properties/ceiling", "altitude_mode"),
    ]


def test_positions_that_lie_in_mali_only_when_exchanged_are_told():
    assert "exchanged" in notes(read(kml.kml(kml.mark(kml.line("", "14.4,-11.4 14.5,-11.4")))))
    assert "exchanged" not in notes(read(kml.kml(kml.mark(kml.line("", "-11.4,14.4 -11.3,14.4")))))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_json_is_read_however_an_editor_saved_it(encoding):
    assert read(geojson(floor=0, ceiling=80, datum="AGL").encode(encoding)).draft.ceiling.metres == 80


def test_many_elements_of_one_folder_are_read_once_each():
    # Walked again for each of them, such a folder took minutes.
    places = "<Placemark><Point><coordinates>-11.4,14.4</coordinates></Point></Placemark>" * 12_000
    assert read(kml.kml(f"<Folder>{places}</Folder>")).draft is not None


def test_blanks_by_the_hundred_thousand_are_no_trap():
    text = kml.kml(kml.mark(kml.line("", "-11.4" + " " * 900_000 + "x")))
    assert codes(read(text))[0][1] == "coordinate_text"
