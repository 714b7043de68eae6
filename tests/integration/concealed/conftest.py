"""The stage of concealed zones: Kayes' exercise zones, a commander, flights at Bafoulabé."""

from dataclasses import dataclass

import pytest

from drones.desk.demonstration import airspace
from drones.flights.model import Position
from drones.liaison.rules.places import BAFOULABE
from drones.permits import service as permits
from geofences.concealed import service as concealed
from geofences.concealed.formats.typed import made_zone
from geofences.engine.geodesy import circle
from geofences.engine.model import ALWAYS, Band, Circle, ZoneVolume
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts import people
from tests.integration.flights.conftest import make_owner

#: Inside the liaison area, under no approval in advance.
SECRET = Circle(-10.4, 14.7, 3_000)
HERE = Position(SECRET.lon, SECRET.lat)
FAR = Position(BAFOULABE.lon, BAFOULABE.lat)
TYPED = {
    "identifier": "CX-1",
    "name": "Secteur dissimulé nord",
    "guidance": "Refuser sans motif particulier.",
    "shape": "circle",
    "centre": f"{SECRET.lat}, {SECRET.lon}",
    "radius_m": f"{SECRET.radius_m:g}",
    "datum": "AGL",
}


def hidden(identifier="CX-1", place=SECRET, command="ZONE4", applicability=ALWAYS, band=Band()):
    return made_zone(
        command=command,
        identifier=identifier,
        name="Secteur dissimulé nord",
        words="Refuser sans motif particulier.",
        volume=ZoneVolume(circle(place.lon, place.lat, place.radius_m), band, place),
        applicability=applicability,
        time_zone="Africa/Bamako",
        exercise=True,
    )


@dataclass
class Room:
    """The room, used as the commander of Zone 4 would."""

    commander_id: str

    def set(self, zone=None, **options):
        with unit_of_work():
            return concealed.set_zone(
                zone=zone or hidden(), command="ZONE4", actor=self.commander_id, now=now(), **options
            )

    def withdraw(self, version):
        with unit_of_work():
            concealed.withdraw(version_id=version.id, command="ZONE4", actor=self.commander_id, now=now())

    def standing(self):
        db.session.rollback()
        return concealed.standing(command="ZONE4")

    def watch(self):
        with unit_of_work():
            concealed.watch(now())


@pytest.fixture
def stage(app):
    with unit_of_work():
        airspace.publish(now())
        if permits.keys().signing is None:
            permits.create_key(exercise=True, now=now())
    return app


@pytest.fixture
def owner(stage):
    return make_owner(people.make("owner").id, "MFR1C123456789ABC")


@pytest.fixture
def commander(stage, as_person):
    return as_person("commander")


@pytest.fixture
def room(commander):
    from_the_cast = people.service.person_by_email("commander@kayes.example")
    db.session.rollback()
    return Room(from_the_cast.id)
