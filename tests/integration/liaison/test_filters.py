"""Filters of the queue that are kept, opened by themselves and deleted; keys that are switched off."""

import re
from datetime import timedelta

import pytest

from drones.flights.model import Position
from drones.liaison.rules.places import KITA
from tests.integration.accounts.people import post


@pytest.fixture
def far(owner, flight):
    """A second flight, near Kita, three hours later."""
    return owner.submit(centre=Position(KITA.lon, KITA.lat), start=flight.window.start + timedelta(hours=3))


def save(client, name, back="place=Kita&sort=urgency"):
    return post(client, "/liaison/filters", name=name, back=back)


def filter_of(client, name):
    return re.search(
        rf'action="(/liaison/filters/[^"]+)"[^§]*?>{name}</a>', client.get("/liaison").text
    ).group(1)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("place=kita", "far"),
        ("place=BAFOULABE", "near"),
        ("from=2026-11-24T11:00", "far"),
        ("to=2026-11-24T11:00", "near"),
        ("from=2026-11-24T09:00&to=2026-11-24T11:00", "near"),
        ("within=24h", "near"),
        ("within=7d&text={far}", "far"),
        ("mark=rubbish&place=Kita", "far"),
    ],
)
def test_the_queue_is_narrowed_by_place_time_and_reference(officer, flight, far, query, shown):
    page = officer.get("/liaison?" + query.format(far=far.reference.lower())).text
    both = {"near": flight.reference, "far": far.reference}
    assert {name for name, reference in both.items() if f"{reference} –" in page} == {shown}


def test_a_filter_is_saved_opened_by_itself_and_deleted(officer, flight, far):
    saved = save(officer, "Vers  Kita")
    assert saved.location == "/liaison?sort=urgency&place=Kita"
    page = officer.get("/liaison").text
    assert flight.reference in page
    assert 'href="/liaison?place=Kita"' in page
    address = filter_of(officer, "Vers Kita")
    post(officer, address, do="default")
    page = officer.get("/liaison").text
    assert flight.reference not in page
    assert far.reference in page
    assert flight.reference in officer.get("/liaison?sort=risk").text
    post(officer, address, do="whole")
    assert flight.reference in officer.get("/liaison").text
    post(officer, address, do="delete")
    assert "Vers Kita" not in officer.get("/liaison").text


def test_one_s_filters_are_one_s_own(officer, as_person, flight):
    save(officer, "Le mien")
    address = filter_of(officer, "Le mien")
    colleague = as_person("officer", email="awa.sy@kayes.example")
    assert "Le mien" not in colleague.get("/liaison").text
    post(colleague, address, do="delete")
    assert "Le mien" in officer.get("/liaison").text


@pytest.mark.parametrize(
    ("name", "back", "said"),
    [
        ("", "place=Kita", "Donnez un nom au filtre"),
        ("x" * 61, "place=Kita", "au plus 60 caractères"),
        ("<b>", "colour=red", "ne demande rien"),
    ],
)
def test_what_is_no_filter_is_refused_and_what_was_typed_stays(officer, flight, name, back, said):
    answer = save(officer, name, back)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{name.replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text or not name


def test_a_filter_of_the_same_name_takes_the_place_of_the_first(officer, flight):
    save(officer, "Ici", "place=Diéma")
    save(officer, "Ici", "place=Kita")
    page = officer.get("/liaison").text
    assert "place=Kita" in page
    assert "place=Di%C3%A9ma" not in page


@pytest.mark.parametrize("query", ["from=hier&to=%00x", "within=9h&mark=?", "from=9999-99-99", "held=a%27b"])
def test_what_an_address_cannot_mean_is_not_asked_for(officer, flight, query):
    answer = officer.get("/liaison?" + query)
    assert answer.status_code in {200, 400}
    assert answer.status_code == 400 or flight.reference in answer.text


def test_keys_can_be_switched_off_on_every_device_and_lead_nowhere_else(officer, flight):
    assert 'data-keys="on"' in officer.get("/liaison").text
    answer = post(officer, "/liaison/shortcuts", on="", next=f"/liaison/{flight.id}")
    assert answer.location == f"/liaison/{flight.id}"
    assert 'data-keys="off"' in officer.get(f"/liaison/{flight.id}").text
    for elsewhere in ("//evil.example/liaison", "https://evil.example", "/liaisonx", "/liaison/\r\nx"):
        assert post(officer, "/liaison/shortcuts", on="1", next=elsewhere).location == "/liaison"
    assert 'data-keys="on"' in officer.get("/liaison").text
