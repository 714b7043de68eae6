"""A country full of flights: filled by COPY in a throw-away PostGIS, or by rows in SpatiaLite; served as
in production."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import numpy as np
import shapely
import sqlalchemy as sa
from apiflask import APIFlask
from flask_migrate import upgrade

from app import create_app
from benchmarks import country
from drones.flights.formats import documents
from drones.flights.model import CircleShape, Mode, PlanInput, Position, Reason, VolumeInput
from drones.permits import service as permits
from drones.registry import service as registry
from drones.registry.model import AircraftClass, AircraftDraft, Competence, Contact, OperatorKind, PilotDraft
from geofences.engine.geodesy import circle
from geofences.engine.model import Datum, FlightVolume, Height, Period, Unit
from geofences.zones import service as zones
from portal.accounts import service as accounts
from portal.accounts.model import Secret
from portal.kit.clock import now
from portal.kit.database import db, new_id, unit_of_work
from portal.kit.settings import from_environment
from tests.cluster import Cluster

ROOT = Path(__file__).resolve().parents[1]
#: How long live flights lie ahead, and how wide and long each is.
AHEAD, RADIUS_M, MINUTES = timedelta(days=7), 150.0, 30
CLIENTS = 16
#: A point lies in so many zones of the country on average.
HITS = 0.3
_FLIGHT = (
    "id",
    "reference",
    "person_id",
    "operator_id",
    "aircraft_id",
    "pilot_id",
    "state",
    "version",
    "plan",
    "typed",
    "submitted_at",
    "starts_at",
    "ends_at",
    "commands",
    "consents",
    "assessment",
    "conditions",
    "permit",
    "created_at",
    "changed_at",
)
_PERMIT = (
    "id",
    "flight_id",
    "content",
    "key_id",
    "issued_at",
    "valid_from",
    "valid_until",
    "revoked_reason",
)
_VOLUME = (
    "flight_id",
    "number",
    "area",
    "floor_m",
    "floor_datum",
    "ceiling_m",
    "ceiling_datum",
    "starts_at",
    "ends_at",
)


@dataclass(frozen=True)
class Owner:
    """An approved operator, and the key that its programs use."""

    person_id: str
    operator_id: str
    aircraft: str
    pilot: str
    key: str


@contextmanager
def postgis() -> Iterator[str]:
    """A cluster that writes to disk as one in production does; gives the address of a database."""
    cluster = Cluster.start("-c fsync=on -c full_page_writes=on -c shared_buffers=512MB -c max_wal_size=4GB")
    try:
        yield cluster.new_database()
    finally:
        cluster.stop()


def environment(url: str, var: Path) -> dict[str, str]:
    """The settings of the portal that is measured."""
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": "bench-" * 8,
        "PORTAL_REGISTRY_KEY": "registry-" * 5,
        "PORTAL_LEDGER_KEY": "ledger-" * 6,
        "PORTAL_COVERAGE": "POLYGON((-13 11, -7.5 11, -7.5 16.5, -13 16.5, -13 11))",
        "PORTAL_TERRAIN": "0,1000,0,60",
        "PORTAL_VAR": str(var),
        "PORTAL_PERMIT_KEY_FILE": str(var / "permit-keys.json"),
        "PORTAL_LIAISON_PHONE": "+223 20 00 00 00",
        "PORTAL_BASE_URL": "http://localhost",
    }


@contextmanager
def portal(url: str) -> Iterator[tuple[APIFlask, dict[str, str]]]:
    """The application on an empty database, within its context, with the settings for other processes."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        chosen = environment(url, Path(folder))
        app = create_app(from_environment(chosen), TESTING=True)
        with app.app_context():
            if url.startswith("postgresql"):
                with db.engine.begin() as connection:
                    connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS postgis"))
            upgrade()
            yield app, chosen
            db.session.remove()
            db.engine.dispose()


def furnish(zone_count: int) -> list[Owner]:
    """Zones, a key that signs, and as many owners as clients."""
    made = country.zones(country.areas(zone_count, hits=HITS))
    with unit_of_work():
        zones.put(zones=made, now=now())
    with unit_of_work():
        permits.create_key(exercise=False, now=now())
    return [_owner(number) for number in range(CLIENTS)]


