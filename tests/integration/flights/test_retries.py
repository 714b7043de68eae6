"""A program whose connection is cut asks again, and nothing happens twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from drones.flights.formats import documents
from drones.flights.tables import Flight
from portal.accounts import service as accounts
from portal.kit import edge, idempotency
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts import people
from tests.integration.flights.conftest import FREE, make_owner
from tests.integration.flights.writers import at_once

COUNT = 25


class CutError(ConnectionError):
    """The line went dead after the commit, before the answer."""


@pytest.fixture
def program(stage, client, monkeypatch):
    """A program of an owner; every other answer to a change is lost after it was committed."""
    person = people.make("owner")
    owner = make_owner(person.id, "MFR1C123456789ABE")
    with unit_of_work():
        key = accounts.issue_key(person_id=person.id, scopes=["flights.own"], now=now()).text
    return Program(client, owner, {"Authorization": f"Bearer {key}"}, monkeypatch)


class Program:
    """Asks over JSON, and asks again when there was no answer."""

    def __init__(self, client, owner, headers, monkeypatch):
        self.client, self.owner, self.headers = client, owner, headers
        self.render, self.lost, self.monkeypatch = edge._render, 0, monkeypatch

    def cut(self):
        """The next answer is lost after its commit."""

        def lose(value):
            self.monkeypatch.setattr(edge, "_render", self.render)
            self.lost += 1
            raise CutError

        self.monkeypatch.setattr(edge, "_render", lose)

    def post(self, path, key, body=None):
        return self.client.post(f"/api/v1{path}", json=body, headers={**self.headers, "Idempotency-Key": key})

    def stubborn(self, path, key, body=None):
        self.cut()
        with pytest.raises(CutError):
            self.post(path, key, body)
        return self.post(path, key, body)

    def plan(self, number=0):
        centre = type(FREE)(lon=FREE.lon + 0.01 * (number % 50), lat=FREE.lat + 0.01 * (number // 50))
        return documents.write_plan(self.owner.plan(centre=centre))


def run_story(program, count):
    """So many plans filed and submitted, each answer lost once; gives their ids."""
    found = []
    for number in range(count):
        made = program.stubborn("/flights", f"new-{number}", program.plan(number))
        assert made.status_code == 201, made.text
        done = program.stubborn(f"/flights/{made.json['id']}/submit", f"submit-{number}")
        assert done.json["status"] == "approved", done.text
        found.append(made.json["id"])
    return found


def count():
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Flight))


def test_submissions_cut_after_the_commit_and_asked_again_give_each_flight_once(program):
    found = run_story(program, COUNT)
    assert program.lost == 2 * COUNT
    assert len(set(found)) == count() == COUNT


def test_the_same_key_with_another_body_is_refused(program):
    assert program.post("/flights", "a", program.plan()).status_code == 201
    other = program.post("/flights", "a", {**program.plan(), "notes": "Another"})
    assert (other.status_code, other.json["code"]) == (422, "problem.idempotency_key_reused")
    assert count() == 1


def test_of_many_with_one_key_at_one_moment_all_get_the_same_flight(stage, program):
    body = program.plan()

    def ask():
        answer = stage.test_client().post(
            "/api/v1/flights", json=body, headers={**program.headers, "Idempotency-Key": "one"}
        )
        return answer.status_code, answer.json["id"]

    found = at_once(stage, *[lambda: outside(ask)] * 6)
    assert set(found) == {(201, found[0][1])}
    assert count() == 1


def outside(ask):
    """The request has a transaction of its own."""
    db.session.rollback()
    return ask()


def test_a_key_is_forgotten_after_a_week_and_not_before(program):
    program.post("/flights", "a", program.plan())
    for days, expected in ((6, 1), (8, 2)):
        with unit_of_work():
            idempotency.forget(now() + timedelta(days=days))
        program.post("/flights", "a", program.plan())
        assert count() == expected
