"""Requests of every kind that the public and an owner can make, mixed from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from portal.kit.permissions import permission_of
from tests.conftest import NOON
from tests.integration.secrecy.twins import SECRET, TOKEN, Twin

#: Answered to anybody or to the owner without arguments; what ends a session is left out.
OPEN = {"public", "signed_in", "flights.own", "registry.own"}
APART = {"static", "security.logout"}
ZONES = ["KAY-LIA", "KAY-CVF", "AD-GAKY", "CX-1", "EX-DIBO"]


@dataclass(frozen=True)
class Asked:
    """One request: whose browser, what, how; ``kind`` groups requests whose times compare."""

    kind: str
    browser: str
    method: str
    path: str
    options: dict[str, Any] = field(default_factory=dict)

    def send(self, twin: Twin):
        headers = dict(self.options.get("headers", {}))
        if self.browser == "key":
            headers["Authorization"] = f"Bearer {twin.cast.key}"
        browser = twin.browsers["public" if self.browser == "key" else self.browser]
        return browser.open(self.path, method=self.method, **{**self.options, "headers": headers})


@dataclass
class Mixer:
    """Draws requests; what it knows of (ids of flights) it learnt from answers."""

    seed: int
    twin: Twin
    flights: list[str]
    drafts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        with self.twin.acting():
            self.pages, self.of_flight = [], []
            for rule in sorted(self.twin.app.url_map.iter_rules(), key=str):
                open_to = permission_of(rule.endpoint)
                if "GET" not in (rule.methods or ()) or open_to not in OPEN or rule.endpoint in APART:
                    continue
                who = "public" if open_to == "public" else "owner"
                who = "key" if str(rule).startswith("/api/") and who == "owner" else who
                if not rule.arguments:
                    self.pages.append((who, str(rule)))
                elif rule.arguments == {"flight_id"} and not str(rule).endswith(".pdf"):
                    # A PDF holds the moment at which it was drawn.
                    self.of_flight.append((who, str(rule)))

    def ask(self, number: int) -> Asked:
        """The request of a number; the same for the same seed and what is known."""
        random = Random(self.seed * 1_000_003 + number)
        makers = [_lookup, _lookup, _bulk, _look, _check, _check, _create, _submit, _submit, _zone, _permit]
        draw = random.random()
        if draw < 0.25:
            who, path = random.choice(self.pages)
            token = {"headers": {"Authorization": f"Bearer {TOKEN}"}} if path == "/metrics" else {}
            return Asked("page", who, "GET", path, token)
        if draw < 0.45 and self.flights:
            who, path = random.choice(self.of_flight)
            return Asked("own", who, "GET", path.replace("<flight_id>", random.choice(self.flights)))
        made: Asked = random.choice(makers)(random, self, number)
        return made

    def learn(self, asked: Asked, answer) -> None:
        """Remember drafts that were made and plans that were filed."""
        if asked.kind == "create" and answer.status_code == 201:
            self.drafts.append(answer.json["id"])
        if asked.kind == "submit" and answer.status_code == 200:
            self.flights.append(answer.json["id"])


def spot(random: Random) -> tuple[float, float]:
    """Longitude, latitude: half of them in and around the secret."""
    if random.random() < 0.5:
        return SECRET.lon + random.uniform(-0.06, 0.06), SECRET.lat + random.uniform(-0.06, 0.06)
    return random.uniform(-12.2, -8.2), random.uniform(12.0, 15.7)


def body(twin: Twin, lon: float, lat: float, start, *, radius_m: float = 50, ceiling_m: float = 60):
    """A flight plan as JSON: a circle for twenty minutes."""
    volume = {
        "geometry": {"type": "Point", "coordinates": [lon, lat], "radius_m": radius_m},
        "floor": {"value": 0, "datum": "AGL"},
        "ceiling": {"value": ceiling_m, "datum": "AGL"},
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=20)).isoformat(),
    }
    owner = twin.cast.owner
    plan = {"volumes": [volume], "aircraft": owner.aircraft, "pilot": owner.pilot}
    return {**plan, "purpose": "survey", "mode": "VLOS", "contact": "+223 70 00 00 00"}


def _plan(random: Random, mixer: Mixer):
    lon, lat = spot(random)
    start = NOON + timedelta(days=random.randint(2, 80), hours=random.randint(-5, 11))
    radius, ceiling = random.choice([10, 200, 2_000]), random.choice([25, 60, 120])
    return body(mixer.twin, lon, lat, start, radius_m=radius, ceiling_m=ceiling)


def _lookup(random: Random, mixer: Mixer, number: int) -> Asked:
    lon, lat = spot(random)
    query: dict[str, Any] = {"lat": lat, "lon": lon}
    if random.random() < 0.5:
        query |= {"height_m": random.choice([0, 30, 120]), "datum": random.choice(["AGL", "AMSL"])}
    if random.random() < 0.5:
        query["at"] = (NOON + timedelta(hours=random.randint(0, 500))).isoformat()
    return Asked("lookup", "public", "GET", "/api/v1/lookup", {"query_string": query})


def _look(random: Random, mixer: Mixer, number: int) -> Asked:
    lon, lat = spot(random)
    query = {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}"}
    return Asked("look", random.choice(["public", "owner"]), "GET", "/lookup", {"query_string": query})


def _bulk(random: Random, mixer: Mixer, number: int) -> Asked:
    points = [spot(random) for _ in range(random.choice([1, 20, 200]))]
    return Asked("bulk", "public", "POST", "/api/v1/lookup", {"json": {"points": points}})


def _check(random: Random, mixer: Mixer, number: int) -> Asked:
    return Asked("check", "public", "POST", "/api/v1/flights/check", {"json": _plan(random, mixer)})


def _create(random: Random, mixer: Mixer, number: int) -> Asked:
    options = {"json": _plan(random, mixer), "headers": {"Idempotency-Key": f"key-{number}"}}
    return Asked("create", "key", "POST", "/api/v1/flights", options)


def _submit(random: Random, mixer: Mixer, number: int) -> Asked:
    if not mixer.drafts:
        return _create(random, mixer, number)
    return Asked("submit", "key", "POST", f"/api/v1/flights/{mixer.drafts.pop()}/submit")


def _zone(random: Random, mixer: Mixer, number: int) -> Asked:
    where = random.choice(["/zones/MLI/", "/api/v1/zones/MLI/", "/zones/ZONE4/", "/api/v1/zones/ZONE4/"])
    options = {"headers": {"If-None-Match": '"1"'}} if random.random() < 0.3 else {}
    return Asked("zone", "public", "GET", where + random.choice(ZONES), options)


def _permit(random: Random, mixer: Mixer, number: int) -> Asked:
    cast = mixer.twin.cast
    paths = [f"/api/v1/permits/{cast.permit}", f"/V/{cast.permit}", f"/api/v1/registry/{cast.number}"]
    return Asked("permit", "public", "GET", random.choice(paths))
