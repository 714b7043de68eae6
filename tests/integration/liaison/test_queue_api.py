"""Claiming, asking and stopping, for officers' programs."""

import pytest
import sqlalchemy as sa

from drones.flights import service as flights
from drones.flights.model import State
from drones.permits import service as permits
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts import people

TIME = {"reason": "time", "text": "Cérémonie ce matin-là."}


@pytest.fixture
def call(app):
    """``call(path, name="officer", version=..., **body)``: a POST with the key of an officer of ZONE4."""
    keys = {}

    def key(name, role, command):
        if name not in keys:
            person = people.make(role, email=f"{name}@kayes.example", command=command)
            with unit_of_work():
                issued = accounts.issue_key(
                    person_id=person.id, scopes=["liaison.read", "liaison.decide"], now=now()
                )
            keys[name] = issued.text
        return keys[name]

    def ask(path, *, name="oumar.traore", role="officer", command=None, version=None, **body):
        headers = {"Authorization": f"Bearer {key(name, role, command)}"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return app.test_client().post(f"/api/v1{path}", headers=headers, json=body)

    return ask


def state(flight):
    db.session.rollback()
    return flights.flight(flight_id=flight.id).state


def test_a_claim_says_who_holds_the_case_until_when(call, flight):
    answer = call(f"/liaison/requests/{flight.id}/claim", version=flight.version)
    assert answer.status_code == 200, answer.text
    assert answer.json["claim"] == {
        "holder": "OT",
        "role": "officer",
        "mine": True,
        "since": "2026-11-23T12:00:00Z",
        "until": "2026-11-23T12:10:00Z",
    }
    assert answer.headers["ETag"] == f'"{flight.version}"'


def test_a_colleague_s_claim_is_a_412_that_says_who_holds_the_case(call, flight):
    call(f"/liaison/requests/{flight.id}/claim")
    for verb, body in (("claim", {}), ("release", {}), ("deny", TIME), ("ask", {"text": "Où ?"})):
        path = f"/liaison/requests/{flight.id}/{verb}"
        answer = call(path, name="awa.sy", version=flight.version, **body)
        assert (answer.status_code, answer.json["code"]) == (412, "liaison.refusal.claimed"), verb
        assert "OT" in answer.json["title"]
    assert state(flight) is State.REFERRED


def test_a_stale_version_is_a_412_that_says_what_changed(call, flight):
    path = f"/liaison/requests/{flight.id}"
    assert call(f"{path}/ask", version=flight.version, text="Quel village ?").status_code == 200
    for verb, body in (
        ("claim", {}),
        ("release", {}),
        ("deny", TIME),
        ("approve", {}),
        ("ask", {"text": "?"}),
    ):
        answer = call(f"{path}/{verb}", version=flight.version, **body)
        told = [(one["pointer"], one["code"]) for one in answer.json["errors"]]
        if verb in {"claim", "release"}:
            assert answer.status_code == 412, verb
            assert ("/version", "liaison.changed.version") in told
            assert [code for _, code in told[1:]] == ["flights.event.asked"]
        else:
            assert answer.status_code in {409, 412}, verb


def test_a_flight_that_waits_again_tells_both_moves_to_who_comes_late(call, owner, flight):
    path = f"/liaison/requests/{flight.id}"
    call(f"{path}/ask", version=flight.version, text="Quel village ?")
    with unit_of_work():
        flights.answer(flight_id=flight.id, person_id=owner.person_id, text="Bafoulabé", now=now())
    answer = call(f"{path}/deny", version=flight.version, **TIME)
    assert answer.status_code == 412
    assert [one["code"] for one in answer.json["errors"]] == [
        "liaison.changed.version",
        "flights.event.asked",
        "flights.event.answered",
    ]
    assert state(flight) is State.REFERRED


@pytest.mark.parametrize("verb", ["ask", "suspend", "reinstate", "rescind"])
def test_what_decides_needs_a_version(call, flight, verb):
    room = "liaison/requests" if verb == "ask" else "flights"
    body = {"ask": {"text": "Où ?"}, "reinstate": {}}.get(verb, TIME)
    answer = call(f"/{room}/{flight.id}/{verb}", **body)
    assert (answer.status_code, answer.json["code"]) == (428, "liaison.problem.version_missing")


def test_a_released_case_is_nobody_s(call, flight):
    call(f"/liaison/requests/{flight.id}/claim")
    answer = call(f"/liaison/requests/{flight.id}/release", version=flight.version)
    assert (answer.status_code, answer.json["claim"]) == (200, None)


def test_an_approved_flight_is_suspended_reinstated_and_rescinded(call, flight):
    version = call(f"/liaison/requests/{flight.id}/approve", version=flight.version).json["version"]
    stale = call(f"/flights/{flight.id}/suspend", version=flight.version, **TIME)
    assert (stale.status_code, stale.json["errors"][-1]["code"]) == (412, "flights.event.approved")
    for verb, body, status in (
        ("suspend", TIME, "suspended"),
        ("reinstate", {}, "approved"),
        ("suspend", TIME, "suspended"),
        ("rescind", TIME, "rescinded"),
    ):
        answer = call(f"/flights/{flight.id}/{verb}", version=version, **body)
        assert (answer.status_code, answer.json["status"]) == (200, status), answer.text
        version = answer.json["version"]
    assert permits.of_flight(flight_id=flight.id).revoked_at is not None
    late = call(f"/flights/{flight.id}/reinstate", version=version)
    assert late.status_code == 409


def test_the_default_command_stops_what_nobody_was_asked_about_and_another_finds_nothing(call, flight):
    version = call(f"/liaison/requests/{flight.id}/approve", version=flight.version).json["version"]
    with unit_of_work():
        # As a flight that the rules approved by themselves: no command was asked about it.
        flights_table = db.metadata.tables["flights_flight"]
        db.session.execute(sa.update(flights_table).values(commands=[], consents=[]))
    path = f"/flights/{flight.id}/suspend"
    assert call(path, name="loin", command="ZONE2", version=version, **TIME).status_code == 404
    answer = call(path, version=version, **TIME)
    assert (answer.status_code, answer.json["status"]) == (200, "suspended")


@pytest.mark.parametrize("body", [{}, {"reason": "mood"}, {"reason": "other"}, {"reason": "time", "x": 1}])
def test_nothing_is_stopped_without_its_reason(call, flight, body):
    version = call(f"/liaison/requests/{flight.id}/approve", version=flight.version).json["version"]
    answer = call(f"/flights/{flight.id}/suspend", version=version, **body)
    assert answer.status_code == 422
    assert state(flight) is State.APPROVED


def test_the_list_is_narrowed_and_sent_again_only_when_it_changed(app, call, flight):
    call(f"/liaison/requests/{flight.id}/claim")
    person = accounts.person_by_email("oumar.traore@kayes.example")
    with unit_of_work():
        key = accounts.issue_key(person_id=person.id, scopes=["liaison.read"], now=now()).text
    headers = {"Authorization": f"Bearer {key}"}
    client = app.test_client()

    def listed(query, **more):
        return client.get(f"/api/v1/liaison/requests?{query}", headers={**headers, **more})

    for query, count in (
        ("held=mine", 1),
        ("held=free", 0),
        ("place=bafoulab%C3%A9&within=24h", 1),
        ("start_from=2026-11-24T10:00:00Z&start_to=2026-11-24T10:00:00Z", 1),
        ("start_from=2026-11-24T10:00:01Z", 0),
        ("status=proposed", 0),
        ("mark=escalated", 0),
    ):
        assert len(listed(query).json["requests"]) == count, query
    for query in ("within=9h", "start_from=2026-11-24T10:00:01", "colour=red", "place=" + "x" * 61):
        assert listed(query).status_code == 422
    tag = listed("held=mine").headers["ETag"]
    assert listed("held=mine", **{"If-None-Match": tag}).status_code == 304
    assert listed("held=free", **{"If-None-Match": tag}).status_code == 200
    call(f"/liaison/requests/{flight.id}/release")
    assert listed("held=mine", **{"If-None-Match": tag}).status_code == 200


def test_several_cases_are_answered_by_one_call_each_on_its_own(call, owner, flight):
    second = owner.submit(start=flight.window.start.replace(hour=14))
    cases = [
        {"id": flight.id, "version": flight.version},
        {"id": second.id, "version": second.version + 1},
        {"id": "nowhere", "version": 1},
    ]
    answer = call("/liaison/requests/batch", cases=cases, approve={"conditions": ["observer"]})
    assert answer.status_code == 200, answer.text
    told = [(one["done"], one.get("code")) for one in answer.json["results"]]
    assert told == [
        (True, None),
        (False, "liaison.refusal.stale"),
        (False, "flights.problem.unknown"),
    ]
    assert (state(flight), state(second)) == (State.APPROVED, State.REFERRED)
    cases = [{"id": second.id, "version": second.version}]
    assert call("/liaison/requests/batch", cases=cases, deny=TIME).json["results"][0]["done"]
    assert state(second) is State.DENIED


def test_a_batch_without_one_answer_or_with_unknown_conditions_does_nothing(call, flight):
    cases = [{"id": flight.id, "version": flight.version}]
    for body in ({}, {"approve": {}, "deny": TIME}, {"approve": {"conditions": ["rubbish"]}}):
        assert call("/liaison/requests/batch", cases=cases, **body).status_code == 422
    assert call("/liaison/requests/batch", cases=[], approve={}).status_code == 422
    assert state(flight) is State.REFERRED


def test_no_key_of_an_officer_decides_on_the_officer_s_own_flight(app, pilot_officer):
    person, own = pilot_officer
    with unit_of_work():
        issued = accounts.issue_key(person_id=person.id, scopes=["liaison.decide"], now=now())
    headers = {"Authorization": f"Bearer {issued.text}", "If-Match": f'"{own.version}"'}
    for verb, body in (("approve", {}), ("deny", TIME), ("ask", {"text": "Où ?"}), ("claim", {})):
        address = f"/api/v1/liaison/requests/{own.id}/{verb}"
        answer = app.test_client().post(address, headers=headers, json=body)
        assert (answer.status_code, answer.json["code"]) == (403, "liaison.refusal.own_flight"), verb
    assert state(own) is State.REFERRED
