"""One database code for SpatiaLite and PostGIS: sessions, units of work, geometry columns."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import pysqlite3.dbapi2
import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from geoalchemy2 import Geometry, WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely import from_wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

Bounds = tuple[float, float, float, float]
#: A moment, or the place for one in a statement that is made once.
Moment = datetime | sa.BindParameter[datetime]
#: The places for a box in a statement that is made once.
_SIDES = ("west", "south", "east", "north")
SPATIALITE = os.environ.get("SPATIALITE_LIBRARY_PATH", "mod_spatialite")
#: Connections a process keeps, and how many more it may open: no thread of the server should wait for one.
POOL_SIZE, POOL_OVERFLOW = 10, 20
#: How long a writer of SpatiaLite waits for the others.
BUSY_SECONDS = 30
#: A connection to PostgreSQL that lay unused for so long is asked before it is used again.
RESTING_SECONDS = 1.0
_TURN, _RESTED = "portal_turn", "portal_rested"
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_writing: ContextVar[bool] = ContextVar("portal_writing", default=False)


class Base(DeclarativeBase):
    """Mother of all mapped classes, with constraint names that both databases can drop."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Turns:
    """One after the other, in the order in which they came.

    SQLite's own waiting asks again and again, so that under load somebody may never be let in.
    """

    def __init__(self) -> None:
        self._guard, self._taken = threading.Lock(), False
        self._waiting: deque[threading.Event] = deque()

    def take(self, seconds: float) -> bool:
        """Wait for one's turn; False when it did not come in time."""
        mine = threading.Event()
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._guard:
            if mine.is_set():  # it came at the last moment
                return True
            self._waiting.remove(mine)
        return False

    def give(self) -> None:
        """The next one's turn."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


_turn = Turns()
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("time_without_zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def area_column(**options: Any) -> Mapped[WKBElement]:
    """A column for a polygon or multi-polygon in lon, lat (WGS 84), with a spatial index."""
    return mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=True), **options)


def to_db(geometry: BaseGeometry) -> WKBElement:
    """A Shapely geometry (lon, lat) as a value for an area column."""
    return from_shape(geometry, srid=4326)


def from_db(value: WKBElement) -> BaseGeometry:
    """The Shapely geometry (lon, lat) of an area column's value."""
    return to_shape(value)


def from_db_all(values: Sequence[WKBElement]) -> list[BaseGeometry]:
    """The Shapely geometries (lon, lat) of many values at once."""
    found: list[BaseGeometry] = from_wkb([_wkb(value) for value in values]).tolist()
    return found


def _wkb(value: WKBElement) -> bytes | str:
    return value.data if isinstance(value.data, str) else bytes(value.data)


def meets_period(starts_at: Any, ends_at: Any, start: Moment, end: Moment) -> sa.ColumnElement[bool]:
    """Rows whose half-open time (two columns) shares a moment with ``start`` to ``end``.

    Written so that PostgreSQL finds them in an index over :func:`time_range`.
    """
    start, end = (
        one if isinstance(one, sa.BindParameter) else sa.bindparam(None, one, UtcDateTime)
        for one in (start, end)
    )
    plain = sa.and_(starts_at < end, ends_at > start)
    if db.engine.dialect.name != "postgresql":
        return plain
    asked = sa.func.tstzrange(start, end)
    return sa.cast(time_range(starts_at, ends_at).op("&&", is_comparison=True)(asked), sa.Boolean)


def time_range(starts_at: Any, ends_at: Any) -> sa.ColumnElement[Any]:
    """Two columns as one half-open range of PostgreSQL, for a condition or an index."""
    return sa.func.tstzrange(starts_at, ends_at)


def touches_box(column: Any, bounds: Bounds | None) -> sa.ColumnElement[bool]:
    """Rows whose area's box meets ``bounds`` (west, south, east, north), by the spatial index.

    Without ``bounds`` they are given by these names when the statement runs.
    """
    if db.engine.dialect.name == "postgresql":
        sides = bounds or tuple(sa.bindparam(name, type_=sa.Double) for name in _SIDES)
        box = sa.func.ST_MakeEnvelope(*sides, 4326)
        return sa.cast(column.op("&&", is_comparison=True)(box), sa.Boolean)
    table = column.property.columns[0].table.name
    name = column.property.columns[0].name
    rows = sa.text(
        "SELECT ROWID FROM SpatialIndex WHERE f_table_name = :box_table "
        "AND f_geometry_column = :box_column AND search_frame = BuildMbr(:west, :south, :east, :north)"
    )
    # Names of their own: two boxes in one statement would both be looked for where the last one is.
    given: dict[str, Any] = {"box_table": table, "box_column": name}
    if bounds is not None:
        given |= dict(zip(_SIDES, bounds, strict=True))
    rows = rows.bindparams(*(sa.bindparam(key, value, unique=True) for key, value in given.items()))
    return sa.literal_column(f"{table}.ROWID").in_(rows.columns(sa.column("ROWID")).scalar_subquery())


