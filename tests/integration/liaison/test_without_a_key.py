"""An approval that finds no signing key: nothing of it happens."""

import pytest

from drones.flights.model import State
from drones.liaison import store
from drones.permits import service as permits
from portal.kit.settings import settings
from tests.integration.liaison.test_pages import actions, approve, read


@pytest.fixture
def keyless(officer, flight):
    """The key file is away for the length of a test."""
    path = settings().permit_key_file
    aside = path.with_suffix(".aside")
    path.rename(aside)
    yield
    aside.rename(path)


def test_without_a_key_an_approval_leaves_nothing_behind(officer, flight, keyless):
    response = approve(officer, flight, remark="Bon vol.")
    assert response.status_code == 503
    assert "clé" in response.text
    after = read(flight)
    assert (after.state, after.version, after.permit) == (State.REFERRED, flight.version, None)
    assert store.of_flight(flight.id) == ()
    assert "flights.approved" not in actions(flight)
    assert permits.of_flight(flight_id=flight.id) is None
