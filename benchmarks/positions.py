"""Two hundred flights in the air, each heard once a second, on either database; and how soon an alert stands.

The load's own clients run on the same cores, so the limits are absolute.
"""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
import sqlalchemy as sa

from benchmarks import traffic
from benchmarks.figures import Figure
from benchmarks.traffic import Owner
from drones.flights import service as flights
from drones.flights.model import Standing, State
from drones.flights.store import flights as store
from geofences.engine.geodesy import circle
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work

FLYING, SECONDS, LEAVING = 200, 15, 20
#: A tenth of a second early or late is no missed position.
FEWEST, SLOWEST_MS, ALERT_S = 0.98 * FLYING, 500.0, 2.0
WEST, SOUTH = -11.0, 13.0


@dataclass
class Heard:
    """What the clients measured; moments by flight are those of ``perf_counter``."""

    taken: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    left_at: dict[str, float] = field(default_factory=dict)
    alerted_at: dict[str, float] = field(default_factory=dict)


def figures() -> Iterator[Figure]:
    """The stream on SpatiaLite, then on PostGIS."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-db-") as folder:
        yield from _stream(f"sqlite:///{Path(folder) / 'portal.db'}", "spatialite")
    with traffic.postgis() as url:
        yield from _stream(url, "postgis")


def _stream(url: str, name: str) -> Iterator[Figure]:
    with traffic.portal(url) as (app, chosen):
        owners = traffic.furnish(100)
        flying = {owner: [_in_the_air(owner, index) for index in part] for owner, part in _parts(owners)}
        heard = Heard()
        with traffic.served(chosen) as (port, _):
            stop = threading.Event()
            watcher = threading.Thread(target=_watch, args=(app, heard, stop))
            watcher.start()
            begun = perf_counter()
            _all(flying, port, heard)
            whole = perf_counter() - begun
            sleep(1.0)
            stop.set()
            watcher.join()
    if heard.faults:
        raise RuntimeError(f"{len(heard.faults)} positions failed: {heard.faults[0]}")
    delays = [heard.alerted_at.get(one, np.inf) - left for one, left in heard.left_at.items()]
    yield Figure(
        f"positions.rate_{name}", len(heard.taken) / max(whole, SECONDS), "/s", FEWEST, at_least=True
    )
    yield Figure(f"positions.p50_{name}", float(np.percentile(heard.taken, 50)) * 1000, "ms")
    yield Figure(f"positions.p95_{name}", float(np.percentile(heard.taken, 95)) * 1000, "ms", SLOWEST_MS)
    yield Figure(f"positions.alert_slowest_{name}", max(delays), "s", ALERT_S)


def _parts(owners: list[Owner]) -> list[tuple[Owner, list[int]]]:
    return [(owner, list(range(FLYING))[index :: len(owners)]) for index, owner in enumerate(owners)]


def _place(index: int) -> tuple[float, float]:
    return WEST + index % 20 * 0.02, SOUTH + index // 20 * 0.02


def _in_the_air(owner: Owner, index: int) -> tuple[str, int]:
    """A flight of this owner that is active, at a place of its own; its id and number."""
    lon, lat = _place(index)
    plan = traffic.plan(owner, lon, lat, now())
    band = Band(Height(0.0, Unit.METRES, Datum.AGL), Height(60.0, Unit.METRES, Datum.AGL))
    period = Period(now() - timedelta(minutes=1), now() + timedelta(hours=1))
    volume = FlightVolume(circle(lon, lat, traffic.RADIUS_M), band, period)
    with unit_of_work():
        view = flights.draft(person_id=owner.person_id, plan=plan, typed=None, now=now())
        active = Standing(State.ACTIVE, version=3, submitted_at=now(), commands=("ZONE4",))
        store.save(replace(view, standing=active, volumes=(volume,)), volumes=True)
    return view.id, index


def _all(flying: dict[Owner, list[tuple[str, int]]], port: int, heard: Heard) -> None:
    threads = [threading.Thread(target=_client, args=(*one, port, heard)) for one in flying.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _client(owner: Owner, mine: list[tuple[str, int]], port: int, heard: Heard) -> None:
    """One connection that sends a position of each flight every second; some leave their volume late on."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {owner.key}", "Content-Type": "application/json"}
    begun = perf_counter()
    for second in range(SECONDS):
        for flight_id, index in mine:
            leaves = index < LEAVING and second >= SECONDS - 5
            sent = perf_counter()
            if leaves:
                heard.left_at.setdefault(flight_id, sent)
            body = json.dumps(_position(index, leaves))
            connection.request("POST", f"/api/v1/flights/{flight_id}/positions", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            heard.taken.append(perf_counter() - sent)
            if answer.status != 200:
                heard.faults.append(f"{answer.status} {text[:300]!r}")
        sleep(max(0.0, begun + second + 1 - perf_counter()))


def _position(index: int, leaves: bool) -> dict[str, object]:
    lon, lat = _place(index)
    moment = datetime.now(UTC).isoformat()
    height = {"value": 30.0, "datum": "AGL"}
    return {"time": moment, "lat": lat + (0.002 if leaves else 0.0), "lon": lon, "height": height}


def _watch(app: object, heard: Heard, stop: threading.Event) -> None:
    """When each alert can first be read by somebody else."""
    with app.app_context():  # type: ignore[attr-defined]
        while not stop.is_set():
            for flight_id in db.session.scalars(sa.text("SELECT flight_id FROM flights_alert")):
                heard.alerted_at.setdefault(flight_id, perf_counter())
            db.session.rollback()
            sleep(0.05)
        db.session.remove()