def _owner(number: int) -> Owner:
    moment = now()
    email = f"owner{number}@example.org"
    with unit_of_work():
        person = accounts.create_person(
            email=email,
            password=secrets.token_urlsafe(20),
            roles=["owner"],
            command=None,
            phone="+223 70 00 00 00",
            locale="fr",
            totp_secret=None,
            now=moment,
        )
    with unit_of_work():
        key = accounts.issue_key(person_id=person.id, scopes=["flights.own"], now=moment)
        assert isinstance(key, Secret)
        contact = Contact(OperatorKind.PERSON, "Awa Diallo", email)
        operator, _ = registry.register_operator(person_id=person.id, contact=contact, now=moment)
    with unit_of_work():
        registry.approve_operator(operator_id=operator.id, actor="registrar-1", now=moment)
        draft = AircraftDraft("Parrot", "Anafi", AircraftClass.C1, 320, f"MFR1C12345678{number:04d}")
        aircraft: Any = registry.add_aircraft(operator_id=operator.id, draft=draft, now=moment)
        until = (moment + timedelta(days=700)).date()
        pilot_draft = PilotDraft("Moussa Keïta", Competence.A2, f"CERT-{number}", until)
        pilot: Any = registry.add_pilot(operator_id=operator.id, draft=pilot_draft, now=moment)
    return Owner(person.id, operator.id, aircraft.id, pilot.id, key.text)


def plan(owner: Owner, lon: float, lat: float, start: datetime) -> PlanInput:
    """A circle of ``RADIUS_M`` for half an hour, up to 60 m above the ground."""
    volume = VolumeInput(
        shapes=(CircleShape(Position(lon, lat), RADIUS_M),),
        floor=Height(0.0, Unit.METRES, Datum.AGL),
        ceiling=Height(60.0, Unit.METRES, Datum.AGL),
        start=start,
        end=start + timedelta(minutes=MINUTES),
    )
    return PlanInput((volume,), owner.aircraft, owner.pilot, Reason.SURVEY, Mode.VLOS, "+223 70 00 00 00", "")


def fill(count: int, owner: Owner, seed: int) -> None:
    """So many approved flights all over the country in the days ahead, with permits, by COPY.

    All permits hold the same signed bytes, those of one real permit.
    """
    random = np.random.default_rng(seed)
    content, key_id = _some_permit(owner)
    moment = now()
    places = random.uniform((country.WEST, country.SOUTH), (country.EAST, country.NORTH), (count, 2))
    starts = random.uniform(3_600, AHEAD.total_seconds(), count)
    shape = circle(-10.0, 14.0, RADIUS_M)
    plan_text = json.dumps(documents.write_plan(plan(owner, -10.0, 14.0, moment + timedelta(hours=5))))
    flight_rows, volume_rows, permit_rows = [], [], []
    for number in range(count):
        start = moment + timedelta(seconds=float(starts[number]))
        end = start + timedelta(minutes=MINUTES)
        flight_id, code = f"{seed:02d}{number:09d}{'b' * 9}", _code(seed, number)
        area = shapely.transform(
            shape,
            lambda xy, at=places[number]: xy + (at - np.array([-10.0, 14.0])),  # type: ignore[misc]
        )
        flight_rows.append(
            (
                flight_id,
                code,
                owner.person_id,
                owner.operator_id,
                owner.aircraft,
                owner.pilot,
                "approved",
                2,
                plan_text,
                "null",
                moment,
                start,
                end,
                "[]",
                "[]",
                "null",
                "[]",
                code,
                moment,
                moment,
            )
        )
        hexed = shapely.to_wkb(shapely.set_srid(area, 4326), hex=True, include_srid=True)
        volume_rows.append((flight_id, 0, hexed, 0.0, "AGL", 60.0, "AGL", start, end))
        permit_rows.append((code, flight_id, content, key_id, moment, start, end, ""))
    _copy("flights_flight", _FLIGHT, flight_rows)
    _copy("flights_volume", _VOLUME, volume_rows)
    _copy("permits_permit", _PERMIT, permit_rows)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))


def _code(seed: int, number: int) -> str:
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    value = seed * 10_000_000 + number
    return "".join(digits[value >> shift & 31] for shift in range(35, -1, -5))


