"""An owner's whole story as a program plays it, and the public check."""

import json
from datetime import timedelta

import pytest

from drones.flights import service
from drones.flights.model import State
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts import people
from tests.integration.flights.conftest import FREE, TOMORROW, make_owner


def volume(lon=-10.8321, lat=13.8065, start="2026-11-24T10:00:00Z", end="2026-11-24T10:30:00Z", **changes):
    return {
        "geometry": {"type": "Point", "coordinates": [lon, lat], "radius_m": 200},
        "floor": {"value": 0, "datum": "AGL"},
        "ceiling": {"value": 60, "datum": "AGL"},
        "start": start,
        "end": end,
        **changes,
    }


class Program:
    """A program with somebody's key."""

    def __init__(self, client, email, serial):
        self.client = client
        person = people.make("owner", email=email)
        self.owner = make_owner(person.id, serial)
        with unit_of_work():
            self.key = accounts.issue_key(person_id=person.id, scopes=["flights.own"], now=now()).text

    def call(self, method, path, body=None, **headers):
        return self.client.open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {self.key}", **headers},
        )

    def plan(self, *volumes):
        return {
            "aircraft": self.owner.aircraft,
            "pilot": self.owner.pilot,
            "purpose": "survey",
            "mode": "VLOS",
            "contact": "+223 70 00 00 00",
            "volumes": list(volumes) or [volume()],
        }

    def create(self, *volumes, key="k1"):
        return self.call("POST", "/flights", self.plan(*volumes), **{"Idempotency-Key": key})


@pytest.fixture
def program(stage, client):
    return Program(client, "program@kayes.example", "MFR1C123456789ABC")


def codes(answer):
    assert answer.mimetype == "application/problem+json"
    return [(one["pointer"], one["code"].removeprefix("flights.error.")) for one in answer.json["errors"]]


def test_a_program_plays_an_owners_whole_story(program, clock):
    made = program.create(volume(FREE.lon, FREE.lat))
    assert (made.status_code, made.json["status"]) == (201, "draft")
    path = f"/flights/{made.json['id']}"
    changed = program.call("PATCH", path, {"notes": "jaune"})
    assert (changed.json["notes"], changed.json["volumes"]) == ("jaune", made.json["volumes"])
    submitted = program.call("POST", path + "/submit")
    assert (submitted.status_code, submitted.json["status"]) == (200, "approved")
    assert submitted.json["permit"]["url"].endswith(submitted.json["permit"]["code"])
    clock.set(TOMORROW)
    assert program.call("POST", path + "/activate").json["status"] == "active"
    ended = program.call("POST", path + "/end").json
    assert [one["kind"] for one in ended["timeline"]] == [
        "drafted",
        "amended",
        "approved",
        "activated",
        "ended",
    ]
    listed = program.call("GET", "/flights").json["flights"]
    assert [one["id"] for one in listed] == [made.json["id"]]
    assert program.call("GET", path).json == ended


def test_a_referred_flight_names_its_findings_and_is_withdrawn(program):
    path = f"/flights/{program.create().json['id']}"
    submitted = program.call("POST", path + "/submit").json
    assert (submitted["status"], submitted["commands"]) == ("referred", ["ZONE4"])
    assert submitted["findings"][0]["zone"]["identifier"] == "LIAISON"
    assert program.call("POST", path + "/withdraw").json["status"] == "withdrawn"


def test_the_same_key_gives_the_first_answer_and_one_plan(program):
    first, second = program.create(), program.create()
    assert (second.status_code, second.json) == (first.status_code, first.json)
    assert len(program.call("GET", "/flights").json["flights"]) == 1


def test_the_same_key_with_another_body_is_refused(program):
    program.create()
    assert program.create(volume(lat=13.9)).status_code == 422


def test_a_new_plan_needs_a_key_of_its_own(program):
    assert program.call("POST", "/flights", program.plan()).status_code == 400


