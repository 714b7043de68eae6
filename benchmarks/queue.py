"""A thousand cases that wait at one desk: the page and the fragment that refreshes it, on either database."""

from __future__ import annotations

import re
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from apiflask import APIFlask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from shapely.affinity import translate
from shapely.geometry import box

from benchmarks import country, traffic
from benchmarks.figures import Figure
from benchmarks.traffic import Owner
from drones.flights import service as flights
from drones.flights.model import FlightView, State
from drones.flights.store import flights as store
from drones.flights.store import volumes
from geofences.engine.model import ALWAYS, Authority, Band, Restriction, Zone, ZoneVolume
from geofences.zones import service as zones
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, new_id, unit_of_work

WAITING = 1_000
SLOWEST_S = 1.0
#: An answer that nothing changed costs next to nothing.
SAME_MS = 50.0


def figures() -> Iterator[Figure]:
    """The desk on SpatiaLite, then on PostGIS."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-db-") as folder:
        yield from _desk(f"sqlite:///{Path(folder) / 'portal.db'}", "spatialite")
    with traffic.postgis() as url:
        yield from _desk(url, "postgis")


def _desk(url: str, name: str) -> Iterator[Figure]:
    with traffic.portal(url) as (app, _):
        owners = traffic.furnish(100)
        with unit_of_work():
            zones.put(zones=[_liaison()], now=now())
        fill([_referred(owner) for owner in owners], WAITING)
        officer = _officer(app)
        whole, worked = _taken(officer, "/liaison?show=all")
        yield Figure(f"queue.page_1000_{name}", whole, "s", SLOWEST_S)
        # On a machine that does other things too, the time above says less than what one page costs.
        yield Figure(f"queue.page_1000_cpu_{name}", worked, "s", SLOWEST_S)
        yield Figure(f"queue.first_page_{name}", _taken(officer, "/liaison?sort=risk")[0], "s", SLOWEST_S)
        first = officer.get("/liaison/live?show=all")
        tag = {"If-None-Match": first.headers["ETag"]}
        same, _ = _taken(officer, "/liaison/live?show=all", tag)
        yield Figure(f"queue.unchanged_{name}", same * 1000, "ms", SAME_MS)
        yield Figure(f"queue.bytes_{name}", len(first.data) / 1000, "kB")


def _officer(app: APIFlask) -> FlaskClient:
    """An officer of ZONE4 who has signed in by the pages, with the code of the second factor."""
    email, password, key = "officer@example.org", secrets.token_urlsafe(20), TOTP.new().base32_key
    with unit_of_work():
        accounts.create_person(
            email=email,
            password=password,
            roles=["officer"],
            command="ZONE4",
            phone="+223 70 00 00 00",
            locale="fr",
            totp_secret=key,
            now=now(),
        )
    client = app.test_client()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").text)
    assert found
    token = {"csrf_token": found.group(1)}
    answer = client.post("/login", data={**token, "email": email, "password": password})
    code = TOTP(key=key, format="base32").generate().token
    answer = client.post(answer.location, data={**token, "code": code})
    assert answer.status_code == 302, answer.status
    return client


def _taken(client: FlaskClient, path: str, headers: dict[str, str] | None = None) -> tuple[float, float]:
    """The shortest of five answers, in seconds of the clock and of the processor; the first warms up."""
    taken = []
    for _ in range(6):
        begun, worked = perf_counter(), process_time()
        answer = client.get(path, headers=headers)
        taken.append((perf_counter() - begun, process_time() - worked))
        if answer.status_code not in {200, 304}:
            raise RuntimeError(f"{path}: {answer.status}")
    return min(one[0] for one in taken[1:]), min(one[1] for one in taken[1:])


def _liaison() -> Zone:
    return Zone(
        "MLI",
        "EVERYWHERE",
        Restriction.REQ_AUTHORISATION,
        (ZoneVolume(box(country.WEST, country.SOUTH, country.EAST, country.NORTH), Band()),),
        (ALWAYS,),
        authorities=(Authority(name="Zone 4", phone="+223 20 00 00 00"),),
        name="Everywhere",
        command="ZONE4",
    )


def _referred(owner: Owner) -> FlightView:
    """One flight that went through all the rules and waits."""
    start = now() + timedelta(hours=5)
    with unit_of_work():
        plan = traffic.plan(owner, -10.0, 14.0, start)
        draft = flights.draft(person_id=owner.person_id, plan=plan, typed=None, now=now())
    with unit_of_work():
        done = flights.submit(flight_id=draft.id, person_id=owner.person_id, now=now())
    if done.flight is None or done.flight.state is not State.REFERRED:
        raise RuntimeError(f"not referred: {done}")
    return done.flight


def fill(models: list[FlightView], count: int) -> None:
    """So many waiting flights like ``models``, at places and times of their own; some overlap."""
    with unit_of_work():
        for number in range(count - len(models)):
            made = _another(models[number % len(models)], number)
            store.add(made)
            volumes.replace(made.id, made.volumes)
    db.session.remove()


def _another(model: FlightView, number: int) -> FlightView:
    later, east, north = timedelta(minutes=number * 3 % 4_000), number % 40 * 0.01, number // 40 * 0.01
    moved = [
        replace(
            one,
            area=translate(one.area, east, north),
            period=replace(one.period, start=one.period.start + later, end=one.period.end + later),
        )
        for one in model.volumes
    ]
    reference = f"Q{number:07d}"
    return replace(model, id=new_id(), reference=reference, volumes=tuple(moved), undoable=None)
