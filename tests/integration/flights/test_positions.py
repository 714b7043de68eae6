"""Positions of a flight in the air: taken, judged, alerted on, kept, erased; from its owner's key alone."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from drones.flights import service
from drones.flights.model import AlertKind, State
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.settings import settings
from tests.integration.accounts import people
from tests.integration.flights.conftest import FREE, TOMORROW, make_owner
from tests.integration.flights.test_api import Program, codes, volume

EAST = 1 / 108_120


class Pilot(Program):
    """A program whose owner is in the air over a place without zones."""

    def __init__(self, client, email="pilot@kayes.example", serial="MFR1C123456789ABC"):
        super().__init__(client, email, serial)
        self.path = "/flights/" + self.create(volume(FREE.lon, FREE.lat)).json["id"]

    def fly(self, clock):
        assert self.call("POST", self.path + "/submit").json["status"] == "approved"
        clock.set(TOMORROW)
        assert self.call("POST", self.path + "/activate").json["status"] == "active"
        return self

    def send(self, *bodies, path=None):
        body = bodies[0] if len(bodies) == 1 else {"positions": list(bodies)}
        return self.call("POST", (path or self.path) + "/positions", body)

    @property
    def flight_id(self):
        return self.path.rpartition("/")[2]


@pytest.fixture
def pilot(stage, client, clock):
    return Pilot(client).fly(clock)


def at(seconds=0, east_m=0.0, height=30.0, datum="AGL", **changes):
    moment = TOMORROW + timedelta(seconds=seconds)
    return {
        "time": moment.isoformat(),
        "lat": FREE.lat,
        "lon": FREE.lon + east_m * EAST,
        "height": {"value": height, "datum": datum},
        **changes,
    }


def rid(**place):
    """A state of network Remote ID."""
    return {"timestamp": TOMORROW.isoformat(), "position": {"lat": FREE.lat, "lng": FREE.lon, **place}}


def found(answer):
    assert answer.status_code == 200, answer.json
    return [one["found"] for one in answer.json["positions"]]


def alerts(command="ZONE4"):
    db.session.rollback()
    return [one.kind for one in service.alerts(command=command)]


def notices():
    db.session.rollback()
    query = sa.text("SELECT code FROM notices_message WHERE code LIKE 'flights.%' ORDER BY id")
    return list(db.session.scalars(query))


def test_a_flight_that_keeps_to_its_plan_is_nominal(pilot):
    answer = pilot.send(at())
    assert (found(answer), answer.json["conformance"], answer.json["alerts"]) == (["inside"], "nominal", [])
    record = pilot.call("GET", pilot.path + "/positions").json
    assert (len(record["positions"]), record["track"]["positions"], record["next"]) == (1, 1, None)


def test_leaving_the_volume_alerts_pilot_and_command_in_the_same_moment(pilot):
    officer = people.make("officer")
    pilot.send(at())
    answer = pilot.send(at(1, east_m=240, height=90)).json
    assert answer["conformance"] == "nonconforming"
    assert answer["positions"][0]["outside"] == ["area", "height"]
    assert [one["kind"] for one in answer["alerts"]] == ["nonconforming"]
    assert alerts() == [AlertKind.NONCONFORMING]
    assert alerts("ZONE3") == []
    assert {"flights.told.nonconforming", "flights.desk.nonconforming"} <= set(notices())
    with unit_of_work():
        alert = service.alerts(command="ZONE4")[0]
        service.acknowledge_alert(alert_id=alert.id, officer_id=officer.id, command="ZONE4", now=now())
    assert alerts() == []


def test_coming_back_in_time_clears_the_alert_and_staying_outside_makes_it_contingent(pilot, clock):
    pilot.send(at(1, east_m=240))
    clock.set(TOMORROW + timedelta(seconds=10))
    back = pilot.send(*(at(second) for second in range(2, 9)))
    assert (back.json["conformance"], back.json["alerts"]) == ("nominal", [])
    pilot.send(at(10, east_m=240))
    clock.set(TOMORROW + timedelta(seconds=75))
    assert pilot.send(at(75, east_m=240)).json["conformance"] == "contingent"
    assert alerts()[0] == AlertKind.CONTINGENT


def test_who_is_heard_no_more_outside_is_contingent_and_silent_by_the_clock(pilot, clock):
    pilot.send(at(0, east_m=240))
    clock.set(TOMORROW + timedelta(seconds=62))
    for _ in range(2):
        with unit_of_work():
            service.watch(now())
    assert sorted(alerts()) == ["contingent", "nonconforming", "silent"]
    pilot.send(at(62))
    db.session.rollback()
    kinds = {one.kind for one in service.alerts_of(flight_id=pilot.flight_id) if one.cleared_at}
    assert kinds == {AlertKind.SILENT}


def test_doubtful_positions_are_named_and_alert_nobody(pilot, clock):
    clock.set(TOMORROW + timedelta(seconds=20))
    pilot.send(at(10))
    answer = pilot.send(
        at(10, east_m=900),
        at(9, east_m=900),
        at(40),
        at(-7_200),
        at(11, lon=FREE.lon + 9),
        at(12, lat=0, lon=0),
        at(13),
        at(13),
    )
    assert found(answer) == [
        "duplicate",
        "late",
        "future",
        "too_old",
        "jump",
        "no_place",
        "inside",
        "duplicate",
    ]
    assert (answer.json["conformance"], alerts()) == ("nominal", [])
    kept = pilot.call("GET", pilot.path + "/positions").json["positions"]
    assert [one["found"] for one in kept] == ["late", "inside", "jump", "inside"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"positions": [at(), at(1, lat=91)]}, ("/positions/1/lat", "degrees")),
        ({"positions": []}, ("", "positions_missing")),
        ({"positions": 3}, ("/positions", "positions_unreadable")),
        ([at(1, time="hier")], ("/0/time", "time_unreadable")),
        ([at(1, time="2026-11-24T10:00:00")], ("/0/time", "time_without_zone")),
        (at(height="NaN"), ("/height/value", "height_unreadable")),
        (at(datum="QNH"), ("/height/datum", "datum")),
        (at(accuracy_m=-1), ("/accuracy_m", "accuracy")),
        (at(status="flying"), ("/status", "choice")),
        (at(status=["airborne"]), ("/status", "choice")),
        (rid(alt="high"), ("/position/alt", "height_unreadable")),
        (rid(height={"distance": {}}), ("/position/height/distance", "height_unreadable")),
        (rid(height=30), ("/position/height", "height_unreadable")),
        ({"flights": [{"states": []}, {"states": []}]}, ("/flights", "several_aircraft")),
        ({"states": [{"timestamp": "x", "position": {"lat": 1}}]}, ("/states/0/position/lng", "degrees")),
        ([at(second) for second in range(1_001)], ("", "too_many_positions")),
        ("position", ("", "positions_unreadable")),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_whole_with_its_place(pilot, body, fault):
    answer = pilot.send(body)
    assert answer.status_code == 422
    assert fault in codes(answer)
    assert pilot.call("GET", pilot.path + "/positions").json["positions"] == []


def test_network_remote_id_is_taken_in_all_its_wrappers(pilot):
    def state(seconds, **changes):
        return {
            "timestamp": {"value": (TOMORROW + timedelta(seconds=seconds)).isoformat(), "format": "RFC3339"},
            "operational_status": "Airborne",
            "position": {"lat": FREE.lat, "lng": FREE.lon, "alt": 130.0, "accuracy_h": "HA10m", **changes},
            "height": {"distance": 30.0, "reference": "GroundLevel"},
        }

    for number, wrap in enumerate(
        (
            lambda one: one,
            lambda one: [one],
            lambda one: {"states": [one]},
            lambda one: {"current_state": one, "id": "x"},
            lambda one: {"flights": [{"reference_time": "x", "states": [one]}]},
        )
    ):
        assert found(pilot.send(wrap(state(number)))) == ["inside"]
    high = state(5)
    high["height"]["distance"] = 120.0
    answer = pilot.send(high)
    assert answer.json["positions"][0]["outside"] == ["height"]


def test_the_published_tracks_of_remote_id_are_taken(pilot, clock, shared_data):
    document = json.loads((shared_data / "tracks" / "interuss_zurich_rid.json").read_text())
    for flight in document["flights"]:
        for number, state in enumerate(flight["states"]):
            state["timestamp"] = (TOMORROW + timedelta(seconds=number)).isoformat()
    assert codes(pilot.send(document)) == [("/flights", "several_aircraft")]
    clock.set(TOMORROW + timedelta(seconds=20))
    answer = pilot.send({"flights": document["flights"][:1]})
    assert found(answer) == ["outside"] * 17  # over Zürich
    assert answer.json["conformance"] == "nonconforming"


def test_only_the_owners_key_sends_positions_and_only_of_a_flight_in_the_air(pilot, client, as_person):
    other = Pilot(client, "other@kayes.example", "MFR1C123456789ABD")
    assert other.send(at(), path=pilot.path).status_code == 404
    assert other.call("GET", pilot.path + "/positions").status_code == 404
    assert (other.send(at()).status_code, other.send(at()).json["code"]) == (
        409,
        "flights.refusal.not_in_the_air",
    )
    assert client.post(f"/api/v1{pilot.path}/positions", json=at()).status_code == 401
    pilot.call("POST", pilot.path + "/end")
    assert pilot.send(at(5)).status_code == 409


def test_a_flight_stopped_in_the_air_is_still_heard(pilot):
    with unit_of_work():
        service.suspend(flight_id=pilot.flight_id, command="ZONE4", code="x", now=now())
    assert found(pilot.send(at(1))) == ["inside"]


def test_a_flight_past_its_end_warns_pilot_and_command_once_and_then_ends_by_itself(pilot, clock):
    end, told = TOMORROW + timedelta(minutes=30), []
    for seconds in (0, 1, 599):
        clock.set(end + timedelta(seconds=seconds))
        with unit_of_work():
            service.tick(now())
        assert alerts() == [AlertKind.OVERRUN]
        told.append(notices())
    assert "flights.told.overrun" in told[0]
    assert told[0] == told[1] == told[2]
    clock.set(end + timedelta(minutes=10))
    with unit_of_work():
        service.tick(now())
    db.session.rollback()
    assert service.flight(flight_id=pilot.flight_id).state is State.ENDED


def test_an_alert_with_a_concealed_cause_reaches_officers_only(pilot):
    officer = people.make("officer")
    before = pilot.call("GET", pilot.path).data
    with unit_of_work():
        service.raise_alert(
            flight_id=pilot.flight_id,
            kind=AlertKind.CONCEALED,
            facts={"zone": "x"},
            concealed=True,
            now=now(),
        )
    assert alerts() == [AlertKind.CONCEALED]
    assert pilot.call("GET", pilot.path).data == before
    owner = pilot.owner.person_id
    assert service.own_alerts(flight_id=pilot.flight_id, person_id=owner) == []
    query = sa.text("SELECT DISTINCT person_id FROM notices_message WHERE code = 'flights.desk.concealed'")
    assert list(db.session.scalars(query)) == [officer.id]


def test_officers_see_who_is_in_the_air_and_where(pilot):
    assert service.in_the_air() == []
    pilot.send(at(1))
    db.session.rollback()
    live = service.in_the_air()
    assert [(one.flight_id, one.track.last.lat) for one in live] == [(pilot.flight_id, FREE.lat)]


def test_the_record_is_erased_after_its_days_and_the_ledger_says_so(pilot, clock):
    pilot.send(at(1), at(2))
    for days, left in ((settings().track_days - 1, 2), (settings().track_days + 1, 0)):
        clock.set(datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(days=days))
        with unit_of_work():
            service.erase_tracks(now())
        db.session.rollback()
        assert len(service.positions(flight_id=pilot.flight_id)) == left
    assert (
        db.session.scalar(sa.text("SELECT count(*) FROM audit_entry WHERE action = 'flights.tracks_erased'"))
        == 1
    )


def test_a_long_record_is_read_page_by_page(pilot, clock):
    clock.set(TOMORROW + timedelta(seconds=1_500))
    pilot.send([at(second) for second in range(800)])
    pilot.send([at(second) for second in range(800, 1_500)])
    first = pilot.call("GET", pilot.path + "/positions").json
    assert (len(first["positions"]), first["next"][:19]) == (1_000, "2026-11-24T10:16:39")
    after = first["next"].replace("+", "%2B")
    rest = pilot.call("GET", f"{pilot.path}/positions?after={after}").json
    assert (len(rest["positions"]), rest["next"]) == (500, None)


def test_flights_that_overrun_do_not_keep_the_clock_from_what_became_due_behind_them(
    pilot, clock, monkeypatch
):
    monkeypatch.setattr("drones.flights.service.sweep.MOST_A_ROUND", 1)
    other = make_owner("person-behind", "MFR1C999956789ABC")
    waits = other.submit(start=TOMORROW + timedelta(minutes=50))
    for minutes in (31, 36):
        clock.set(TOMORROW + timedelta(minutes=minutes))
        with unit_of_work():
            service.tick(now())
    assert alerts() == [AlertKind.OVERRUN]
    assert other.see(waits).state is State.EXPIRED
