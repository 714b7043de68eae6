"""The cast and the stage of the tests: an application on each database, a clock, a client."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import create_app
from portal.kit import catalogues
from portal.kit.clock import Clock
from portal.kit.database import db
from portal.kit.lines import Line
from portal.kit.settings import from_environment
from tests.cluster import Cluster, PostgresMissingError
from tests.integration.accounts import people
from tests.pages import CheckedClient

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KAYES = "POLYGON((-12.3 11.8, -8.0 11.8, -8.0 15.8, -12.3 15.8, -12.3 11.8))"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The published files to test against; tests that read them are skipped where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not here")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    catalogues.build()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A throw-away PostgreSQL cluster with PostGIS on a free port."""
    try:
        running = Cluster.start()
    except PostgresMissingError as missing:
        if os.environ.get("PORTAL_TEST_POSTGIS") == "required":
            raise
        pytest.skip(str(missing))
    yield running
    running.stop()


def environment(database_url: str, var: Path) -> dict[str, str]:
    """The settings of a portal under test."""
    return {
        "DATABASE_URL": database_url,
        "SECRET_KEY": "test-" * 10,
        "PORTAL_REGISTRY_KEY": "registry-" * 5,
        "PORTAL_LEDGER_KEY": "ledger-" * 6,
        "PORTAL_COVERAGE": KAYES,
        "PORTAL_TERRAIN": "0,1000,0,60",
        "PORTAL_VAR": str(var),
        "PORTAL_PERMIT_KEY_FILE": str(var / "permit-keys.json"),
        "PORTAL_LIAISON_PHONE": "+223 20 00 00 00",
        "PORTAL_BASE_URL": "http://localhost",
    }


@pytest.fixture(scope="session", params=["spatialite", "postgis"])
def built_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    """One application a database, with its tables, for the whole session."""
    var = tmp_path_factory.mktemp(request.param)
    if request.param == "postgis":
        url = request.getfixturevalue("cluster").new_database()
    else:
        url = f"sqlite:///{var / 'portal.db'}"
    app = create_app(
        from_environment(environment(url, var)),
        TESTING=True,
        RATELIMIT_ENABLED=False,
        PORTAL_PASSWORD_COST={"time_cost": 1, "memory_cost": 8},
    )
    app.test_client_class = CheckedClient
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as connection:
                connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS postgis"))
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(built_app: APIFlask) -> Iterator[APIFlask]:
    """The application with empty tables, its clock at noon of Monday 23 November 2026."""
    clock: Clock = built_app.extensions["portal.clock"]
    clock.set(NOON)
    with built_app.app_context():
        _empty_tables()
        yield built_app
        db.session.rollback()
        db.session.remove()
    clock.set(None)


def _empty_tables() -> None:
    tables = list(reversed(db.metadata.sorted_tables))
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in tables)
            if names:
                connection.execute(sa.text(f"TRUNCATE {names} CASCADE"))
            return
        for table in tables:
            connection.execute(table.delete())


@pytest.fixture
def database(app: APIFlask) -> APIFlask:
    """The same as ``app``, for tests that only need the tables."""
    return app


@pytest.fixture
def clock(app: APIFlask) -> Clock:
    """The application's clock, to set."""
    held: Clock = app.extensions["portal.clock"]
    return held


@pytest.fixture
def sent(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that went to PostgreSQL together, as they go; ``COMMIT`` where it went with them."""
    seen: list[str] = []
    exchange = Line.exchange

    def listening(line: Line, last: bytes | None = None) -> None:
        seen.extend(line.asked)
        seen.extend([last.decode()] if last else [])
        exchange(line, last)

    monkeypatch.setattr(Line, "exchange", listening)
    return seen


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()


@pytest.fixture
def as_person(app: APIFlask) -> Callable[..., FlaskClient]:
    """``as_person(role, email=None, command=None)``: a browser in which somebody has signed in.

    Without ``email`` it is always the same person of that role; officers and commanders are of ZONE4.
    """
    return partial(people.signed_in, app)
