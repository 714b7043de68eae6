"""A program plays an owner's whole story with an API key, from registration to landing."""

import pytest

from drones.flights import service
from drones.flights.model import Changes
from drones.registry import service as registry
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from tests.integration.accounts import people
from tests.integration.flights.conftest import TOMORROW
from tests.integration.flights.test_api import volume

SCOPES = ["registry.own", "flights.own"]


class Caller:
    """Somebody's program."""

    def __init__(self, client, role, scopes):
        self.client = client
        self.person = people.make(role, email=f"{role}-program@kayes.example")
        with unit_of_work():
            self.key = accounts.issue_key(person_id=self.person.id, scopes=scopes, now=now()).text

    def __call__(self, method, path, body=None, expect=200, **headers):
        answer = self.client.open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {self.key}", "Accept-Language": "en", **headers},
        )
        assert answer.status_code == expect, answer.json
        return answer.json


@pytest.fixture
def owner_program(stage, client):
    return Caller(client, "owner", SCOPES)


@pytest.fixture
def officer_program(stage, client):
    return Caller(client, "officer", ["liaison.read", "liaison.decide"])


def registered(call):
    """Registers operator, aircraft and pilot; gives a plan that flies them."""
    contact = {"kind": "person", "name": "Awa Diallo", "email": "awa@example.org", "phone": "", "address": ""}
    call("POST", "/operators/me", contact, 201)
    operator = registry.operator_of(person_id=call.person.id)
    with unit_of_work():
        registry.approve_operator(operator_id=operator.id, actor="registrar-1", now=now())
    craft = {"maker": "Parrot", "model": "Anafi", "class": "C1", "mtom_g": 320, "serial": "MFR1C123456789ABC"}
    aircraft = call("POST", "/aircraft", craft, 201)["id"]
    person = {"name": "Moussa Keïta", "competence": "A2", "certificate": "C-1", "expires_on": "2030-01-01"}
    pilot = call("POST", "/pilots", person, 201)["id"]
    assert [one["id"] for one in call("GET", "/aircraft")] == [aircraft]
    assert [one["id"] for one in call("GET", "/pilots")] == [pilot]
    assert call("GET", "/operators/me")["state"] == "approved"
    return {
        "aircraft": aircraft,
        "pilot": pilot,
        "purpose": "survey",
        "mode": "VLOS",
        "contact": "+223 70 00 00 00",
    }


def filed(call, plan, key="k1", **changes):
    made = call("POST", "/flights", {**plan, "volumes": [volume(**changes)]}, 201, **{"Idempotency-Key": key})
    return f"/flights/{made['id']}"


def test_from_registration_to_landing(owner_program, officer_program, clock):
    call = owner_program
    path = filed(call, registered(call))
    changed = call("PATCH", path, {"notes": "drone jaune"}, **{"If-Match": '"1"'})
    assert (changed["notes"], changed["version"]) == ("drone jaune", 2)
    submitted = call("POST", path + "/submit")
    assert (submitted["status"], submitted["acts_next"], submitted["acts_next_commands"]) == (
        "referred",
        "command",
        ["ZONE4"],
    )
    assert call("GET", path + "/waits") == {
        "waits": [{"command": "ZONE4", "answers": 0, "median_s": None, "ninetieth_s": None}]
    }
    flight_id = path.rpartition("/")[2]
    requests = officer_program("GET", "/liaison/requests")["requests"]
    assert [one["id"] for one in requests] == [flight_id]
    headers = {"If-Match": f'"{requests[0]["version"]}"'}
    officer_program("POST", f"/liaison/requests/{flight_id}/approve", {}, **headers)
    approved = call("GET", path)
    assert (approved["status"], approved["permit"]) == ("approved", None)  # it leaves in half a minute
    clock.set(TOMORROW)
    assert call("GET", path)["permit"]["url"].startswith("http://localhost/V/")
    assert call("POST", path + "/activate")["status"] == "active"
    position = {"time": "2026-11-24T10:00:00Z", "lat": 13.8065, "lon": -10.8321}
    assert call("POST", path + "/positions", position)["conformance"] == "nominal"
    ended = call("POST", path + "/end")
    kinds = [one["kind"] for one in ended["timeline"]]
    assert kinds == ["drafted", "amended", "referred", "approved", "activated", "ended"]
    assert (ended["status"], ended["acts_next"]) == ("ended", "nobody")


