"""The page of a submitted plan: who acts next and since when, question, proposal, messages, alerts."""

import re

import pytest
from shapely.geometry import box

from drones.flights import service
from drones.flights.model import AlertKind, Changes, State
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.flights.conftest import make_owner

EMAIL = "awa-vies@kayes.example"


@pytest.fixture
def awa(stage, as_person):
    """An owner in a browser with one plan that waits for the command."""
    browser = as_person("owner", email=EMAIL)
    person = accounts.person_by_email(EMAIL)
    owner = make_owner(person.id, "MFR1C123456789ABC")
    return Awa(browser, owner)


class Awa:
    """Somebody who follows their plan."""

    def __init__(self, browser, owner):
        self.browser, self.owner = browser, owner
        self.flight = owner.submit()
        self.path = f"/flights/{self.flight.id}"

    def page(self):
        return " ".join(self.browser.get(self.path).text.split())

    def post(self, move, **fields):
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.browser.get(self.path).text)
        data = {"csrf_token": token[1] if token else "", **fields}
        return self.browser.post(f"{self.path}/{move}", data=data)

    @property
    def state(self):
        return self.owner.see(self.flight).state


def by_command(do, flight, **words):
    with unit_of_work():
        return do(flight_id=flight.id, command="ZONE4", now=now(), **words)


def test_the_page_says_who_acts_next_since_when_and_how_long_it_usually_takes(awa):
    page = awa.page()
    assert 'data-turn="command"' in page
    assert "Zone 4 : trop peu de réponses pour le dire (0 en 30 jours)" in page
    assert "23/11/2026 12:00 (Bamako)" in page
    assert "+223 20 00 00 00" in page


def test_a_question_is_read_and_answered_on_the_page(awa):
    by_command(service.ask, awa.flight, text="Quel observateur ?")
    assert "Quel observateur ?" in awa.page()
    assert (awa.post("answer", text=" ").status_code, awa.state) == (303, State.INFO_REQUESTED)
    awa.post("answer", text="Ma soeur.")
    assert awa.state is State.REFERRED
    assert "Ma soeur." in awa.page()


@pytest.mark.parametrize(("move", "state"), [("accept", State.APPROVED), ("decline", State.REFERRED)])
def test_a_proposal_takes_one_tap(awa, move, state):
    by_command(service.propose, awa.flight, changes=Changes(ceiling_m=40), text="Plus bas.")
    page = awa.page()
    assert "Plus bas." in page
    assert "40 m" in page
    assert (awa.post(move).status_code, awa.state) == (303, state)


def test_a_proposed_area_is_drawn_and_a_lower_ceiling_needs_no_map_of_its_own(awa):
    by_command(service.propose, awa.flight, changes=Changes(ceiling_m=40), text="Plus bas.")
    assert 'id="map-proposal"' not in awa.page()
    awa.post("decline")
    by_command(service.propose, awa.flight, changes=Changes(area=box(-10.834, 13.805, -10.83, 13.808)))
    page = awa.page()
    assert 'id="map-proposal"' in page
    assert "Carte de la zone proposée" in page


def test_a_message_goes_to_the_desk(awa):
    awa.post("message", text="Nous serons trois.")
    assert "Nous serons trois." in awa.page()


def test_the_permit_is_shown_when_it_has_left(awa, clock):
    by_command(service.approve, awa.flight)
    assert "d’ici une demi-minute" in awa.page()
    assert awa.browser.get(f"{awa.path}/permit").status_code == 404
    clock.set(now().replace(minute=1))
    assert awa.browser.get(f"{awa.path}/permit").status_code == 200


def test_an_alert_stands_on_the_pilots_page_and_a_concealed_one_does_not(awa):
    with unit_of_work():
        for kind in (AlertKind.OVERRUN, AlertKind.CONCEALED):
            concealed = kind is AlertKind.CONCEALED
            service.raise_alert(flight_id=awa.flight.id, kind=kind, facts={}, concealed=concealed, now=now())
    db.session.rollback()
    page = awa.page()
    assert "posez l’aéronef et terminez le vol" in page
    assert "dissimulée" not in page


def test_nobody_else_answers_or_accepts(awa, as_person):
    by_command(service.ask, awa.flight, text="?")
    other = as_person("owner", email="autre@kayes.example")
    for move in ("answer", "accept", "decline", "message"):
        assert other.post(f"{awa.path}/{move}", data={"text": "x"}).status_code in {400, 404}
    assert awa.state is State.INFO_REQUESTED
