"""Filing among many: submissions among 100,000 and 1,000,000 live flights, and sweeps over them.

The limits are those that the portal promises on two cores, PostgreSQL and the load's own
clients included; so they are absolute.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Generator, Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from time import perf_counter

import numpy as np
import sqlalchemy as sa
from shapely.geometry import box

from benchmarks import country, traffic
from benchmarks.figures import Figure
from benchmarks.traffic import Owner
from drones.flights import service as flights
from drones.flights.tables import Flight
from drones.permits import service as permits
from drones.permits.model import State
from geofences.engine.model import ALWAYS, Authority, Band, Restriction, Zone, ZoneVolume
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work

LIVE, MORE, ZONES = 100_000, 900_000, 10_000
DRAFTS, WARM, WARM_ROUND = 100, 15, 5
SLOWEST_MS, FEWEST, SWEEP_S = 150.0, 100.0, 2.0


def figures() -> Iterator[Figure]:
    """Submissions at two sizes over HTTP, then the sweeps; ``PORTAL_BENCH_LIVE`` makes it smaller."""
    live = int(os.environ.get("PORTAL_BENCH_LIVE", LIVE))
    more = int(os.environ.get("PORTAL_BENCH_MORE", MORE))
    yield from _embedded(live)
    with traffic.postgis() as url, traffic.portal(url) as (_, chosen):
        owners = traffic.furnish(ZONES)
        traffic.fill(live, owners[0], seed=1)
        yield from _sweeps()
        p95 = yield from _submissions(owners, chosen, "100k", seed=11)
        if more:
            traffic.fill(more, owners[0], seed=2)
            slower = yield from _submissions(owners, chosen, "1M", seed=12)
            yield Figure("flights.submit_1M_over_100k", slower / p95, "times", 2.0)


def _submissions(
    owners: list[Owner], chosen: dict[str, str], name: str, *, seed: int
) -> Generator[Figure, None, float]:
    waiting = traffic.drafts(owners, DRAFTS + WARM, seed)
    with traffic.served(chosen) as (port, server):
        used = (os.getpid(), server, traffic.postmaster())
        for begin in range(
            0, WARM, WARM_ROUND
        ):  # each on new connections, so that every process has its turn
            _load(port, {owner: ids[begin : begin + WARM_ROUND] for owner, ids in waiting.items()})
        begun, before = perf_counter(), traffic.cpu_seconds(*used)
        taken = _load(port, {owner: ids[WARM:] for owner, ids in waiting.items()})
        whole, worked = perf_counter() - begun, traffic.cpu_seconds(*used) - before
    p50, p95, p99 = (float(np.percentile(taken, share)) * 1000 for share in (50, 95, 99))
    rate = len(taken) / whole
    yield Figure(f"flights.submit_p50_{name}", p50, "ms")
    yield Figure(f"flights.submit_p95_{name}", p95, "ms", SLOWEST_MS)
    yield Figure(f"flights.submit_p99_{name}", p99, "ms")
    yield Figure(f"flights.submit_rate_{name}", rate, "/s", FEWEST, at_least=True)
    # On a machine that does other things too, the times above say less than what one submission costs.
    yield Figure(f"flights.submit_cpu_{name}", worked / len(taken) * 1000, "ms")
    for state, count in _outcomes(waiting).items():
        yield Figure(f"flights.submit_{state}_{name}", count, "flights")
    return p95


def _load(port: int, waiting: dict[Owner, list[str]]) -> list[float]:
    """All clients at once, each on one connection, one submission after the other; seconds of each."""
    taken: list[float] = []
    faults: list[str] = []

    def client(owner: Owner, ids: list[str]) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Authorization": f"Bearer {owner.key}"}
        for flight_id in ids:
            begun = perf_counter()
            connection.request("POST", f"/api/v1/flights/{flight_id}/submit", headers=headers)
            answer = connection.getresponse()
            text = answer.read()
            taken.append(perf_counter() - begun)
            if answer.status != 200:
                faults.append(f"{answer.status} {text[:300]!r}")

    threads = [threading.Thread(target=client, args=pair) for pair in waiting.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"{len(faults)} submissions failed: {faults[0]}")
    return taken


def _outcomes(waiting: dict[Owner, list[str]]) -> dict[str, int]:
    ids = [flight_id for mine in waiting.values() for flight_id in mine]
    db.session.rollback()
    query = sa.select(Flight.state, sa.func.count()).where(Flight.id.in_(ids)).group_by(Flight.state)
    return {state: count for state, count in db.session.execute(query)}  # noqa: C416


def _embedded(live: int) -> Iterator[Figure]:
    """The sweep of one zone on the embedded database."""
    with (
        tempfile.TemporaryDirectory(prefix="portal-bench-db-") as folder,
        traffic.portal(f"sqlite:///{Path(folder) / 'portal.db'}"),
    ):
        owners = traffic.furnish(ZONES)
        traffic.fill(live, owners[0], seed=1)
        yield from _local("_spatialite")


def _sweeps() -> Iterator[Figure]:
    yield from _local("")
    yield from _curfew()


def _local(name: str) -> Iterator[Figure]:
    """A zone under which a thousand flights lie, from its publication to the last suspension."""
    live = db.session.scalar(sa.select(sa.func.count()).select_from(Flight).where(Flight.state == "approved"))
    db.session.rollback()
    assert live
    share = (1_000 / live) ** 0.5
    width, height = (country.EAST - country.WEST) * share, (country.NORTH - country.SOUTH) * share
    west, south = country.WEST + 1.0, country.SOUTH + 1.0
    begun = perf_counter()
    with unit_of_work():
        zones.put(zones=[_ban("LOCAL", box(west, south, west + width, south + height))], now=now())
    yield Figure(f"flights.sweep_local{name}", perf_counter() - begun, "s", SWEEP_S)
    yield Figure(f"flights.sweep_local_suspended{name}", _count("suspended"), "flights")


def _curfew() -> Iterator[Figure]:
    """A zone over everything: no permit is good after the commit, the worker follows."""
    begun = perf_counter()
    everywhere = box(country.WEST - 0.1, country.SOUTH - 0.1, country.EAST + 0.1, country.NORTH + 0.1)
    with unit_of_work():
        zones.put(zones=[_ban("CURFEW", everywhere)], now=now())
    yield Figure("flights.curfew_commit", perf_counter() - begun, "s")
    yield Figure("flights.curfew_still_valid", _valid(400), "permits", 0)
    begun, weighed = perf_counter(), 0
    while (done := flights.carry_on(now())).weighed:
        weighed += done.weighed
    yield Figure("flights.curfew_sweep", perf_counter() - begun, "s")
    yield Figure("flights.curfew_sweep_rate", weighed / (perf_counter() - begun), "flights/s")
    yield Figure("flights.curfew_missed", _count("approved"), "flights", 0)
    with unit_of_work():
        zones.withdraw(keys=[("MLI", "LOCAL"), ("MLI", "CURFEW")], actor="system", now=now())
        again = sa.update(Flight).where(Flight.state == "suspended").values(state="approved", resumes=None)
        db.session.execute(again)


def _ban(name: str, area: object) -> Zone:
    return Zone(
        "MLI",
        name,
        Restriction.PROHIBITED,
        (ZoneVolume(area, Band()),),  # type: ignore[arg-type]
        (ALWAYS,),
        authorities=(Authority(name="Zone 4", phone="+223 20 00 00 00"),),
        name=name.title(),
        command="ZONE4",
    )


def _count(state: str) -> int:
    db.session.rollback()
    query = sa.select(sa.func.count()).select_from(Flight).where(Flight.state == state)
    return db.session.scalar(query.where(Flight.ends_at > now())) or 0


def _valid(count: int) -> int:
    """Of so many permits drawn at random, how many verify as valid."""
    ids = list(db.session.scalars(sa.select(Flight.permit).where(Flight.permit.is_not(None)).limit(20_000)))
    moment = now() + timedelta(seconds=1)
    drawn = Random(3).sample(ids, min(count, len(ids)))
    return sum(permits.verify(code=code or "", now=moment).state is State.VALID for code in drawn)
