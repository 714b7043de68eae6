"""The register of 100,000 zones read from each database into a snapshot, in a process of its own."""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, TypeVar

from sqlalchemy.orm import Session

from app import create_app
from benchmarks import country
from benchmarks.figures import Figure
from benchmarks.memory import peak_mb, resident_mb
from geofences.zones import service, store
from portal.kit.database import db, unit_of_work
from portal.kit.settings import from_environment
from tests.cluster import Cluster, PostgresMissingError

COUNT = 100_000
_BATCH = 5_000
Answer = TypeVar("Answer")


class Measured(NamedTuple):
    """Seconds of a load, megabytes of one snapshot and of two, seconds of a collection."""

    seconds: float
    one_mb: float
    two_mb: float
    stalled: float
    stalled_unfrozen: float


def figures() -> Iterator[Figure]:
    """The same on SpatiaLite and on PostGIS; the latter is left out by name where it is missing."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _of("spatialite", f"sqlite:///{Path(folder) / 'portal.db'}", folder)
        try:
            cluster = Cluster.start()
        except PostgresMissingError as missing:
            print(f"register.snapshot on PostGIS was not measured: {missing}", file=sys.stderr)
            return
        try:
            yield from _of("postgis", cluster.new_database(), folder)
        finally:
            cluster.stop()


def _of(name: str, url: str, folder: str) -> Iterator[Figure]:
    apart(fill, url, folder)
    found = apart(measured, url, folder)
    yield Figure(f"register.snapshot.{name}_100k", found.seconds, "s", 5)
    yield Figure(f"register.snapshot.{name}_memory_100k", found.one_mb, "MB", 500)
    yield Figure(f"register.snapshot.{name}_memory_while_swapping_100k", found.two_mb, "MB", 900)
    yield Figure(f"register.snapshot.{name}_collection_after", 1e3 * found.stalled, "ms", 100)
    yield Figure(f"register.snapshot.{name}_collection_otherwise", 1e3 * found.stalled_unfrozen, "ms")


def fill(url: str, folder: str) -> None:
    """A new database with a country of zones, published at once."""
    zones = country.zones(country.areas(COUNT))
    app = create_app(from_environment(_environment(url, folder)), TESTING=True)
    with app.app_context():
        _make_tables()
        with unit_of_work():
            number, moment = store.raise_number(), datetime.now(UTC)
            for first in range(0, COUNT, _BATCH):
                ids = store.add_drafts(zones[first : first + _BATCH], author="author", now=moment)
                store.publish(store.stated(ids), actor="publisher", now=moment, number=number)
        db.engine.dispose()


def _make_tables() -> None:
    """The register's own tables, which need no other room's."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("CREATE EXTENSION postgis")
        tables = [table for name, table in db.metadata.tables.items() if name.startswith("zones_")]
        db.metadata.create_all(connection, tables=tables)


def measured(url: str, folder: str) -> Measured:
    """The first load of a process, and a second while the first is held."""
    app = create_app(from_environment(_environment(url, folder)), TESTING=True)
    with app.app_context():
        before = resident_mb()
        with Session(db.engine) as session:
            begun = perf_counter()
            first = service.load_snapshot(session=session)
            seconds = perf_counter() - begun
        one, stalled = resident_mb() - before, _collection()
        with Session(db.engine) as session:
            second = service.load_snapshot(session=session)
        two = peak_mb() - before
        gc.unfreeze()
        if len(first) != COUNT or len(second) != COUNT:
            raise RuntimeError("the_register_is_not_whole")
        del second
        return Measured(seconds, one, two, stalled, _collection())


def _collection() -> float:
    gc.collect()
    begun = perf_counter()
    gc.collect()
    return perf_counter() - begun


def apart(call: Callable[[str, str], Answer], url: str, folder: str) -> Answer:
    """The answer of a call in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(call, url, folder).result()


def _environment(url: str, folder: str) -> dict[str, str]:
    key = "benchmark-" * 4
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": key,
        "PORTAL_REGISTRY_KEY": key,
        "PORTAL_LEDGER_KEY": key,
        "PORTAL_COVERAGE": "world",
        "PORTAL_TERRAIN": "0,800,20,40",
        "PORTAL_VAR": folder,
    }
