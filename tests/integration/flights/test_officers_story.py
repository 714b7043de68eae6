"""A program plays an officer's whole story over HTTP with an API key: queue, answers, permit, stop, end."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from apiflask import APIFlask
from werkzeug.serving import make_server

from drones.permits.formats import keyring, revocations, text
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.settings import settings
from tests.integration.accounts import people
from tests.integration.flights.conftest import TOMORROW
from tests.integration.flights.test_api_story import SCOPES, Caller, filed, registered

DESK = ["liaison.read", "liaison.decide"]


@pytest.fixture
def port(app: APIFlask) -> Iterator[int]:
    """The portal on a port of this machine."""
    server = make_server("127.0.0.1", 0, app)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def program(port: int, role: str, scopes: list[str]) -> Callable[..., Any]:
    """``call(verb, path, body=None, expect=200, version=None)``: the answer to somebody's program."""
    person = people.make(role, email=f"{role}-http@kayes.example")
    with unit_of_work():
        key = accounts.issue_key(person_id=person.id, scopes=scopes, now=now()).text

    def call(verb, path, body=None, *, expect=200, version=None, raw=False):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        connection.request(verb, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        assert answer.status == expect, (verb, path, answer.status, data)
        return data if raw else json.loads(data)

    return call


def test_an_officers_day(port, stage, client, clock):
    owner = Caller(client, "owner", SCOPES)
    officer = program(port, "officer", DESK)
    path = filed(owner, registered(owner))
    owner("POST", path + "/submit")
    id_ = path.rpartition("/")[2]

    (case,) = officer("GET", "/liaison/requests?status=referred&sort=urgency")["requests"]
    assert case["id"] == id_
    officer("POST", f"/liaison/requests/{id_}/claim")
    officer("POST", f"/liaison/requests/{id_}/release")
    officer("POST", f"/liaison/requests/{id_}/claim")
    officer("POST", f"/liaison/requests/{id_}/ask", {"text": "Qui observe ?"}, version=case["version"])
    assert owner("POST", path + "/answer", {"text": "Ma sœur."})["status"] == "referred"

    (case,) = officer("GET", "/liaison/requests")["requests"]
    wishes = {"conditions": ["observer"], "ceiling_m": 50}
    stale = officer("POST", f"/liaison/requests/{id_}/approve", wishes, version=1, expect=412)
    assert stale["code"] == "liaison.refusal.stale"
    made = officer("POST", f"/liaison/requests/{id_}/approve", wishes, version=case["version"])
    assert made["status"] == "approved"

    clock.set(TOMORROW)
    code = text.typed(owner("GET", path)["permit"]["url"])
    short = officer("GET", f"/permits/{code}")["permit"]["code"]
    version = owner("GET", path)["version"]

    def verdicts() -> set[str]:
        return {officer("GET", f"/permits/{shown}")["state"] for shown in (code, short)}

    assert verdicts() == {"valid"}
    because = {"reason": "security", "text": "Opération dans le secteur."}
    stopped = officer("POST", f"/flights/{id_}/suspend", because, version=version)
    assert (stopped["status"], verdicts()) == ("suspended", {"suspended"})
    assert _listed(officer) == ({text.number(short)}, set())
    again = officer("POST", f"/flights/{id_}/reinstate", {}, version=stopped["version"])
    assert (again["status"], verdicts()) == ("approved", {"valid"})
    stopped = officer("POST", f"/flights/{id_}/suspend", because, version=again["version"])
    ended = officer("POST", f"/flights/{id_}/rescind", because, version=stopped["version"])
    assert (ended["status"], verdicts()) == ("rescinded", {"revoked"})
    assert _listed(officer) == (set(), {text.number(short)})
    clock.set(TOMORROW + timedelta(hours=3))
    assert verdicts() == {"revoked"}


def _listed(officer: Callable[..., Any]) -> tuple[set[int], set[int]]:
    """The numbers suspended and revoked on the signed list, which its own key vouches for."""
    path = settings().permit_key_file
    assert path is not None
    keys = keyring.read(path.read_bytes()).public
    found = revocations.read(officer("GET", "/permits/revocations", raw=True), keys)
    assert found is not None
    return set(found.suspended), set(found.revoked)


def test_an_officers_key_opens_no_other_door(port, stage):
    reader = program(port, "officer", DESK[:1])
    for verb, path in [
        ("POST", "/liaison/requests/x/claim"),
        ("POST", "/liaison/requests/x/approve"),
        ("POST", "/flights/x/suspend"),
        ("POST", "/flights"),
        ("GET", "/known?lat=14&lon=-11"),
    ]:
        assert reader(verb, path, {}, expect=403)["code"] == "problem.http_403"
    db.session.rollback()
