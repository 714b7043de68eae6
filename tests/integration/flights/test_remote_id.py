"""Network Remote ID as published: each aircraft of the file flies the flight that was filed around it."""

import copy
import json
from datetime import timedelta

import pytest

from drones.flights import service
from drones.flights.model import AlertKind
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.flights.conftest import TOMORROW
from tests.integration.flights.test_positions import Pilot, alerts, found

#: Around each track: metres aside, up and down.
AROUND_M, ABOVE_M = 60, 25


@pytest.fixture(params=[0, 1])
def flown(request, shared_data):
    """One aircraft of the file, on the day of the test."""
    document = json.loads((shared_data / "tracks" / "interuss_zurich_rid.json").read_text())
    flight = document["flights"][request.param]
    for number, state in enumerate(flight["states"]):
        state["timestamp"] = (TOMORROW + timedelta(seconds=1 + number)).isoformat()
    return flight


class Follower(Pilot):
    """A pilot who has filed a flight around a track; abroad, where a command must consent."""

    def __init__(self, client, flown):
        self.flown = flown
        super().__init__(client)

    def create(self, *_volumes, key="k1"):
        places = [one["position"] for one in self.flown["states"]]
        heights = [place["alt"] for place in places]
        around = {
            "geometry": {
                "type": "LineString",
                "coordinates": [[place["lng"], place["lat"]] for place in places],
                "width_m": 2 * AROUND_M,
            },
            "floor": {"value": min(heights) - ABOVE_M, "datum": "WGS84"},
            "ceiling": {"value": max(heights) + ABOVE_M, "datum": "WGS84"},
            "start": TOMORROW.isoformat(),
            "end": (TOMORROW + timedelta(minutes=5)).isoformat(),
        }
        return super().create(around, key=key)

    def fly(self, clock):
        assert self.call("POST", self.path + "/submit").json["status"] == "referred"
        with unit_of_work():
            service.approve(flight_id=self.flight_id, command="ZONE4", now=now())
        clock.set(TOMORROW)
        assert self.call("POST", self.path + "/activate").json["status"] == "active"
        return self


@pytest.fixture
def follower(stage, client, clock, flown):
    return Follower(client, flown).fly(clock)


def shifted(flown, *, north_m=0.0, up_m=0.0, later=timedelta()):
    moved = copy.deepcopy(flown)
    for number, state in enumerate(moved["states"]):
        state["timestamp"] = (TOMORROW + timedelta(seconds=1 + number) + later).isoformat()
        state["position"]["lat"] += north_m / 111_000
        state["position"]["lng"] += north_m / 75_000
        state["position"]["alt"] += up_m
    return moved


def test_the_track_conforms_to_its_flight(follower, flown, clock):
    clock.set(TOMORROW + timedelta(seconds=20))
    answer = follower.send({"flights": [flown]})
    assert set(found(answer)) == {"inside"}
    assert answer.json["conformance"] == "nominal"
    assert alerts() == []


@pytest.mark.parametrize(
    ("shift", "axis"),
    [({"north_m": 100.0}, "area"), ({"up_m": 50.0}, "height"), ({"later": timedelta(minutes=10)}, "time")],
)
def test_the_shifted_track_does_not_and_its_command_knows_which_way(follower, flown, clock, shift, axis):
    clock.set(TOMORROW + timedelta(seconds=20) + shift.get("later", timedelta()))
    answer = follower.send({"flights": [shifted(flown, **shift)]})
    assert answer.json["conformance"] == "nonconforming"
    assert {one for each in answer.json["positions"] for one in each.get("outside", [])} == {axis}
    db.session.rollback()
    alert = service.alerts(command="ZONE4")[0]
    assert (alert.kind, alert.facts["outside"]) == (AlertKind.NONCONFORMING, [axis])
