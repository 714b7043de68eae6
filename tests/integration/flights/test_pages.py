"""The owner's pages: form with verdict, faults beside their fields, where a plan stands, the permit."""

import io
import json
import re
from html import unescape

import pytest

from drones.flights import service
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts import people
from tests.integration.flights.conftest import FREE, make_owner

CIRCLE = {
    "shape": "circle",
    "centre": "13.80650, -10.83210",
    "radius_m": "200",
    "floor_m": "0",
    "ceiling_m": "60",
    "datum": "AGL",
    "start_date": "2026-11-24",
    "start_time": "10:00",
    "end_date": "2026-11-24",
    "end_time": "10:30",
    "purpose": "survey",
    "mode": "VLOS",
    "contact": "+223 70 00 00 00",
    "notes": "Drone jaune & <bleu>",
}


@pytest.fixture
def browser(stage, as_person):
    """An owner whose operator is approved, signed in."""
    client = as_person("owner")
    person = accounts.person_by_email("owner@kayes.example")
    client.owner = make_owner(person.id, "MFR1C123456789ABC")
    client.whole = {**CIRCLE, "aircraft": client.owner.aircraft, "pilot": client.owner.pilot}
    return client


def post(browser, address="/flights/new", /, action="check", **typed):
    page = browser.get("/flights/new").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    data = {**browser.whole, "action": action, "csrf_token": token, **typed}
    return browser.post(address, data=data, content_type="multipart/form-data")


def speak(browser, language):
    assert post(browser, "/language", language=language, next="/").status_code in {302, 303}


def error(answer, field):
    """The text beside a field, and what is in the field still."""
    found = re.search(rf'id="{field}-error">(.*?)</p>', answer.text, re.DOTALL)
    assert found, f"no error beside {field}"
    return " ".join(unescape(re.sub("<[^>]+>", " ", found[1])).split())


