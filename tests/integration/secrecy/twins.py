"""Two portals, equal to the last byte of their databases: one may then hold a secret, and both are asked.

Whatever a process draws or reads from a clock is drawn from one seed a request, the same for both, so
that any difference between two answers comes from what the databases hold.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask import sessions
from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from app import create_app
from drones.desk.demonstration import airspace
from drones.liaison.rules.places import BAFOULABE
from drones.permits import service as permits
from geofences.concealed import service as concealed
from geofences.concealed.formats.typed import made_zone
from geofences.engine.geodesy import circle
from geofences.engine.model import ALWAYS, Band, Circle, ZoneVolume
from portal.accounts import service as accounts
from portal.kit import metrics
from portal.kit.clock import Clock, now
from portal.kit.database import db, unit_of_work
from portal.kit.settings import from_environment
from tests.conftest import NOON, environment
from tests.integration.accounts import people
from tests.integration.flights.conftest import Owner, make_owner
from tests.integration.flights.conftest import Position as Place

TOKEN = "metrics-token"
SECRET = Circle(-10.4, 14.7, 3_000)
#: When this process began: the machine's clock, as cookies are told it, stands still from here on.
BEGUN = time.time()
SCOPES = ["flights.own", "registry.own"]


class Standing(datetime):
    """The clock by which cookies expire, standing still."""

    @classmethod
    def now(cls, tz=None):
        return datetime.fromtimestamp(BEGUN, tz)


class Fresh(FlaskClient):
    """A browser whose every request begins, as in life, with nothing in ``g``."""

    def open(self, *args, **kwargs):
        with self.application.app_context():
            return super().open(*args, **kwargs)


@dataclass
class Cast:
    """Who takes part, with what opens their doors; the same in both portals."""

    owner: Owner
    key: str
    commander_id: str
    cookies: dict[str, str]
    flights: list[str]
    permit: str
    number: str


@dataclass
class Twin:
    """One of the two portals, with the browsers of its people."""

    app: APIFlask
    cast: Cast
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.requests = Counter("portal_requests", "r", ["route", "status"], registry=self.registry)
        self.seconds = Histogram("portal_request_seconds", "s", ["route"], registry=self.registry)
        for name, cookie in [*self.cast.cookies.items(), ("public", "")]:
            browser = self.app.test_client()
            if cookie:
                browser.set_cookie("session", cookie)
            self.browsers[name] = browser

    def set_clock(self, moment) -> None:
        clock: Clock = self.app.extensions["portal.clock"]
        clock.set(moment)

    @contextmanager
    def acting(self) -> Iterator[None]:
        with self.app.app_context():
            yield
            db.session.remove()

    @contextmanager
    def leaking(self) -> Iterator[None]:
        """The concealed zone where it must never be: in the snapshot that the public asks."""
        with self.acting():
            keeper = self.app.extensions["zones.keeper"]
            held = keeper.current(now())
        sound = held.snapshot
        broken = sound.with_changes([secret_zone(restriction="PROHIBITED")], number=sound.number)
        keeper._held = replace(held, snapshot=broken)
        yield
        keeper._held = None

    def conceal(self) -> str:
        """Set the concealed zone where it does not stand; gives its version's id."""
        with self.acting(), unit_of_work():
            for standing in concealed.standing(command="ZONE4"):
                return standing.id
            done = concealed.set_zone(
                zone=secret_zone(), command="ZONE4", actor=self.cast.commander_id, now=now()
            )
            assert done.version is not None, done
            return done.version.id

    def withdraw(self, version_id: str) -> None:
        with self.acting(), unit_of_work():
            concealed.withdraw(
                version_id=version_id, command="ZONE4", actor=self.cast.commander_id, now=now()
            )


def secret_zone(restriction: str = "REQ_AUTHORISATION"):
    zone = made_zone(
        command="ZONE4",
        identifier="CX-1",
        name="Secteur dissimulé nord",
        words="Refuser.",
        volume=ZoneVolume(circle(SECRET.lon, SECRET.lat, SECRET.radius_m), Band(), SECRET),
        applicability=ALWAYS,
        time_zone="Africa/Bamako",
        exercise=True,
    )
    object.__setattr__(zone, "restriction", type(zone.restriction)(restriction))
    return zone