def test_questions_and_proposals_are_answered(owner_program, stage):
    call = owner_program
    path = filed(call, registered(call))
    call("POST", path + "/submit")
    flight_id = path.rpartition("/")[2]
    with unit_of_work():
        service.ask(flight_id=flight_id, command="ZONE4", text="Quel observateur ?", now=now())
    assert call("GET", path)["acts_next"] == "owner"
    call("POST", path + "/answer", {}, 422)
    assert call("POST", path + "/answer", {"text": "Ma soeur."})["status"] == "referred"
    call("POST", path + "/answer", {"text": "Encore."}, 409)
    for move, status in (("decline", "referred"), ("accept", "approved")):
        with unit_of_work():
            service.propose(flight_id=flight_id, command="ZONE4", changes=Changes(ceiling_m=40), now=now())
        proposal = call("GET", path)["proposal"]
        assert proposal["operational_volumes"][0]["ceiling"] == {"value": 40.0, "datum": "AGL"}
        body = {"text": "Trop bas."} if move == "decline" else None
        assert call("POST", f"{path}/{move}", body)["status"] == status
    call("POST", path + "/messages", {"text": "Merci."})
    assert call("POST", path + "/withdraw")["status"] == "withdrawn"
    call("POST", path + "/messages", {"text": "?"}, 409)


def test_lists_are_chosen_by_state_and_read_page_by_page(owner_program, clock):
    call = owner_program
    plan = registered(call)
    paths = []
    for number in range(3):
        clock.set(now().replace(minute=number))
        paths.append(filed(call, plan, key=f"k{number}"))
    call("POST", paths[0] + "/withdraw")
    first = call("GET", "/flights?status=draft&limit=1")
    assert (len(first["flights"]), first["flights"][0]["status"]) == (1, "draft")
    second = call("GET", f"/flights?status=draft&limit=1&cursor={first['next']}")
    assert second["next"] is None
    seen = {f"/flights/{one['id']}" for page in (first, second) for one in page["flights"]}
    assert seen == set(paths[1:])
    assert call("GET", "/flights?status=approved")["flights"] == []


@pytest.mark.parametrize(
    ("query", "pointer", "message"),
    [
        ("status=flying", "/status", "Choose one of"),
        ("limit=0", "/limit", "At least 1."),
        ("limit=x", "/limit", "This must be a whole number."),
        ("page=2", "/page", "This name is not known here."),
    ],
)
def test_a_wrong_parameter_is_named_in_the_readers_language(owner_program, query, pointer, message):
    answer = owner_program("GET", f"/flights?{query}", expect=422)
    assert answer["errors"][0]["pointer"] == pointer
    assert answer["errors"][0]["message"].startswith(message)


def test_a_wrong_body_is_named_in_french_by_default(owner_program):
    answer = owner_program("POST", "/pilots", {"name": 3}, 422, **{"Accept-Language": "fr"})
    told = {one["pointer"]: one["message"] for one in answer["errors"]}
    assert told["/name"] == "Ce doit être un texte."
    assert told["/certificate"] == "Cette valeur manque."


def test_the_description_says_what_each_call_takes_and_how_it_fails(client):
    spec = client.get("/api/v1/openapi.json").json
    send = spec["paths"]["/api/v1/flights/{flight_id}/positions"]["post"]
    assert "requestBody" in send
    for status in ("401", "404", "409", "422"):
        schema = send["responses"][status]["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}
    assert "code" in spec["components"]["schemas"]["Problem"]["required"]


def test_a_key_without_the_scope_reaches_nothing(stage, client):
    call = Caller(client, "owner", ["registry.own"])
    call("GET", "/flights", expect=403)
    call("POST", "/flights/x/positions", {}, 403)
