"""The case tells what the operator and the pilot did before."""

from datetime import timedelta

from drones.flights.model import State
from tests.integration.accounts import people
from tests.integration.liaison.conftest import HERE
from tests.integration.liaison.test_talking import do, read


def test_a_first_flight_has_nothing_before_it(officer, flight):
    assert "Aucun : c’est le premier." in officer.get(f"/liaison/{flight.id}").text


def test_denials_and_stops_of_earlier_flights_are_told_with_their_reasons(officer, as_person, owner, flight):
    later = [owner.submit(centre=HERE, start=flight.window.start + timedelta(hours=day)) for day in (3, 6)]
    do(officer, flight, "deny", reason="time", text="Marché ce jour-là.")
    do(officer, later[0], "approve")
    do(officer, later[0], "suspend", reason="security")
    people.post(as_person("owner"), f"/flights/{later[0].id}/confirm")
    assert read(later[0]).state is State.SUSPENDED
    page = officer.get(f"/liaison/{later[1].id}").text
    assert "De l’exploitant : 2 plans, 0 effectués, 1 rejetés" in page
    assert "Du télépilote : 2 plans" in page
    assert "Marché ce jour-là." in page
    assert "par le propriétaire : 1" in page


def test_another_operator_s_flights_are_not_on_the_record(officer, rival, flight):
    other = rival.submit(centre=HERE, start=flight.window.start + timedelta(hours=3))
    do(officer, flight, "deny", reason="time")
    assert "Aucun : c’est le premier." in officer.get(f"/liaison/{other.id}").text
