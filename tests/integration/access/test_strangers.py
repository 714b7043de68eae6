"""What belongs to one owner is not there for another: asked by its id, every address answers as for none."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from drones.flights import service as flights
from drones.flights.model import SeriesKind
from drones.registry import service as registry
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, new_id, unit_of_work
from portal.notices import service as notices
from tests.integration.accounts import people
from tests.integration.flights.conftest import FREE, make_owner, stage
from tests.integration.flights.test_positions import at
from tests.integration.flights.test_series import rows

__all__ = ["stage"]

#: By the name of an address's argument: what of the owner's it may name.
KINDS = ("flight_id", "series_id", "aircraft_id", "pilot_id", "transfer_id", "hook_id", "key_id", "subject")
#: Rooms whose faces owners have.
ROOMS = {"flights", "flights_api", "registry", "registry_api", "notices", "notices_api", "accounts"}
#: Where an address is another's by role and not by person, the matrix asks.
APART = {"desk.photo"}
BODIES = {
    "flights_api.send": at(),
    "flights_api.amend": {"notes": "x"},
    "flights_api.answer_question": {"text": "x"},
    "flights_api.message": {"text": "x"},
    "flights_api.decline": {},
}
MARKS = re.compile(r'name="csrf_token"[^>]*>|nonce="[^"]*"|content="[^"]{60,}"')


class Belongings:
    """Somebody with a flight in each stage, and one of everything else."""

    def __init__(self):
        self.person = people.make("owner", email="awa@kayes.example")
        self.owner = make_owner(self.person.id, "MFR1C123456789ABE")
        other = make_owner("person-9", "MFR1C999996789ABE")
        with unit_of_work():
            hook = notices.add_hook(
                person_id=self.person.id, url="https://hooks.example.org/flights", now=now()
            )
        with unit_of_work():
            key = accounts.issue_key(person_id=self.person.id, scopes=["flights.own"], now=now())
        self.found = {
            "flight_id": [one.id for one in self._flights()],
            "series_id": [self._series()],
            "aircraft_id": [self.owner.aircraft],
            "pilot_id": [self.owner.pilot],
            "transfer_id": [self._transfer(other)],
            "hook_id": [hook.id],
            "key_id": [key.id],
        }
        self.found["subject"] = self.found["flight_id"][:1]

    def _flights(self):
        places = [type(FREE)(FREE.lon + 0.1 * number, FREE.lat) for number in range(3)]
        draft, approved = (self.owner.draft(centre=place) for place in places[:2])
        active = self.owner.draft(centre=places[2], start=now() + timedelta(minutes=20))
        for one in (approved, active):
            with unit_of_work():
                flights.submit(flight_id=one.id, person_id=self.person.id, now=now())
        with unit_of_work():
            flights.activate(flight_id=active.id, person_id=self.person.id, now=now())
        return draft, self.owner.submit(), approved, active

    def _series(self):
        far = type(FREE)(FREE.lon, FREE.lat + 0.3)
        with unit_of_work():
            checks = flights.check_series(items=rows(self.owner, self.owner.plan(centre=far)), now=now())
            flights.submit_series(
                person_id=self.person.id,
                series_id=(made := new_id()),
                kind=SeriesKind.BATCH,
                checks=checks,
                now=now(),
            )
        return made

    def _transfer(self, other):
        number = registry.operator(operator_id=other.operator_id).number
        with unit_of_work():
            return registry.offer_transfer(
                operator_id=self.owner.operator_id, aircraft_id=self.owner.aircraft, number=number, now=now()
            )


@pytest.fixture
def stranger(stage, as_person):
    """Another owner: a browser, the mark of its forms, and a key."""
    browser = as_person("owner", email="moussa@kayes.example")
    person = accounts.person_by_email("moussa@kayes.example")
    make_owner(person.id, "MFR1C000006789ABE")
    with unit_of_work():
        key = accounts.issue_key(person_id=person.id, scopes=["flights.own", "registry.own"], now=now())
    return browser, people.token(browser, "/account"), {"Authorization": f"Bearer {key.text}"}


def addresses(app):
    """Every address of an owner's that names something, with its method and what it names."""
    for rule in app.url_map.iter_rules():
        names = rule.arguments & {*KINDS}
        if rule.endpoint.partition(".")[0] in ROOMS and len(rule.arguments) == 1 and names:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, names.pop() if len(names) == 1 else next(iter(rule.arguments))


def test_what_is_another_owners_answers_as_what_does_not_exist(stage, stranger):
    owned, asked, wrong = Belongings(), 0, []
    for rule, method, name in list(addresses(stage)):
        for real in owned.found[name]:
            asked += 1
            theirs, missing = (answer(stage, stranger, rule, method, name, one) for one in (real, new_id()))
            if theirs != missing or theirs[0] != 404:
                wrong.append((method, str(rule), theirs[0], missing[0]))
    assert wrong == []
    assert asked > 100
    db.session.rollback()


def answer(app, stranger, rule, method, name, value):
    """Status and body of an address, without the id that was asked for and what differs each time."""
    browser, mark, key = stranger
    with app.test_request_context():
        address = app.url_map.bind("localhost").build(rule.endpoint, {name: value}, method=method)
    if rule.endpoint.partition(".")[0].endswith("_api"):
        body = BODIES.get(rule.endpoint)
        headers = {**key, "Idempotency-Key": new_id()}
        found = app.test_client().open(address, method=method, json=body, headers=headers)
    else:
        data = {"csrf_token": mark, "text": "x", "state": "lost", "number": "x"}
        found = browser.open(address, method=method, data=None if method == "GET" else data)
    return found.status_code, MARKS.sub("", found.text).replace(value, "ID"), found.headers.get("ETag")
