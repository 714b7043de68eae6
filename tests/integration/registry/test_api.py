"""The registry over JSON."""

import pytest
import sqlalchemy as sa

from portal.kit.database import db
from tests.integration.accounts.people import token

ME = {"kind": "person", "name": "Awa Diallo", "email": "awa@example.org"}
AIRCRAFT = {"maker": "Parrot", "model": "Anafi", "class": "C1", "mtom_g": 320, "serial": "MFR1C123456789ABC"}
PILOT = {"name": "Awa Diallo", "competence": "A1/A3", "certificate": "MLI-RP-1", "expires_on": "2027-11-22"}


@pytest.fixture
def owner(as_person):
    return as_person("owner")


def send(client, path, body):
    return client.post(f"/api/v1{path}", json=body, headers={"X-CSRFToken": token(client, "/legal")})


def test_an_owner_registers_adds_and_lists(owner):
    made = send(owner, "/operators/me", ME)
    assert made.status_code == 201, made.text
    assert made.headers["Cache-Control"] == "no-store"
    number = made.json["number_with_secret"]
    assert number[:16] == made.json["number"]
    mine = owner.get("/api/v1/operators/me").json
    assert (mine["state"], mine["number"], mine["valid_until"]) == ("pending", number[:16], None)
    assert "number_with_secret" not in mine
    aircraft = send(owner, "/aircraft", AIRCRAFT)
    assert (aircraft.status_code, aircraft.json["state"], aircraft.json["class"]) == (201, "active", "C1")
    assert owner.get("/api/v1/aircraft").json == [aircraft.json]
    pilot = send(owner, "/pilots", PILOT)
    assert (pilot.status_code, pilot.json["expires_on"]) == (201, "2027-11-22")
    assert owner.get("/api/v1/pilots").json == [pilot.json]


def test_the_public_answer_is_number_and_status_and_nothing_else(owner, cast, client):
    operator = cast.approved("somebody")
    waiting = send(owner, "/operators/me", ME).json["number"]
    for number, status in (
        (operator.number, "valid"),
        (waiting, "not_valid"),
        ("MLI0000000000000", "not_valid"),
        ("nonsense", "not_valid"),
    ):
        answer = client.get(f"/api/v1/registry/{number}")
        assert answer.status_code == 200
        assert set(answer.json) == {"number", "status"}
        assert answer.json["status"] == status
    assert client.get(f"/api/v1/registry/{operator.number.lower()}").json == {
        "number": operator.number,
        "status": "valid",
    }


@pytest.mark.parametrize("given", ["MLIkay4drone001l-z9q", "MLIkay4drone001lz9q"])
def test_a_secret_in_the_address_is_refused_and_not_repeated(client, given):
    answer = client.get(f"/api/v1/registry/{given}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "registry.number.secret_given"
    assert "z9q" not in answer.text


def test_every_fault_has_its_pointer_code_and_message(owner):
    send(owner, "/operators/me", ME)
    answer = send(owner, "/aircraft", {**AIRCRAFT, "maker": " ", "serial": "1A2B3AB"})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    found = [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]]
    assert found == [
        ("/maker", "registry.aircraft.missing"),
        ("/serial", "registry.serial.length_code"),
    ]
    assert all("registry." not in fault["message"] for fault in answer.json["errors"])


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/aircraft", {**AIRCRAFT, "class": "C9"}, "/class"),
        ("/aircraft", {**AIRCRAFT, "mtom_g": "320"}, "/mtom_g"),
        ("/aircraft", {**AIRCRAFT, "mtom_g": 10**20}, "/mtom_g"),
        ("/aircraft", {**AIRCRAFT, "owner": "me"}, "/owner"),
        ("/pilots", {**PILOT, "expires_on": "tomorrow"}, "/expires_on"),
    ],
)
def test_a_value_of_the_wrong_kind_is_a_422_that_names_it(owner, path, body, pointer):
    send(owner, "/operators/me", ME)
    answer = send(owner, path, body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json["errors"]] == [pointer]


def test_a_registration_with_faults_names_each(owner):
    answer = send(owner, "/operators/me", {**ME, "name": "", "email": "awa"})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json["errors"]] == ["/name", "/email"]


def test_a_second_registration_is_a_409_without_a_number(owner):
    send(owner, "/operators/me", ME)
    again = send(owner, "/operators/me", ME)
    assert (again.status_code, again.json["code"]) == (409, "registry.operator.exists")


def test_without_an_operator_there_is_nothing_to_list(owner):
    assert owner.get("/api/v1/operators/me").status_code == 404
    assert owner.get("/api/v1/aircraft").status_code == 409
    assert send(owner, "/pilots", PILOT).status_code == 409


@pytest.mark.parametrize("path", ["/operators/me", "/aircraft", "/pilots"])
def test_the_public_reads_none_of_it(client, path):
    assert client.get(f"/api/v1{path}").status_code == 401


def test_a_refused_aircraft_leaves_nothing_behind(owner):
    send(owner, "/operators/me", ME)
    send(owner, "/aircraft", {**AIRCRAFT, "serial": ""})
    assert db.session.scalar(sa.text("SELECT count(*) FROM registry_aircraft")) == 0