def test_faults_are_named_by_pointer_in_the_readers_language_and_nothing_is_kept(program):
    wrong = volume(end="2026-11-24T09:00:00Z", floor={"value": 80, "datum": "AGL"})
    answer = program.call("POST", "/flights/check", {"volumes": [wrong]})
    assert answer.status_code == 422
    assert codes(answer) == [
        ("/volumes/0/end", "end_before_start"),
        ("/volumes/0/ceiling", "heights_upside_down"),
    ]
    assert "inversées" in answer.json["errors"][1]["message"]
    unreadable = program.create(volume(start="demain"))
    assert codes(unreadable) == [("/volumes/0/start", "time_unreadable")]
    assert program.call("GET", "/flights").json["flights"] == []


def test_a_draft_may_lack_much_and_is_then_not_submitted(program):
    path = f"/flights/{program.create(volume(end=None)).json['id']}"
    answer = program.call("POST", path + "/submit")
    assert (answer.status_code, codes(answer)) == (422, [("/volumes/0/end", "end_missing")])
    assert program.call("GET", path).json["status"] == "draft"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"ceiling": {"value": -5, "datum": "AGL"}}, ("/volumes/0/ceiling", "height_too_low")),
        ({"ceiling": {"value": 0, "datum": "AGL"}}, ("/volumes/0/ceiling", "heights_upside_down")),
        ({"end": "2026-11-24T09:00:00Z"}, ("/volumes/0/end", "end_before_start")),
        ({"end": "2027-11-24T09:00:00Z"}, ("/volumes/0/end", "window_too_long")),
        ({"start": "2020-01-01T00:00:00Z", "end": None}, ("/volumes/0/start", "start_past")),
    ],
)
def test_a_draft_keeps_no_value_that_can_never_be(program, change, fault):
    answer = program.create(volume(**change))
    assert (answer.status_code, fault in codes(answer)) == (422, True)
    path = f"/flights/{program.create().json['id']}"
    changed = program.call("PATCH", path, {"volumes": [volume(**change)]})
    assert (changed.status_code, fault in codes(changed)) == (422, True)
    assert program.call("GET", path).json["version"] == 1


def test_an_old_draft_of_a_day_gone_by_can_still_be_changed(program, clock):
    path = f"/flights/{program.create().json['id']}"
    clock.set(TOMORROW + timedelta(days=1))
    assert program.call("PATCH", path, {"notes": "Reporté"}).status_code == 200


