"""Many plans by one call: all or nothing, faults with the plan's index, the same key the same answer."""

import pytest

from drones.flights import service
from portal.kit.database import db
from tests.integration.flights.test_api import Program, volume


@pytest.fixture
def program(stage, client):
    """A program of an approved operator."""
    return Program(client, "awa@example.org", "MFR1C123456789ABC")


def send(program, *plans, key="k1"):
    return program.call("POST", "/flights/batch", {"flights": list(plans)}, **{"Idempotency-Key": key})


def plans(program, count):
    return [
        program.plan(volume(lon=-10.8 + number / 50)) | {"own_reference": f"V-{number}"}
        for number in range(count)
    ]


def pointers(answer):
    return [(one["pointer"], one["code"].rsplit(".", 1)[1]) for one in answer.json["errors"]]


def stored(program):
    db.session.rollback()
    return service.own_flights(person_id=program.owner.person_id)


def test_three_plans_are_filed_as_one_series_and_the_same_key_answers_the_same(program):
    first, again = send(program, *plans(program, 3)), send(program, *plans(program, 3))
    assert first.status_code == again.status_code == 201, first.text
    assert first.json == again.json
    assert [one["own_reference"] for one in first.json["flights"]] == ["V-0", "V-1", "V-2"]
    assert {one["status"] for one in first.json["flights"]} == {"referred"}
    assert {one["series"] for one in first.json["flights"]} == {first.json["series"]}
    assert len(stored(program)) == 3


def test_the_same_key_with_other_plans_is_refused(program):
    send(program, *plans(program, 2))
    assert send(program, *plans(program, 3)).status_code == 422
    assert len(stored(program)) == 2


def test_each_fault_names_its_plan_and_nothing_is_filed(program):
    good = plans(program, 1)[0]
    answer = send(program, good, {**good, "pilot": None}, 7, {**good, "volumes": [volume(start="soon")]})
    assert answer.status_code == 422
    assert pointers(answer) == [
        ("/flights/2", "batch_unreadable"),
        ("/flights/3/volumes/0/start", "time_unreadable"),
    ]
    whole = send(program, good, {**plans(program, 2)[1], "pilot": None}, key="k2")
    assert pointers(whole) == [("/flights/1/pilot", "pilot_missing")]
    assert stored(program) == []


def test_a_clash_and_a_prohibition_name_their_plan(program):
    good = plans(program, 1)[0]
    assert pointers(send(program, good, good)) == [("/flights/1", "batch_clash_json")]
    night = program.plan(volume(start="2026-11-24T23:30:00Z", end="2026-11-24T23:50:00Z"))
    assert pointers(send(program, good, night, key="k2")) == [("/flights/1", "batch_refused")]
    assert stored(program) == []


@pytest.mark.parametrize(
    ("flights", "code"), [(None, "batch_not_list"), ([], "batch_empty"), ([{}] * 201, "batch_too_many")]
)
def test_what_is_no_request_of_plans_is_refused(program, flights, code):
    answer = program.call("POST", "/flights/batch", {"flights": flights}, **{"Idempotency-Key": "k"})
    assert pointers(answer) == [("/flights", code)]
    assert program.call("POST", "/flights/batch", {"flights": []}).status_code == 400
