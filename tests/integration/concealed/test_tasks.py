"""What a concealed zone means for flights: tasks and a mark on the case; nothing for the owner."""

import json
from datetime import timedelta

import pytest

from drones.flights import service as flights
from drones.flights.model import State
from drones.liaison import service as liaison
from drones.liaison.model import Approval
from geofences.engine.model import Applicability, Band, Datum, Height, Unit
from geofences.zones import service as zones
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from tests.integration.accounts import people
from tests.integration.accounts.people import post
from tests.integration.concealed.conftest import FAR, HERE, TYPED, hidden
from tests.integration.flights.conftest import TOMORROW

NAME = TYPED["name"]


@pytest.fixture
def officer(as_person, stage):
    return as_person("officer")


@pytest.fixture
def referred(owner):
    return owner.submit(centre=HERE)


def approve(flight):
    person = accounts.person_by_email("officer@kayes.example") or people.make("officer")
    db.session.rollback()
    who = Identity(person.id, person.email, frozenset({"officer"}), command="ZONE4")
    with unit_of_work():
        faults = liaison.approve(
            flight_id=flight.id,
            officer=who,
            approval=Approval(),
            expected_version=flight.version,
            now=now(),
        )
    assert faults == ()


def open_tasks():
    db.session.rollback()
    return [one.flight.id for one in liaison.to_look_at(reader=Identity("x", command="ZONE4"))]


def without_tokens(page):
    """A page apart from the form tokens, which hold the second they were made in."""
    return people.TOKEN.sub("", page)


def state(flight):
    db.session.rollback()
    return flights.flight(flight_id=flight.id).state


def test_live_flights_that_a_new_zone_meets_become_tasks_and_go_on_as_before(room, owner, referred):
    approved = owner.submit(centre=HERE, start=TOMORROW + timedelta(hours=2))
    approve(approved)
    owner.submit(centre=FAR)
    owner.draft(centre=HERE)
    before = [owner.kinds(flight) for flight in (referred, approved)]
    room.set()
    assert sorted(open_tasks()) == sorted([referred.id, approved.id])
    assert (state(referred), state(approved)) == (State.REFERRED, State.APPROVED)
    assert [owner.kinds(flight) for flight in (referred, approved)] == before


@pytest.mark.parametrize("change", ["time", "height", "over"])
def test_flights_that_do_not_meet_it_are_none(room, owner, referred, clock, change):
    if change == "time":
        zone = hidden(applicability=Applicability(now(), now() + timedelta(hours=3)))
    elif change == "height":
        zone = hidden(band=Band(Height(61, Unit.METRES, Datum.AGL), None))
    else:
        zone = hidden()
        clock.set(TOMORROW + timedelta(hours=1))
    assert room.set(zone).version
    assert open_tasks() == []


def test_a_new_version_asks_again_for_what_it_meets(room, referred):
    first = room.set().version
    room.set(hidden(), replaces=first.id)
    assert open_tasks() == [referred.id, referred.id]


def test_the_list_shows_the_flight_and_an_officer_acknowledges_it_once(room, officer, referred):
    room.set()
    page = officer.get("/liaison/concealed").text
    for words in (referred.reference, NAME, "24/11/2026 10:00–10:30 (Bamako)", "+223 70 00 00 00"):
        assert words in page
    assert "1 vol touche une zone dissimulée" in officer.get("/liaison").text
    task = page.split('action="/liaison/concealed/')[1].split('"')[0]
    assert post(officer, f"/liaison/concealed/{task}").status_code == 303
    assert open_tasks() == []
    assert referred.reference not in officer.get("/liaison/concealed").text
    assert post(officer, f"/liaison/concealed/{task}").status_code == 303


def test_another_command_sees_no_task_and_acknowledges_none(room, officer, referred, as_person):
    room.set()
    task = officer.get("/liaison/concealed").text.split('action="/liaison/concealed/')[1].split('"')[0]
    other = as_person("officer", email="autre@kayes.example", command="ZONE2")
    assert referred.reference not in other.get("/liaison/concealed").text
    assert post(other, f"/liaison/concealed/{task}").status_code == 404
    assert open_tasks() == [referred.id]


