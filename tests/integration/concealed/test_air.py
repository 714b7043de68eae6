"""An aircraft in the air inside a concealed zone: officers of its command are alerted, nobody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from drones.flights import service as flights
from drones.flights.model import AlertKind, Position
from drones.liaison import service as liaison
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts import people
from tests.integration.concealed.conftest import FAR, HERE
from tests.integration.concealed.test_tasks import approve
from tests.integration.flights.conftest import TOMORROW
from tests.integration.flights.test_api import Program, volume


class Pilot(Program):
    """A program whose owner is in the air, with the command's consent."""

    def fly(self, place, clock):
        self.path = "/flights/" + self.create(volume(place.lon, place.lat)).json["id"]
        self.id = self.path.rpartition("/")[2]
        if self.call("POST", self.path + "/submit").json["status"] == "referred":
            approve(flights.flight(flight_id=self.id))
        clock.set(TOMORROW)
        assert self.call("POST", self.path + "/activate").json["status"] == "active"
        return self

    def report(self, place, seconds=1, height=30):
        body = {
            "time": (TOMORROW + timedelta(seconds=seconds)).isoformat(),
            "lat": place.lat,
            "lon": place.lon,
            "height": {"value": height, "datum": "AGL"},
        }
        return self.call("POST", self.path + "/positions", body)


@pytest.fixture
def pilot(room, client, clock):
    return Pilot(client, "pilot@kayes.example", "MFR1C123456789ABC").fly(FAR, clock)


def watch():
    with unit_of_work():
        liaison.watch_air(now())


def alerts(command="ZONE4"):
    db.session.rollback()
    return [one.kind for one in flights.alerts(command=command) if one.kind is AlertKind.CONCEALED]


def test_an_aircraft_that_strayed_into_one_alerts_its_command_and_tells_the_owner_nothing(pilot, room):
    room.set()
    pilot.report(HERE)
    before = pilot.call("GET", pilot.path).data
    watch()
    watch()
    assert alerts() == [AlertKind.CONCEALED]
    assert alerts("ZONE5") == []
    assert pilot.call("GET", pilot.path).data == before
    owner = people.service.person_by_email("pilot@kayes.example").id
    told = sa.text("SELECT count(*) FROM notices_message WHERE code LIKE '%concealed%' AND person_id = :id")
    assert db.session.scalar(told, {"id": owner}) == 0


def test_an_aircraft_beside_it_alerts_nobody_and_one_that_has_left_no_more(pilot, room, clock):
    room.set()
    beside = Position(HERE.lon + 0.035, HERE.lat)

    def fly_to(place, seconds):
        clock.set(TOMORROW + timedelta(seconds=seconds))
        assert pilot.report(place, seconds=seconds).status_code == 200
        watch()

    fly_to(beside, 1)
    assert alerts() == []
    fly_to(HERE, 90)
    assert len(alerts()) == 1
    fly_to(beside, 180)
    db.session.rollback()
    (alert,) = (one for one in flights.alerts(command="ZONE4") if one.kind is AlertKind.CONCEALED)
    assert alert.cleared_at is not None


def test_a_position_that_is_old_alerts_nobody(pilot, room, clock):
    room.set()
    pilot.report(HERE)
    clock.set(TOMORROW + timedelta(minutes=5))
    watch()
    assert alerts() == []


def test_a_flight_to_which_the_zones_command_consented_alerts_nobody(room, client, clock):
    room.set()
    pilot = Pilot(client, "pilot@kayes.example", "MFR1C123456789ABC").fly(HERE, clock)
    pilot.report(HERE)
    watch()
    assert alerts() == []
