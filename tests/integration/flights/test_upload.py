"""An uploaded plan file: what was understood, what is asked, which geometries are taken."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest

from tests.unit.drones.flights.formats import test_gpx as gpx
from tests.unit.drones.flights.formats import test_kml as kml
from tests.unit.drones.flights.formats import test_wpl as wpl
from tests.unit.drones.flights.formats.test_corpus import READ, REFUSED

FIELD = kml.mark(kml.polygon(), "Champ de Kayes")
TOUR = kml.mark(kml.line("absolute"), "Tour")
MANY = kml.kml(FIELD + TOUR)


@pytest.fixture
def post(stage, as_person):
    person = as_person("owner")

    def send(text=None, name="vol.kml", **typed):
        token = re.search(r'name="csrf_token" value="([^"]+)"', person.get("/flights/new").text)[1]
        data = {
            "csrf_token": token,
            "shape": "area",
            "volumes": "1",
            "datum": "AGL",
            "action": "check",
            **typed,
        }
        if text is not None:
            data["file"] = (io.BytesIO(text.encode() if isinstance(text, str) else text), name)
        return person.post("/flights/new", data=data, content_type="multipart/form-data")

    return send


def value(answer, field):
    """What a field of the page holds."""
    text = re.search(rf'<textarea[^>]*id="{field}"[^>]*>\s*(.*?)</textarea>', answer.text, re.DOTALL)
    if text:
        return unescape(text[1]).strip()
    tag = re.search(rf'<input[^>]*id="{field}"[^>]*>', answer.text)[0]
    found = re.search(r'value="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def test_what_was_understood_is_told(post):
    answer = post(kml.kml(FIELD))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "KML" in text
    assert "au-dessus du sol (AGL)" in text
    assert (value(answer, "floor_m"), value(answer, "ceiling_m")) == ("0", "80")


def test_what_was_typed_before_stays(post):
    answer = post(kml.kml(FIELD), notes="Près du marché", start_time="10:00", move_to="14.6, -11.3")
    assert value(answer, "notes") == "Près du marché"
    assert value(answer, "start_time") == "10:00"
    assert value(answer, "move_to") == "14.6, -11.3"


def test_a_datum_that_the_file_does_not_say_is_left_to_choose(post):
    answer = post(gpx.gpx(gpx.TRACK), "tour.gpx")
    text = answer.get_data(as_text=True)
    assert 'href="#datum"' in text
    assert 'href="#width_m"' in text
    assert not re.search(r'name="datum"[^>]*checked', text)


def test_home_is_told(post):
    text = post(wpl.wpl(wpl.HOME, wpl.row(1)), "a.waypoints").get_data(as_text=True)
    assert "14.400000, -11.400000" in text
    assert "60" in text


def test_geometries_are_chosen_from_the_page_alone(post):
    first = post(MANY)
    assert first.get_data(as_text=True).count('name="part"') == 2
    carried = value(first, "file_parts")
    second = post(None, file_parts=carried, part="0", action="pick", area=value(first, "area"), notes="Ici")
    assert second.status_code == 200
    assert (value(second, "ceiling_m"), value(second, "notes")) == ("80", "Ici")
    assert value(second, "outline").startswith("14.4, -11.4")
    third = post(None, file_parts=value(second, "file_parts"), part="0", action="pick", ceiling_m="70")
    assert value(third, "ceiling_m") == "70"


def test_geometries_of_other_heights_become_volumes_with_their_own_band(post):
    answer = post(MANY, start_date="2026-11-24", start_time="10:00", end_date="2026-11-24", end_time="11:00")
    assert re.search(r'name="volumes" value="2"', answer.text)
    assert [value(answer, name) for name in ("ceiling_m", "v2_ceiling_m")] == ["80", "90"]
    assert value(answer, "v2_path").startswith("14.4, -11.4")
    assert value(answer, "v2_start_time") == "10:00"


def test_what_was_typed_in_other_volumes_stays_behind_those_of_the_file(post):
    second = {"v2_shape": "circle", "v2_centre": "14.5, -11.3", "v2_radius_m": "90", "v2_ceiling_m": "33"}
    answer = post(MANY, volumes="2", **second)
    assert re.search(r'name="volumes" value="3"', answer.text)
    assert (value(answer, "v3_centre"), value(answer, "v3_ceiling_m")) == ("14.5, -11.3", "33")


def test_equal_geometries_share_a_volume_or_have_one_each(post):
    first = post(kml.kml(FIELD + FIELD.replace("-11.4,", "-11.395,")), start_time="10:00")
    assert re.search(r'name="volumes" value="1"', first.text)
    carried = {"file_parts": value(first, "file_parts"), "area": value(first, "area"), "ceiling_m": "70"}
    apart = post(None, action="pick_apart", part=["0", "1"], **carried)
    assert re.search(r'name="volumes" value="2"', apart.text)
    assert [value(apart, name) for name in ("ceiling_m", "v2_ceiling_m")] == ["80", "80"]
    kept = {"file_parts": value(apart, "file_parts"), "volumes": "2", "v2_ceiling_m": "60"}
    again = post(None, action="pick_apart", part=["0", "1"], ceiling_m="80", **kept)
    assert [value(again, name) for name in ("ceiling_m", "v2_ceiling_m")] == ["80", "60"]


def test_a_length_that_the_file_suggests_is_shown_and_taken_only_by_a_button(post):
    data = "latitude,longitude,altitude(m),speed(m/s),altitudemode\n14.4,-11.4,50,5,1\n14.41,-11.4,50,5,1\n"
    first = post(data, "tour.csv")
    assert "4 min" in first.text
    assert value(first, "end_time") == ""
    typed = {
        "start_date": "2026-11-24",
        "start_time": "23:58",
        "shape": "corridor",
        "path": value(first, "path"),
    }
    second = post(None, lasts="0:5", action="", **typed)
    assert [value(second, name) for name in ("end_date", "end_time")] == ["2026-11-25", "00:03"]


@pytest.mark.parametrize(
    "parts", ["", "{}", "[[[", '{"parts": 7, "picked": [0]}', '{"parts": [{}], "picked": []}']
)
def test_a_choice_among_nothing_is_refused_by_name(post, parts):
    answer = post(None, file_parts=parts, part="0", action="pick")
    assert answer.status_code == 422


def test_choosing_none_is_refused_and_the_file_is_kept(post):
    first = post(MANY)
    answer = post(None, file_parts=value(first, "file_parts"), action="pick")
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count('name="part"') == 2


def test_a_broken_file_is_refused_at_its_place_beside_its_field(post):
    answer = post("<kml>", notes="Ici")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "ligne 1" in text
    assert value(answer, "notes") == "Ici"


def test_every_plan_found_in_the_wild_is_read_on_the_page_or_refused_beside_its_field(post, shared_data):
    for name in (*READ, *REFUSED):
        answer = post((shared_data / "plans" / name).read_bytes(), name)
        assert answer.status_code == (200 if name in READ else 422), name
        assert ("Le fichier est lu" in answer.text) == (name in READ), name
        assert ('id="file-error' in answer.text) == (name in REFUSED), name