def _some_permit(owner: Owner) -> tuple[bytes, str]:
    with unit_of_work():
        made = permits.issue(
            flight_id=new_id(),
            operator_number=registry.operator(operator_id=owner.operator_id).number,  # type: ignore[union-attr]
            serial="BENCH",
            volumes=[_flown()],
            now=now(),
        )
    return made.signed, made.key_id


def _flown() -> FlightVolume:
    """A volume that is open now, so that its permit verifies as valid."""
    moment = now()
    open_now = Period(moment - timedelta(minutes=1), moment + AHEAD)
    return replace(country.flight(circle(-10.0, 14.0, RADIUS_M)), period=open_now)


def _copy(table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if db.engine.dialect.name != "postgresql":
        return _insert(table, columns, rows)
    raw = db.engine.raw_connection()
    try:
        cursor: Any = raw.cursor()
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        raw.commit()
    finally:
        raw.close()


def _insert(table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """The same for SpatiaLite, which knows no COPY."""
    places = ", ".join("GeomFromEWKB(?)" if name == "area" else "?" for name in columns)
    raw = db.engine.raw_connection()
    try:
        cursor: Any = raw.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own names
        cursor.executemany(statement, (tuple(map(_stored, row)) for row in rows))
        raw.commit()
    finally:
        raw.close()


def _stored(value: Any) -> Any:
    """A moment as the columns of SpatiaLite keep it."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def drafts(owners: list[Owner], each: int, seed: int) -> dict[Owner, list[str]]:
    """Drafts of every owner at random places and times, ready to be submitted; ids by owner."""
    random = np.random.default_rng(seed)
    found: dict[Owner, list[str]] = {}
    rows, moment = [], now()
    for owner in owners:
        found[owner] = [new_id() for _ in range(each)]
        for flight_id in found[owner]:
            lon, lat = random.uniform((country.WEST, country.SOUTH), (country.EAST, country.NORTH))
            start = moment + timedelta(seconds=float(random.uniform(3_600, AHEAD.total_seconds())))
            text = json.dumps(documents.write_plan(plan(owner, float(lon), float(lat), start)))
            about = (owner.person_id, owner.operator_id, owner.aircraft, owner.pilot, "draft", 1, text)
            unsaid = ("null", None, None, None, "[]", "[]", "null", "[]", None)
            rows.append((flight_id, flight_id[8:], *about, *unsaid, moment, moment))
    _copy("flights_flight", _FLIGHT, rows)
    return found


@contextmanager
def served(chosen: dict[str, str], *, workers: int = 2, threads: int = 4) -> Iterator[tuple[int, int]]:
    """The portal under granian, as the operations' guide says; gives its port and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    granian = str(Path(sys.executable).parent / "granian")
    command = [granian, "--interface", "wsgi", "--factory", "app:create_server", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads)]
    log = Path(chosen["PORTAL_VAR"]) / "granian.log"
    with log.open("wb") as out:
        running = subprocess.Popen(  # noqa: S603 - the command is our own
            command, cwd=ROOT, env={**os.environ, **chosen}, stdout=out, stderr=out
        )
    try:
        _wait(port, running)
        yield port, running.pid
    finally:
        running.terminate()
        running.wait(20)


def cpu_seconds(*roots: int) -> float:
    """The processor's time that these processes and all they started have used so far."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue  # it has just ended
        pid = int(stat.parent.name)
        parents[pid] = int(fields[1])
        own, ended = fields[11:13], fields[13:15]
        used[pid] = sum(map(int, own)), sum(map(int, ended))
    chosen = set(roots)
    while found := {pid for pid, parent in parents.items() if parent in chosen} - chosen:
        chosen |= found
    ticks = sum(sum(used[pid]) if pid in roots else used[pid][0] for pid in chosen if pid in used)
    return ticks / os.sysconf("SC_CLK_TCK")


def postmaster() -> int:
    """The process id of the database's server."""
    with db.engine.connect() as connection:
        folder = connection.scalar(sa.text("SHOW data_directory"))
    return int((Path(str(folder)) / "postmaster.pid").read_text().split()[0])


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    end = monotonic() + 120
    while monotonic() < end and running.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            sleep(0.2)
    raise RuntimeError("the server did not start")