@pytest.mark.parametrize(
    ("plan", "pointer"),
    [
        ({"priority": 5}, "/priority"),
        ({"volumes": [volume(width=3)]}, "/volumes/0/width"),
        (
            {"volumes": [volume(ceiling={"value": 200, "datum": "AGL", "unit": "ft"})]},
            "/volumes/0/ceiling/unit",
        ),
        (
            {
                "volumes": [
                    volume(geometry={"type": "Point", "coordinates": [-10, 13], "radius_m": 9, "r": 1})
                ]
            },
            "/volumes/0/geometry/r",
        ),
        ({"uspace": {"serial": "X"}}, "/uspace/serial"),
    ],
)
def test_a_member_that_nobody_reads_is_refused_by_name(program, plan, pointer):
    answers = [
        program.call("POST", "/flights", {**program.plan(), **plan}, **{"Idempotency-Key": "k9"}),
        program.call("POST", "/flights/check", {**program.plan(), **plan}),
        program.call("PATCH", f"/flights/{program.create().json['id']}", plan),
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all(codes(answer)[0][0] == pointer for answer in answers)
    batch = {"flights": [program.plan(), {**program.plan(), **plan}]}
    several = program.call("POST", "/flights/batch", batch, **{"Idempotency-Key": "k8"})
    assert (several.status_code, codes(several)[0][0]) == (422, f"/flights/1{pointer}")


def test_a_cursor_that_no_page_gave_is_refused(program):
    answer = program.call("GET", "/flights?cursor=zzz")
    assert (answer.status_code, codes(answer)) == (422, [("/cursor", "problem.cursor")])
    assert program.call("GET", "/flights?limit=1").json["next"] is None


def test_choices_are_told_without_programmers_quotes(program):
    message = program.call("GET", "/flights?status=flown").json["errors"][0]["message"]
    assert "'" not in message
    assert "draft, refused, referred" in message


def test_a_state_is_told_in_words(program):
    path = f"/flights/{program.create().json['id']}/positions"
    fix = {"time": "2026-11-24T10:00:00Z", "lat": 13.8, "lon": -10.8}
    assert "« Brouillon »" in program.call("POST", path, fix).json["title"]


def test_a_move_that_may_not_be_made_is_a_conflict(program):
    path = f"/flights/{program.create().json['id']}"
    answer = program.call("POST", path + "/activate")
    assert (answer.status_code, answer.json["code"]) == (409, "flights.refusal.state")


def test_a_stale_version_is_refused(program):
    made = program.create()
    path = f"/flights/{made.json['id']}"
    assert made.headers["ETag"] == '"1"'
    assert program.call("PATCH", path, {"notes": "a"}, **{"If-Match": '"1"'}).status_code == 200
    assert program.call("PATCH", path, {"notes": "b"}, **{"If-Match": '"1"'}).status_code == 412
    assert program.call("PATCH", path, {"notes": "b"}, **{"If-Match": "x"}).status_code == 400


def test_somebody_elses_plan_is_not_found(program, client):
    other = Program(client, "other@kayes.example", "MFR1C123456789ABD")
    path = f"/flights/{program.create().json['id']}"
    for method, address in (
        ("GET", path),
        ("PATCH", path),
        ("POST", path + "/submit"),
        ("POST", path + "/end"),
    ):
        assert other.call(method, address, {} if method == "PATCH" else None).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/flights"), ("POST", "/flights"), ("GET", "/flights/x")]
)
def test_the_public_has_no_flights(stage, client, method, path):
    assert (
        client.open(f"/api/v1{path}", method=method, json={} if method == "POST" else None).status_code == 401
    )


def test_the_public_check_needs_no_key_and_stores_nothing(stage, client):
    answer = client.post("/api/v1/flights/check", json={"volumes": [volume()]})
    assert (answer.status_code, answer.json["outcome"]) == (200, "referred")
    night = volume(start="2026-11-24T23:30:00Z", end="2026-11-25T00:00:00Z")
    refused = client.post("/api/v1/flights/check", json={"volumes": [night]}).json
    assert refused["outcome"] == "refused"
    assert {one["kind"] for one in refused["alternatives"]} >= {"later_start"}
    assert (
        client.post("/api/v1/flights/check", json={"volumes": [volume(-9.5, 13.5)]}).json["outcome"]
        == "clear"
    )
    db.session.rollback()
    assert service.in_states(states=frozenset(State)) == []


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        (b'{"volumes": [\n {"start": 1,}]}', "line 2", "broken"),
        (b'{"volumes": [{"width_m": NaN}]}', "/volumes/0/width_m", "not_finite"),
        (b'{"notes": 1e999}', "/notes", "not_finite"),
        (b'{"mode": "VLOS", "mode": "BVLOS"}', "/mode", "name_twice"),
        (b'{"notes":\n"\xe9"}', "line 2", "not_utf8"),
        (b"[" * 100, "line 1", "too_deep"),
        (b"", "line 1", "empty"),
    ],
)
def test_a_body_that_is_no_json_is_refused_at_its_place(stage, client, body, place, code):
    answer = client.post("/api/v1/flights/check", data=body, content_type="application/json")
    assert (answer.status_code, codes(answer)) == (400, [(place, f"problem.json.{code}")])


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"volumes": NaN}', b"[" * 5000, b'"x"', b""])
def test_a_body_that_is_no_plan_is_refused(stage, client, body):
    answer = client.post("/api/v1/flights/check", data=body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer.mimetype == "application/problem+json"
    json.loads(answer.data)