def test_an_auditor_reads_the_list_and_finds_nothing_to_press(room, referred, as_person):
    room.set()
    page = as_person("auditor").get("/liaison/concealed").text
    assert referred.reference in page
    assert 'action="/liaison/concealed/' not in page


def test_a_later_flight_is_no_task_but_marked_on_its_case(room, officer, owner):
    room.set()
    flight = owner.submit(centre=HERE)
    assert open_tasks() == []
    page = officer.get(f"/liaison/{flight.id}").text
    for words in (
        "Zones dissimulées que le vol touche",
        NAME,
        TYPED["guidance"],
        "Pour votre commandement seul",
    ):
        assert words in page
    assert json.dumps(NAME) in page  # on the map too
    far = owner.submit(centre=FAR)
    assert "Zones dissimulées que le vol touche" not in officer.get(f"/liaison/{far.id}").text


def test_an_auditor_sees_it_on_the_case_too(room, owner, as_person):
    room.set()
    flight = owner.submit(centre=HERE)
    assert NAME in as_person("auditor").get(f"/liaison/{flight.id}").text


def test_a_program_s_key_is_told_nothing(room, owner, app):
    room.set()
    owner.submit(centre=HERE)
    with unit_of_work():
        person = accounts.person_by_email("officer@kayes.example") or None
        person = person or people.service.person_by_email("commander@kayes.example")
        key = accounts.issue_key(person_id=person.id, scopes=["liaison.read"], now=now())
    answer = app.test_client().get(
        "/api/v1/liaison/requests", headers={"Authorization": f"Bearer {key.text}"}
    )
    assert answer.status_code == 200
    assert answer.json["requests"]
    assert "CX-1" not in answer.text
    assert "dissimul" not in answer.text


def test_the_owner_s_pages_are_the_same_with_and_without(room, owner, referred, as_person):
    browser = as_person("owner")
    pages = ["/flights", f"/flights/{referred.id}", "/", "/zones", "/lookup?lat=14.7&lon=-10.4"]
    before = [without_tokens(browser.get(page).text) for page in pages]
    version = room.set().version
    assert [without_tokens(browser.get(page).text) for page in pages] == before
    room.withdraw(version)
    assert [without_tokens(browser.get(page).text) for page in pages] == before


@pytest.mark.parametrize("words", ["Refusé : CX-1.", "Trop près du secteur dissimulé  NORD", "voir cx 1"])
def test_words_that_give_it_away_are_told_to_the_officer_and_not_sent(room, officer, owner, referred, words):
    room.set()
    for action, field in (("deny", "text"), ("approve", "remark")):
        fields = {f"{action}-version": str(referred.version), f"{action}-{field}": words}
        fields |= {"deny-reason": "security"} if action == "deny" else {}
        answer = post(officer, f"/liaison/{referred.id}/{action}", **fields)
        assert answer.status_code == 422
        assert "Rien n’est envoyé" in answer.text
        assert words.replace("'", "&#39;") in answer.text
    assert state(referred) is State.REFERRED


def test_other_words_are_sent(room, officer, referred):
    room.set()
    fields = {
        "deny-version": str(referred.version),
        "deny-reason": "security",
        "deny-text": "Pas ce jour-là.",
    }
    assert post(officer, f"/liaison/{referred.id}/deny", **fields).status_code == 303
    assert state(referred) is State.DENIED


def test_while_cover_is_lacking_a_flight_that_passed_by_itself_becomes_a_task(room, owner):
    room.set()
    with unit_of_work():
        zones.withdraw(keys=[("MLI", "KAY-LIA")], actor="system", now=now())
    passed = owner.submit(centre=HERE)
    assert passed.state is State.APPROVED
    room.watch()
    for _ in range(2):
        with unit_of_work():
            liaison.watch_uncovered(now())
    assert open_tasks() == [passed.id]


def test_the_ledger_s_story_of_a_flight_tells_nothing(room, referred):
    before = [one.entry.action for one in audit.story(subject=referred.id)]
    room.set()
    assert [one.entry.action for one in audit.story(subject=referred.id)] == before
