"""The queue as a page: holding cases, alerts to acknowledge."""

from datetime import timedelta

import pytest

from drones.flights import service as flights
from drones.flights.model import AlertKind
from drones.liaison import service
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from tests.integration.accounts import people
from tests.integration.accounts.people import post


@pytest.fixture
def colleague(officer, as_person):
    """A second officer of Zone 4 at another desk."""
    return as_person("officer", email="awa.sy@kayes.example")


def claim(client, flight, version=None):
    return post(client, f"/liaison/{flight.id}/claim", version=str(version or flight.version))


def holder(flight):
    db.session.rollback()
    reader = Identity(id="x", command="ZONE4")
    found = service.claim_of(flight_id=flight.id, reader=reader, now=now())
    return found and found.initials


def raise_alert(flight, kind=AlertKind.NONCONFORMING, concealed=False):
    with unit_of_work():
        return flights.raise_alert(flight_id=flight.id, kind=kind, facts={}, now=now(), concealed=concealed)


def test_an_officer_claims_keeps_and_releases_a_case(officer, colleague, flight):
    assert claim(officer, flight).location == "/liaison"
    assert "Vous tenez ce dossier jusqu’au 23/11/2026 12:10 (Bamako)" in officer.get("/liaison").text
    page = colleague.get("/liaison").text
    assert "OF (officier) tient ce dossier jusqu’au 23/11/2026 12:10 (Bamako)" in page
    assert f"/liaison/{flight.id}/claim" not in page
    assert post(officer, f"/liaison/{flight.id}/release").status_code == 303
    assert f"/liaison/{flight.id}/claim" in colleague.get("/liaison").text


def test_a_case_that_a_colleague_holds_is_a_412_that_says_so(officer, colleague, flight):
    claim(officer, flight)
    answer = claim(colleague, flight)
    assert answer.status_code == 412
    assert "OF tient ce dossier pour votre commandement" in answer.text
    assert holder(flight) == "OF"


def test_a_stale_claim_says_what_changed(officer, flight):
    with unit_of_work():
        flights.ask(flight_id=flight.id, command="ZONE4", text="Où ?", now=now())
    answer = claim(officer, flight)
    assert answer.status_code == 412
    assert f"Vous aviez lu la version {flight.version}" in answer.text
    assert "Information demandée" in answer.text
    assert holder(flight) is None


def test_a_commander_hands_a_case_over_and_an_officer_cannot(officer, as_person, flight):
    commander = as_person("commander")
    second = people.make("officer", email="awa.sy@kayes.example")
    path = f"/liaison/{flight.id}/reassign"
    assert post(officer, path, to=second.id).status_code == 403
    assert "/reassign" not in officer.get("/liaison").text
    assert path in commander.get("/liaison").text
    assert "awa.sy@kayes.example" in commander.get(path).text
    assert post(commander, path, to=second.id).status_code == 303
    assert holder(flight) == "AS"
    owner = accounts.person_by_email("owner@kayes.example")
    assert post(commander, path, to=owner.id).status_code == 422
    assert holder(flight) == "AS"


def test_an_auditor_sees_who_holds_a_case_and_holds_none(officer, as_person, flight):
    claim(officer, flight)
    auditor = as_person("auditor")
    page = auditor.get("/liaison").text
    assert "tient ce dossier" in page
    assert "/claim" not in page
    assert claim(auditor, flight).status_code == 403


def test_an_alert_stands_on_top_until_one_officer_acknowledges_it(officer, colleague, flight):
    alert_id = raise_alert(flight)
    for client in (officer, colleague):
        page = client.get("/liaison").text
        assert "Hors du volume approuvé" in page
        assert page.index("Alertes à prendre en compte") < page.index('<ol class="queue"')
    assert post(officer, f"/liaison/alerts/{alert_id}").status_code == 303
    assert "Hors du volume approuvé" not in colleague.get("/liaison").text


def test_a_concealed_alert_is_for_its_command_alone(officer, as_person, owner, flight):
    alert_id = raise_alert(flight, AlertKind.CONCEALED, concealed=True)
    assert "Rencontre une zone dissimulée" in officer.get("/liaison").text
    other = as_person("officer", email="autre@kayes.example", command="ZONE2")
    assert flight.reference not in other.get("/liaison").text
    assert post(other, f"/liaison/alerts/{alert_id}").status_code == 404
    assert "dissimulée" not in as_person("owner").get(f"/flights/{flight.id}").text


def test_what_is_delicate_stands_first_among_those_with_as_much_time_and_says_why(officer, owner, flight):
    high = owner.submit(start=flight.window.start + timedelta(minutes=40), ceiling_m=130)
    page = officer.get("/liaison").text
    assert page.index(high.reference) < page.index(flight.reference)
    assert "plus de 120 m" in page
    page = officer.get("/liaison?sort=urgency").text
    assert page.index(flight.reference) < page.index(high.reference)


def test_the_queue_is_narrowed_to_what_is_asked_for(officer, owner, flight):
    free = owner.submit(start=flight.window.start + timedelta(hours=2))
    claim(officer, flight)
    for query, shown, hidden in (("held=mine", flight, free), ("held=free", free, flight)):
        page = officer.get(f"/liaison?{query}").text
        assert shown.reference in page
        assert hidden.reference not in page
    assert "Aucun vol en attente ne correspond au filtre" in officer.get("/liaison?mode=BVLOS").text
    assert flight.reference in officer.get("/liaison?mode=VLOS&purpose=survey&colour=red").text