@contextmanager
def drawn_from(seed: str, twin: Twin, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every draw of the process from one seed, and the figures of the process into the twin's own."""
    draws = random.Random(seed)
    ticks = iter(range(1, 1_000_000))
    base = int(twin.app.extensions["portal.clock"].now().timestamp() * 1e9)
    with patch.context() as held:
        held.setattr(os, "urandom", draws.randbytes)
        held.setattr(random, "_urandom", draws.randbytes)
        held.setattr(time, "time_ns", lambda: base + next(ticks) * 1_000_000)
        held.setattr(time, "time", lambda: BEGUN)  # cookies and form tokens hold the second
        held.setattr(sessions, "datetime", Standing)
        held.setattr(metrics, "REQUESTS", twin.requests)
        held.setattr(metrics, "SECONDS", twin.seconds)
        held.setattr(metrics, "generate_latest", lambda *_: generate_latest(twin.registry))
        yield


def two(base_url: str, copy: Callable[[str], str], var: Path) -> Iterator[tuple[Twin, Twin]]:
    """Build one portal, copy its database twice, and open both."""
    cast = _build(base_url, var)
    twins = (Twin(_open(copy("a"), var), cast), Twin(_open(copy("b"), var), cast))
    for twin in twins:
        twin.set_clock(NOON)
    yield twins
    for twin in twins:
        with twin.app.app_context():
            db.session.remove()
            db.engine.dispose()


def spatialite(folder: Path) -> tuple[str, Callable[[str], str]]:
    """An address for the first portal, and how its file is copied."""
    base = folder / "base.db"

    def copy(name: str) -> str:
        shutil.copyfile(base, folder / f"{name}.db")
        return f"sqlite:///{folder / f'{name}.db'}"

    return f"sqlite:///{base}", copy


def postgis(cluster) -> tuple[str, Callable[[str], str]]:
    """The same in a PostgreSQL cluster."""
    url = cluster.new_database()
    server, name = url.rsplit("/", 1)

    def copy(which: str) -> str:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}{which} TEMPLATE {name}")
        return f"{server}/{name}{which}"

    return url, copy


def _open(url: str, var: Path) -> APIFlask:
    settings = environment(url, var) | {"PORTAL_METRICS_TOKEN": TOKEN}
    app = create_app(
        from_environment(settings),
        TESTING=True,
        RATELIMIT_ENABLED=False,
        PORTAL_PASSWORD_COST={"time_cost": 1, "memory_cost": 8},
    )
    app.test_client_class = Fresh
    return app


def _build(url: str, var: Path) -> Cast:
    app = _open(url, var)
    app.extensions["portal.clock"].set(NOON)
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as connection:
                connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS postgis"))
        db.create_all()
        with unit_of_work():
            airspace.publish(now())
            permits.create_key(exercise=True, now=now())
        cast = _cast(app)
        with db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.session.remove()
        db.engine.dispose()
    return cast


def _cast(app: APIFlask) -> Cast:
    made = {role: people.make(role) for role in ("owner", "officer", "commander")}
    owner = make_owner(made["owner"].id, "MFR1C123456789ABC")
    with unit_of_work():
        key = accounts.issue_key(person_id=made["owner"].id, scopes=SCOPES, now=now())
    spots = [Place(SECRET.lon, SECRET.lat), Place(BAFOULABE.lon, BAFOULABE.lat)]
    filed = [owner.submit(centre=spot) for spot in spots]
    filed.append(owner.submit(centre=Place(-11.3880, 14.5084), radius_m=100, ceiling_m=30))
    permit = filed[-1].permit or ""
    assert permit
    cookies = {}
    for role, person in made.items():
        cookie = people.sign_in(app, person).get_cookie("session")
        assert cookie is not None
        cookies[role] = cookie.value
    from_registry = app.test_client().get("/api/v1/zones")
    assert from_registry.status_code == 200
    number = accounts_number(owner)
    return Cast(owner, key.text, made["commander"].id, cookies, [one.id for one in filed], permit, number)


def accounts_number(owner: Owner) -> str:
    """The operator's registration number."""
    from_db = db.session.execute(sa.text("SELECT number FROM registry_operator")).scalar_one()
    return str(from_db)
