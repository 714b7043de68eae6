"""The stage of the liaison desk: the exercise zones of Kayes, an owner, officers, flights to decide on."""

import pytest

from drones.desk.demonstration import airspace
from drones.flights.model import Position
from drones.liaison.rules.places import BAFOULABE
from drones.permits import service as permits
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts import people
from tests.integration.flights.conftest import make_owner

HERE = Position(BAFOULABE.lon, BAFOULABE.lat)


@pytest.fixture
def stage(app):
    with unit_of_work():
        airspace.publish(now())
        if permits.keys().signing is None:
            permits.create_key(exercise=True, now=now())
    return app


@pytest.fixture
def owner(stage):
    """An owner who can sign in, with an approved operator."""
    return make_owner(people.make("owner").id, "MFR1C123456789ABC")


@pytest.fixture
def rival(stage):
    """Another owner."""
    person = people.make("owner", email="voisine@kayes.example")
    return make_owner(person.id, "MFR1C123456789ABD")


@pytest.fixture
def pilot_officer(stage):
    """An officer of Zone 4 who also flies, and their own flight that waits for the command."""
    with unit_of_work():
        person = accounts.create_person(
            email="pilote-officier@kayes.example",
            password=people.PASSWORD,
            roles=["officer", "owner"],
            command="ZONE4",
            totp_secret=people.SECRET,
            now=now(),
        )
    return person, make_owner(person.id, "MFR1C123456789ABE").submit(centre=HERE)


@pytest.fixture
def flight(owner):
    """A circle of 200 m at Bafoulabé, 60 m high, tomorrow from 10:00 to 10:30."""
    referred = owner.submit(centre=HERE)
    db.session.rollback()
    return referred


@pytest.fixture
def officer(as_person, flight):
    """An officer of Zone 4 at the desk."""
    return as_person("officer")
