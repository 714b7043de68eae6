"""A flight is suspended, reinstated and rescinded by page, and its owner's acknowledgement awaited."""

import pytest

from drones.flights import service as flights
from drones.flights.model import State
from drones.liaison import service
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.problems import Problem
from tests.integration.liaison.test_talking import do, post, read


@pytest.fixture
def approved(officer, flight):
    do(officer, flight, "approve")
    assert read(flight).state is State.APPROVED
    return flight


def open_ones(command="ZONE4"):
    return [one.reference for one in service.unacknowledged(command=command)]


def test_a_suspension_waits_until_the_owner_has_confirmed_it(officer, as_person, approved):
    response = do(officer, approved, "suspend", reason="security", text="Restez au sol.")
    assert response.status_code == 303
    assert read(approved).state is State.SUSPENDED
    assert open_ones() == [approved.reference]
    assert open_ones("ZONE2") == []
    assert "n’a pas confirmé" in officer.get(f"/liaison/{approved.id}").text
    owner = as_person("owner")
    page = owner.get(f"/flights/{approved.id}").text
    assert "Restez au sol." in page
    assert "Je l’ai lu" in page
    post(owner, f"/flights/{approved.id}/confirm")
    read(approved)
    assert open_ones() == []
    assert "n’a pas confirmé" not in officer.get(f"/liaison/{approved.id}").text
    assert "Je l’ai lu" not in owner.get(f"/flights/{approved.id}").text


def test_somebody_phoned_and_the_ledger_knows_who(officer, approved):
    do(officer, approved, "suspend", reason="security")
    assert do(officer, approved, "phoned", "phone", text=" ").status_code == 422
    assert do(officer, approved, "phoned", "phone", text="Le pilote").status_code == 303
    read(approved)
    assert open_ones() == []
    assert "Le pilote" in officer.get(f"/liaison/{approved.id}").text
    assert "liaison.phoned" in [one.entry.action for one in audit.story(subject=approved.id)]


def test_a_reinstated_flight_may_fly_again_and_that_too_is_confirmed(officer, owner, approved):
    do(officer, approved, "suspend", reason="time")
    do(officer, approved, "phoned", "phone", text="Le pilote")
    assert do(officer, approved, "reinstate", "act").status_code == 303
    assert read(approved).state is State.APPROVED
    assert open_ones() == [approved.reference]


def test_a_rescinded_flight_is_over_and_its_owner_confirms_that(officer, as_person, approved):
    do(officer, approved, "suspend", reason="time")
    assert do(officer, approved, "rescind", reason="time").status_code == 303
    assert read(approved).state is State.RESCINDED
    post(as_person("owner"), f"/flights/{approved.id}/confirm")
    read(approved)
    assert open_ones() == []


@pytest.mark.parametrize("verb", ["suspend", "rescind"])
def test_nothing_is_stopped_without_a_reason(officer, approved, verb):
    if verb == "rescind":
        do(officer, approved, "suspend", reason="time")
    before = read(approved).state
    response = do(officer, approved, verb, text="Parce que.")
    assert response.status_code == 422
    assert "Parce que." in response.text
    assert read(approved).state is before


def test_a_stale_page_stops_nothing(officer, approved):
    assert do(officer, approved, "suspend", version=1, reason="time").status_code == 412
    assert read(approved).state is State.APPROVED


def test_another_command_stops_nothing(as_person, approved):
    other = as_person("officer", email="autre@kayes.example", command="ZONE2")
    assert do(other, approved, "suspend", reason="time").status_code == 404
    assert read(approved).state is State.APPROVED


def test_where_nothing_was_stopped_there_is_nothing_to_confirm(officer, owner, as_person, approved):
    post(as_person("owner"), f"/flights/{approved.id}/confirm")
    read(approved)
    kinds = [one.kind for one in flights.timeline(flight_id=approved.id, person_id=owner.person_id)]
    assert "confirmed" not in kinds


def test_nobody_confirms_for_another_owner(officer, rival, approved):
    do(officer, approved, "suspend", reason="time")
    with pytest.raises(Problem):
        flights.confirm(flight_id=approved.id, person_id=rival.person_id, now=now())
    read(approved)
    assert open_ones() == [approved.reference]
