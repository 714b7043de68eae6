"""The database's search for other flights leaves out none that the engine would call too close."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import psycopg
import pytest
import sqlalchemy as sa

from drones.flights.model import HOLDING, LIVE, State
from drones.flights.service import assessing
from drones.flights.store import flights as store
from drones.flights.store import occupants
from geofences.engine import geodesy
from geofences.engine.conflicts import conflicts
from geofences.engine.model import Band, Datum, FlightVolume, Period, TerrainBounds
from portal.kit.clock import now
from portal.kit.database import db, new_id, unit_of_work
from portal.kit.lines import Line
from portal.kit.settings import settings
from tests.integration.flights.conftest import FREE, TOMORROW, metres

FLIGHTS = 150
ASKED = 40


def a_volume(random):
    """A volume among many: touching times, bands stacked at the minimum, every datum, near and far."""
    lon, lat = FREE.lon + random.uniform(-0.02, 0.02), FREE.lat + random.uniform(-0.02, 0.02)
    start = TOMORROW + timedelta(seconds=random.choice((0, 600, 1_800, 1_810, 3_600)))
    datum = random.choice(tuple(Datum))
    floor = random.choice((0, 30, 60, 300, 990, 1_100))
    band = Band(metres(floor, datum), metres(floor + random.choice((20, 30, 60, 120)), datum))
    area = geodesy.circle(lon, lat, random.choice((20, 150, 600)))
    return FlightVolume(area, band, Period(start, start + timedelta(minutes=30)))


@pytest.fixture
def crowd(owner):
    """Flights in every live state, and what each of them holds."""
    random, made = Random(7), {}
    pattern = owner.draft()
    with unit_of_work():
        for number in range(FLIGHTS):
            volumes = tuple(a_volume(random) for _ in range(random.choice((1, 1, 2))))
            state = random.choice(sorted(LIVE))
            resumes = State.APPROVED if state is State.SUSPENDED else None
            standing = replace(pattern.standing, state=state, resumes=resumes, submitted_at=TOMORROW)
            one = replace(
                pattern, id=new_id(), reference=f"T{number}", standing=standing, volumes=volumes, permit=None
            )
            store.add(one)
            store.save(one, volumes=True)
            made[one.id] = one
    return made


def too_close(volumes, crowd):
    """By the engine alone, over all of them."""
    lateral_m, vertical_m, time_s = settings().separation
    how = {"lateral_m": lateral_m, "vertical_m": vertical_m, "time_s": time_s}
    terrain = TerrainBounds(*settings().terrain)
    return {one.id for one in crowd.values() if conflicts(volumes, one.volumes, terrain=terrain, **how)}


def test_the_search_and_the_engine_alone_find_the_same_rivals(crowd):
    random, met = Random(11), 0
    for _ in range(ASKED):
        volumes = tuple(a_volume(random) for _ in range(2))
        found = assessing.weigh(
            volumes, flight_id="", submitted_at=TOMORROW, snapshot=assessing.snapshot_now(now())
        )
        wanted = too_close(volumes, crowd)
        assert {rival.flight_id for rival in found.rivals} == wanted
        met += len(wanted)
    assert met > ASKED


def test_height_and_time_spare_the_engine_most_of_the_work(crowd):
    low = FlightVolume(
        geodesy.circle(FREE.lon, FREE.lat, 3_000),
        Band(metres(0), metres(20)),
        Period(TOMORROW, TOMORROW + timedelta(minutes=5)),
    )
    searches = [assessing._search(low, low.period)]
    everywhere = [replace(searches[0], lowest_m=None, highest_m=None)]
    near, any_height = (occupants.near(one, states=HOLDING) for one in (searches, everywhere))
    assert 0 < len(near) < len(any_height) < sum(one.state in HOLDING for one in crowd.values())


def test_postgresql_looks_through_the_index_of_area_and_time(crowd, monkeypatch):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("an index of PostgreSQL")
    db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    period = Period(TOMORROW, TOMORROW + timedelta(minutes=5))
    search = assessing._search(
        FlightVolume(geodesy.circle(-9.5, 13.5, 50), Band(metres(0), metres(9)), period), period
    )
    asked, take = [], Line.take

    def listen(line, made, given):
        asked.append((made.sql.decode(), made.values(given)))
        return take(line, made, given)

    monkeypatch.setattr(Line, "take", listen)
    occupants.near([search], states=LIVE)
    ((statement, values),) = asked
    cursor = psycopg.RawCursor(db.session.connection().connection.driver_connection)
    plan = [line for (line,) in cursor.execute("EXPLAIN " + statement, values).fetchall()]
    assert any("idx_flights_volume_area_time" in line and "Index" in line for line in plan), plan
