"""The desk for officers' programs."""

import pytest

from drones.flights import service as flights
from drones.flights.model import State
from drones.permits import service as permits
from drones.permits.model import Condition
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts import people

READ, DECIDE = "liaison.read", "liaison.decide"


@pytest.fixture
def call(app):
    """``call(verb, path, role="officer", scopes=..., **request)`` with a key of somebody of that role."""
    keys = {}

    def key(role, scopes, command):
        if (role, scopes, command) not in keys:
            address = f"{role}-{command or 'x'}@kayes.example".lower()
            person = accounts.person_by_email(address)
            db.session.rollback()
            person = person or people.make(role, email=address, command=command)
            with unit_of_work():
                issued = accounts.issue_key(person_id=person.id, scopes=scopes, now=now())
            keys[role, scopes, command] = issued.text
        return keys[role, scopes, command]

    def ask(verb, path, *, role="officer", scopes=(READ, DECIDE), command=None, headers=None, **request):
        given = {"Authorization": f"Bearer {key(role, scopes, command)}", **(headers or {})}
        return app.test_client().open(f"/api/v1/liaison{path}", method=verb, headers=given, **request)

    return ask


def decide(call, flight, answer, version=None, **body):
    wanted = {"If-Match": f'"{version or flight.version}"'}
    return call("POST", f"/requests/{flight.id}/{answer}", headers=wanted, json=body)


def state(flight):
    db.session.rollback()
    return flights.flight(flight_id=flight.id).state


def test_the_queue_lists_what_waits_for_the_key_s_command(call, flight):
    answer = call("GET", "/requests?status=referred&sort=urgency")
    assert answer.status_code == 200
    (request,) = answer.json["requests"]
    assert (request["id"], request["status"], request["version"]) == (flight.id, "referred", flight.version)
    assert request["where"]["place"] == "Bafoulabé"
    assert request["start"] == "2026-11-24T10:00:00Z"
    assert request["volumes"][0]["ceiling"] == {"value": 60.0, "datum": "AGL"}
    assert [cause["identifier"] for cause in request["causes"]] == ["AD-GABF", "KAY-LIA"]


def test_another_command_s_queue_is_empty_and_its_decision_finds_nothing(call, flight):
    assert call("GET", "/requests", command="ZONE2").json["requests"] == []
    wanted = {"If-Match": f'"{flight.version}"'}
    path = f"/requests/{flight.id}/approve"
    assert call("POST", path, command="ZONE2", headers=wanted, json={}).status_code == 404


def test_a_status_that_nothing_has_gives_an_empty_list(call, flight):
    assert call("GET", "/requests?status=proposed").json["requests"] == []


@pytest.mark.parametrize("query", ["status=approved", "sort=luck", "colour=red"])
def test_an_unknown_question_is_refused(call, flight, query):
    assert call("GET", f"/requests?{query}").status_code == 422


def test_an_approval_gives_a_permit(call, flight):
    answer = decide(call, flight, "approve", conditions=["observer"], ceiling_m=45, remark="Bon vol.")
    assert answer.status_code == 200, answer.text
    assert answer.json["status"] == "approved"
    assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
    content = permits.of_flight(flight_id=flight.id).content
    assert (content.volumes[0].ceiling_m, content.conditions) == (45, (Condition.OBSERVER,))


def test_a_denial_says_why(call, flight):
    answer = decide(call, flight, "deny", reason="time", text="Plutôt le matin.")
    assert (answer.status_code, answer.json["status"]) == (200, "denied")


def test_the_answer_to_a_decision_writes_times_as_the_queue_does(call, flight):
    (queued,) = call("GET", "/requests").json["requests"]
    denied = decide(call, flight, "deny", reason="security").json
    assert [denied[name] for name in ("start", "end", "submitted_at")] == [
        queued[name] for name in ("start", "end", "submitted_at")
    ]
    assert denied["volumes"][0]["start"] == "2026-11-24T10:00:00Z"


def test_a_stale_version_is_a_412_and_decides_nothing(call, flight):
    answer = decide(call, flight, "approve", version=flight.version + 1)
    assert (answer.status_code, answer.json["code"]) == (412, "liaison.refusal.stale")
    assert answer.mimetype == "application/problem+json"
    assert state(flight) is State.REFERRED


@pytest.mark.parametrize("header", [{}, {"If-Match": "*"}, {"If-Match": '"old"'}])
def test_a_decision_without_a_version_is_a_428(call, flight, header):
    answer = call("POST", f"/requests/{flight.id}/approve", headers=header, json={})
    assert (answer.status_code, answer.json["code"]) == (428, "liaison.problem.version_missing")
    assert state(flight) is State.REFERRED


def test_a_second_decision_is_a_409(call, flight):
    assert decide(call, flight, "approve").status_code == 200
    answer = decide(call, flight, "deny", reason="time")
    assert (answer.status_code, answer.json["code"]) == (409, "liaison.refusal.decided")
    assert state(flight) is State.APPROVED


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"ceiling_m": 61}, "/ceiling_m"),
        ({"ceiling_m": 0}, "/ceiling_m"),
        ({"conditions": ["observer", "luck"]}, "/conditions/1"),
        ({"remark": "x" * 201}, "/remark"),
        ({"ceiling_m": "NaN"}, "/ceiling_m"),
    ],
)
def test_every_fault_of_an_approval_has_its_place(call, flight, body, pointer):
    answer = decide(call, flight, "approve", **body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json["errors"]] == [pointer]
    assert state(flight) is State.REFERRED


@pytest.mark.parametrize(
    "body", [{}, {"reason": "mood"}, {"reason": "other"}, {"reason": "other", "text": " "}]
)
def test_a_denial_without_its_reason_is_refused(call, flight, body):
    assert decide(call, flight, "deny", **body).status_code == 422
    assert state(flight) is State.REFERRED


def test_a_key_that_may_only_read_decides_nothing(call, flight):
    wanted = {"If-Match": f'"{flight.version}"'}
    answer = call("POST", f"/requests/{flight.id}/approve", scopes=(READ,), headers=wanted, json={})
    assert answer.status_code == 403
    assert state(flight) is State.REFERRED


def test_without_a_key_nobody_reads_the_queue(client, flight):
    assert client.get("/api/v1/liaison/requests").status_code == 401