def new_id() -> str:
    """A new identifier: 20 characters, sortable by time, not guessable (50 random bits)."""
    number = (time.time_ns() // 1_000_000) << 50 | secrets.randbits(50)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(95, -1, -5))


def install(app: Flask, database_url: str) -> None:
    """Bind the database to the application; SpatiaLite goes through the pysqlite3 driver."""
    app.config["SQLALCHEMY_DATABASE_URI"] = _driver_url(database_url)
    options: dict[str, Any] = {"pool_size": POOL_SIZE, "max_overflow": POOL_OVERFLOW, "pool_use_lifo": True}
    if database_url.startswith("sqlite"):
        options |= {
            "module": pysqlite3.dbapi2,
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
        }
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    migrate.init_app(app, db, directory=os.path.join(app.root_path, "migrations"))
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            sa.event.listen(db.engine, "checkin", _rest)
            sa.event.listen(db.engine, "checkout", _wake)
        if db.engine.dialect.name == "sqlite":
            sa.event.listen(db.engine, "connect", _open_spatialite)
            sa.event.listen(db.engine, "begin", _begin)
            sa.event.listen(db.engine, "commit", _give_turn)
            sa.event.listen(db.engine, "rollback", _give_turn)
            sa.event.listen(db.engine, "reset", _give_turn_back)


def _driver_url(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _rest(_connection: Any, record: Any) -> None:
    record.info[_RESTED] = time.monotonic()


def _wake(connection: Any, record: Any, _proxy: object) -> None:
    """Ask a connection that lay unused whether it still stands; one just used needs no such question."""
    since = record.info.get(_RESTED)
    if since is None or time.monotonic() - since < RESTING_SECONDS:
        return
    try:
        db.engine.dialect.do_ping(connection)
    except Exception as gone:
        # The pool then opens another one, and forgets all that were opened before.
        raise sa.exc.DisconnectionError from gone


def _open_spatialite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by us, see _begin
    connection.enable_load_extension(True)
    connection.load_extension(SPATIALITE)
    connection.enable_load_extension(False)
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    known = connection.execute("SELECT count(*) FROM sqlite_master WHERE name='spatial_ref_sys'").fetchone()
    if not known[0]:
        # In one transaction and with WGS 84 alone: 0.01 s; as it comes, it takes 9 s and more.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT InitSpatialMetaData(0, 'WGS84')")
        connection.execute("COMMIT")


def _begin(connection: sa.Connection) -> None:
    # A writer takes the lock before it reads anything, so that nothing it read can be stale.
    if not _writing.get():
        connection.exec_driver_sql("BEGIN")
        return
    if _turn.take(BUSY_SECONDS):
        connection.info[_TURN] = True
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        _give_turn(connection)
        raise


def _give_turn(connection: sa.Connection) -> None:
    if connection.info.pop(_TURN, False):
        _turn.give()


def _give_turn_back(_connection: Any, record: Any, _state: Any) -> None:
    if record.info.pop(_TURN, False):
        _turn.give()


def begin_writing() -> None:
    """From here on the current context's transactions are those of a writer."""
    _writing.set(True)


def end_writing() -> None:
    """The current context only reads again."""
    _writing.set(False)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction of the command line, the worker or a test: lock, work, commit once.

    Whatever the session held before is rolled back; on an exception everything is.
    """
    db.session.rollback()
    token = _writing.set(True)
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


@contextmanager
def standing_back() -> Iterator[None]:
    """Let other writers pass while a writing request only reckons: on SpatiaLite there is one writer.

    What the request read or wrote before is rolled back: it must not have written anything yet, and
    read again afterwards whatever it decides on.
    """
    db.session.rollback()
    token = _writing.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        _writing.reset(token)


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A transaction apart from the request's, for lines that must stay whatever the request does."""
    token = _writing.set(True)
    try:
        with Session(db.engine, expire_on_commit=False) as session, session.begin():
            yield session
    finally:
        _writing.reset(token)