def value(answer, field):
    text = re.search(rf'<textarea[^>]*id="{field}"[^>]*>\s*(.*?)</textarea>', answer.text, re.DOTALL)
    if text:
        return unescape(text[1]).strip()
    tag = re.search(rf'<input[^>]*id="{field}"[^>]*>', answer.text)[0]
    found = re.search(r'value="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def only_flight(browser):
    db.session.rollback()
    (flight,) = service.own_flights(person_id=browser.owner.person_id)
    return flight


def test_the_form_is_prefilled_with_tomorrow_and_the_sole_aircraft(browser):
    page = browser.get("/flights/new")
    assert value(page, "start_date") == "2026-11-24"
    assert f'<option selected value="{browser.owner.aircraft}">' in page.text


def test_checking_shows_the_verdict_in_french_and_stores_nothing(browser):
    answer = post(browser)
    assert answer.status_code == 200
    assert 'data-outcome="referred"' in answer.text
    assert "accord du commandement" in answer.text
    assert "Liaison" in answer.text
    assert "+223 20 00 00 00" in answer.text
    assert value(answer, "notes") == "Drone jaune & <bleu>"
    assert service.own_flights(person_id=browser.owner.person_id) == []


def test_at_night_the_curfew_is_named_and_the_nearest_free_time_fills_the_form(browser):
    night = {"start_time": "23:30", "end_date": "2026-11-25", "end_time": "00:00"}
    answer = post(browser, **night)
    assert 'data-outcome="refused"' in answer.text
    assert "Curfew" in answer.text
    take = re.search(r"Plus tard.*?name=\"take\" value=\"(\d)\"", answer.text, re.DOTALL)[1]
    taken = post(browser, action="", take=take, **night)
    assert [value(taken, name) for name in ("start_date", "start_time", "end_time")] == [
        "2026-11-25",
        "06:00",
        "06:30",
    ]
    assert 'data-outcome="referred"' in taken.text


def test_a_plan_is_submitted_and_its_page_says_where_it_stands(browser):
    answer = post(browser, action="submit")
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert 'data-state="referred"' in page
    assert "Le commandement doit donner son accord" in page
    assert "Soumis et transmis au commandement" in page
    assert only_flight(browser).reference in browser.get("/flights").text


def test_a_draft_is_kept_however_incomplete_and_comes_back_whole(browser):
    answer = post(browser, action="save", centre="quelque part", ceiling_m="haut")
    assert answer.status_code == 303
    page = browser.get(answer.location + "/edit")
    assert (value(page, "centre"), value(page, "ceiling_m")) == ("quelque part", "haut")
    assert "« quelque part » ne se lit pas" in unescape(browser.get(answer.location).text)


def test_a_draft_is_changed_and_submitted(browser):
    kept = post(browser, action="save", centre="").location
    assert post(browser, kept + "/edit", action="submit").status_code == 303
    assert only_flight(browser).state == "referred"
    again = browser.get(kept + "/edit")
    assert again.status_code == 303


def test_a_submission_with_faults_stores_nothing_and_keeps_what_was_typed(browser):
    answer = post(browser, action="submit", contact="", radius_m="0")
    assert answer.status_code == 422
    assert error(answer, "contact")
    assert error(answer, "radius_m")
    assert value(answer, "centre") == CIRCLE["centre"]
    assert service.own_flights(person_id=browser.owner.person_id) == []


BAD = [
    ({"end_date": "2026-11-23"}, "end_time", "La fin doit venir après le début", "The end must come after"),
    ({"floor_m": "80"}, "ceiling_m", "Les hauteurs sont inversées", "The heights are upside down"),
    ({"centre": "14,5"}, "centre", "peut se lire de deux façons", "can be read in two ways"),
    ({"centre": "95, 0"}, "centre", "latitude 95.0 n’existe pas", "There is no latitude 95.0"),
    ({"radius_m": "NaN"}, "radius_m", "n’est pas un nombre", "is no number"),
    ({"start_date": "2026-11-20", "end_date": "2026-11-20"}, "start_date", "déjà passé", "already past"),
    (
        {"shape": "polygon", "outline": "14, -11\n14.01, -11.01\n14.01, -11\n14, -11.01"},
        "outline",
        "ses côtés 1 et 3 se coupent",
        "its edges 1 and 3 meet",
    ),
    ({"shape": "corridor", "path": "14, -11\nici", "width_m": "5"}, "path", "Ligne 2", "Line 2"),
]


@pytest.mark.parametrize(("typed", "field", "french", "english"), BAD)
def test_each_fault_stands_beside_its_field_in_both_languages_with_what_was_typed(
    browser, typed, field, french, english
):
    for language, words in (("fr", french), ("en", english)):
        speak(browser, language)
        answer = post(browser, **typed)
        assert answer.status_code == 422
        assert words in error(answer, field)
        for name, text in typed.items():
            if name != "shape":
                assert value(answer, name) == text


def upload(name="plan.plan", data=b""):
    return {"file": (io.BytesIO(data), name), "shape": "area", "centre": "", "radius_m": ""}


BAD_PLANS = [
    (b"{pas du JSON", "n’est pas du JSON", "is not JSON"),
    (b'{"fileType": "Plan", "version": 1}', "ne contient pas de mission", "holds no mission"),
    (b'{"fileType": "Plan", "version": 42, "mission": {}}', "version 42", "Version 42"),
    (
        json.dumps(
            {
                "fileType": "Plan",
                "version": 1,
                "mission": {
                    "items": [
                        {"type": "SimpleItem", "command": 16, "frame": 3, "params": [0, 0, 0, 0, 95, 1, 9]}
                    ]
                },
            }
        ).encode(),
        "latitude 95.0 n’existe pas",
        "no latitude 95.0",
    ),
    (b'{"fileType": "Plan", "version": 1, "mission": {"items": [NaN]}}', "NaN", "NaN"),
]


@pytest.mark.parametrize(("data", "french", "english"), BAD_PLANS)
def test_a_broken_file_is_explained_beside_its_field_in_both_languages(browser, data, french, english):
    for language, words in (("fr", french), ("en", english)):
        speak(browser, language)
        answer = post(browser, **upload(data=data))
        assert answer.status_code == 422
        assert words in error(answer, "file")
        assert value(answer, "contact") == CIRCLE["contact"]


def test_an_uploaded_plan_moved_to_kayes_survives_an_error_elsewhere_and_is_submitted(browser, shared_data):
    data = (shared_data / "plans" / "mavsdk_qgroundcontrol_sample.plan").read_bytes()
    place = "13.80650, -10.83210"
    read = post(browser, move_to=place, end_time="", ceiling_m="", **upload(data=data))
    assert read.status_code == 200
    assert "Le fichier est lu" in read.text
    assert "au-dessus du point de décollage" in read.text
    path = value(read, "path")
    assert path.startswith("47.3977507, 8.5456075")
    assert value(read, "ceiling_m") == "50"
    typed = {
        "shape": "corridor",
        "path": path,
        "ceiling_m": "50",
        "move_to": place,
        "centre": "",
        "radius_m": "",
    }
    again = post(browser, **typed)
    assert error(again, "width_m")
    assert value(again, "path") == path
    answer = post(browser, action="submit", width_m="30", **typed)
    assert answer.status_code == 303
    centre = only_flight(browser).volumes[0].area.centroid
    assert (centre.x, centre.y) == pytest.approx((-10.8321, 13.8065), abs=1e-5)
    assert only_flight(browser).state == "referred"


def test_an_approved_plan_has_its_permit_as_page_square_and_paper(browser):
    post(browser, action="submit", centre=f"{FREE.lat}, {FREE.lon}")
    flight = only_flight(browser)
    address = f"/flights/{flight.id}/permit"
    assert flight.state == "approved"
    assert browser.get(address).status_code == 200
    assert browser.get(address + ".svg").data.startswith(b"<?xml")
    assert browser.get(address + ".pdf").data.startswith(b"%PDF")
    assert browser.get(f"/V/{flight.permit}").status_code == 200


def test_a_plan_is_withdrawn_by_a_button(browser):
    post(browser, action="submit")
    flight = only_flight(browser)
    answer = post(browser, f"/flights/{flight.id}/withdraw")
    assert answer.status_code == 303
    assert 'data-state="withdrawn"' in browser.get(f"/flights/{flight.id}").text


def test_a_refused_move_is_explained_on_the_plans_page(browser):
    post(browser, action="submit", centre=f"{FREE.lat}, {FREE.lon}")
    flight = only_flight(browser)
    post(browser, f"/flights/{flight.id}/activate")
    assert "Trop tôt" in browser.get(f"/flights/{flight.id}").text


def test_somebody_elses_plan_is_not_found(browser, app):
    post(browser, action="submit")
    flight = only_flight(browser)
    other = people.sign_in(app, people.make("owner", email="other@kayes.example"))
    for address in ("", "/edit", "/permit", "/permit.svg", "/permit.pdf"):
        assert other.get(f"/flights/{flight.id}{address}").status_code == 404


def test_the_public_is_sent_to_sign_in(client, app):
    assert client.get("/flights").status_code in {302, 303, 401}


def test_a_plan_filed_by_program_with_more_volumes_than_a_form_holds_is_shown_and_not_edited_here(browser):
    plan = browser.owner.plan()
    with unit_of_work():
        flight = service.draft(
            person_id=browser.owner.person_id,
            plan=type(plan)(
                plan.volumes * 5, plan.aircraft, plan.pilot, plan.purpose, plan.mode, plan.contact
            ),
            typed=None,
            now=now(),
        )
    assert browser.get(f"/flights/{flight.id}").status_code == 200
    assert browser.get(f"/flights/{flight.id}/edit").status_code == 303
