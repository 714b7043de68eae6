"""The probing attack: along rays from a point inside, halve the way to where the answer changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from pyproj import Geod

from tests.conftest import NOON
from tests.integration.secrecy.requests import body
from tests.integration.secrecy.twins import SECRET, Twin

WGS84 = Geod(ellps="WGS84")
REACH_M = 4_000.0
#: Later than any flight of the comparison: other flights have borders of their own.
WHEN = NOON + timedelta(days=85)
#: Each filed plan has a key of its own, whoever asks: a repeated key gives the first answer.
_NUMBERS = count()
Oracle = Callable[[float, float], Hashable]


@dataclass(frozen=True)
class Found:
    """What an attack learnt: for each ray the distance at which the answer changed, if it did."""

    distances_m: tuple[float | None, ...]
    queries: int

    @property
    def borders(self) -> list[float]:
        return [one for one in self.distances_m if one is not None]

    @property
    def worst_m(self) -> float:
        """How far the border found lies from that of the secret at most."""
        return max(abs(one - SECRET.radius_m) for one in self.borders)


def attack(ask: Oracle, *, rays: int, steps: int, centre: tuple[float, float] | None = None) -> Found:
    """Bisect ``steps`` times along each ray, from a point that the attacker knows to be inside."""
    lon, lat = centre or (SECRET.lon, SECRET.lat)
    inside, queries, found = ask(lon, lat), 1, []

    def at(bearing: float, metres: float) -> Hashable:
        there = WGS84.fwd(lon, lat, bearing, metres)
        return ask(there[0], there[1])

    for ray in range(rays):
        bearing = 360.0 * ray / rays
        queries += 1
        if at(bearing, REACH_M) == inside:
            found.append(None)
            continue
        low, high = 0.0, REACH_M
        for _ in range(steps):
            middle = (low + high) / 2
            low, high = (middle, high) if at(bearing, middle) == inside else (low, middle)
        queries += steps
        found.append((low + high) / 2)
    return Found(tuple(found), queries)


def attack_blindly(ask: Oracle, *, rays: int, steps: int) -> Found:
    """The same number of questions where nothing changes: every point that bisecting could ask about.

    So that it is not the attack's own stopping which finds nothing.
    """
    lon, lat = SECRET.lon, SECRET.lat
    inside, queries, found = ask(lon, lat), 1, []
    for ray in range(rays):
        distances = [REACH_M * (2 * step + 1) / (2 * steps) for step in range(steps)]
        answers = []
        for metres in distances:
            there = WGS84.fwd(lon, lat, 360.0 * ray / rays, metres)
            answers.append(ask(there[0], there[1]))
        queries += steps
        changed = [metres for metres, answer in zip(distances, answers, strict=True) if answer != inside]
        found.append(changed[0] if changed else None)
    return Found(tuple(found), queries)


def lookup(twin: Twin) -> Oracle:
    """What the public look-up says of a point."""

    def ask(lon: float, lat: float) -> Hashable:
        answer = twin.browsers["public"].get("/api/v1/lookup", query_string={"lat": lat, "lon": lon})
        assert answer.status_code == 200, answer.text
        return json.dumps([answer.json["status"], answer.json["zones"], answer.json["zones_version"]])

    return ask


def check(twin: Twin) -> Oracle:
    """What the public check says of a small flight there."""

    def ask(lon: float, lat: float) -> Hashable:
        plan = body(twin, lon, lat, WHEN, radius_m=5)
        answer = twin.browsers["public"].post("/api/v1/flights/check", json=plan)
        assert answer.status_code == 200, answer.text
        return _told(answer.json)

    return ask


def submit(twin: Twin) -> Oracle:
    """What a small flight becomes that is filed there; it is withdrawn afterwards."""
    headers = {"Authorization": f"Bearer {twin.cast.key}"}

    def ask(lon: float, lat: float) -> Hashable:
        plan = body(twin, lon, lat, WHEN, radius_m=5)
        owner = twin.browsers["public"]
        key = {"Idempotency-Key": f"probe-{next(_NUMBERS)}-{lon}-{lat}"}
        made = owner.post("/api/v1/flights", json=plan, headers=headers | key)
        assert made.status_code == 201, made.text
        address = f"/api/v1/flights/{made.json['id']}"
        filed = owner.post(f"{address}/submit", headers=headers)
        assert filed.status_code == 200, filed.text
        gone = owner.post(f"{address}/withdraw", headers=headers)
        assert gone.status_code == 200 or filed.json["status"] == "refused", gone.text
        return (filed.json["status"], str(filed.json["commands"]), _told(filed.json))

    return ask


def _told(answer) -> str:
    """Findings and ways out, without positions: those say where was asked, not what is there."""
    ways = [
        {key: one.get(key) for key in ("kind", "status", "start", "ceiling")}
        for one in answer["alternatives"]
    ]
    return json.dumps([answer["outcome"], answer["findings"], ways], sort_keys=True)
