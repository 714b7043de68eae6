"""Comparisons of the engine with its oracles; each gives back how many cases it compared."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from geofences.engine.heights import overlap
from geofences.engine.model import Coverage, HeightOverlap, Period, Status
from geofences.engine.schedules import expand
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import assess
from tests.proof.engine import oracles, worlds

#: Mondays in weeks of which clocks are changed somewhere (forward, back, a day left out).
CHANGING = (
    (datetime(2026, 3, 23, tzinfo=UTC), ZoneInfo("Europe/Paris")),
    (datetime(2026, 10, 19, tzinfo=UTC), ZoneInfo("Europe/Paris")),
    (datetime(2026, 3, 2, tzinfo=UTC), ZoneInfo("America/New_York")),
    (datetime(2026, 10, 26, tzinfo=UTC), ZoneInfo("America/New_York")),
    (datetime(2026, 3, 30, tzinfo=UTC), ZoneInfo("Australia/Lord_Howe")),
    (datetime(2026, 9, 28, tzinfo=UTC), ZoneInfo("Australia/Lord_Howe")),
    (datetime(2011, 12, 26, tzinfo=UTC), ZoneInfo("Pacific/Apia")),
)


def compare_world(seed: int, zones: int = 20, flights: int = 50) -> int:
    """Every flight against every zone, one by one, and the verdict on each flight."""
    random = Random(seed)
    terrain = random.choice(worlds.TERRAINS)
    register = [worlds.zone(random, number) for number in range(zones)]
    former = [item if random.random() < 0.8 else worlds.zone(random, n) for n, item in enumerate(register)]
    gone = worlds.zone(random, zones)
    snapshot = Snapshot.build([*former[1:], gone], number=1, coverage=Coverage(), terrain=terrain)
    changed = [item for item, old in zip(register, [None, *former[1:]], strict=True) if item is not old]
    snapshot = snapshot.with_changes(changed, [gone.key], number=2)
    for _ in range(flights):
        flight = worlds.flight(random)
        verdict = assess(snapshot, [flight])
        found = {item.zone.key for item in verdict.findings if item.zone is not None}
        expected = {item for item in register if oracles.met(item, flight, terrain)}
        missing = {item.key for item in expected} - found
        assert not missing, (seed, flight, missing)
        for key in found - {item.key for item in expected}:
            # Only heights of several datums may be met out of caution.
            assert doubtful(snapshot.zone(key).volumes[0].band, flight.band), (seed, flight, key)
        worst = max((item.status for item in verdict.findings), key=rank, default=Status.CLEAR)
        assert verdict.status is worst
        least = max((oracles.STATUS[item.restriction] for item in expected), key=rank, default=Status.CLEAR)
        assert rank(verdict.status) >= rank(least)
    return zones * flights


def rank(status: Status) -> int:
    """Severity, spelled out once more."""
    order = ("clear", "conditional", "unknown", "authorisation_required", "prohibited")
    return order.index(status.value)


def doubtful(a: object, b: object) -> bool:
    """Whether limits of more than one datum are compared."""
    limits = [a.floor, a.ceiling, b.floor, b.ceiling]
    return len({limit.datum for limit in limits if limit is not None and limit.value < 99_999}) > 1


def compare_schedule(seed: int, days: int = 2) -> int:
    """One applicability against every minute of some days."""
    random = Random(seed)
    item = worlds.applicability(random)
    start = worlds.MONDAY + timedelta(minutes=random.randrange(-1_500, 5_000))
    window = Period(start, start + timedelta(days=days))
    spans = expand(item, window)
    assert list(spans) == sorted(spans)
    assert all(a.end < b.start for a, b in itertools.pairwise(spans))
    for minute in oracles.minutes(window):
        inside = any(span.start <= minute < span.end for span in spans)
        assert inside == oracles.applies(item, minute), (seed, item, minute)
    return days * 24 * 60


def compare_change_of_clocks(seed: int) -> int:
    """As ``compare_schedule``, in a week in which clocks change.

    Where a clock is set back the engine may only be wider, and only while readings repeat.
    """
    random = Random(seed)
    monday, zone = random.choice(CHANGING)
    item = worlds.applicability(random, monday, (zone,))
    window = Period(monday, monday + timedelta(days=8))
    spans = expand(item, window)
    cursor = 0
    for minute in oracles.minutes(window):
        while cursor < len(spans) and spans[cursor].end <= minute:
            cursor += 1
        inside = cursor < len(spans) and spans[cursor].start <= minute
        expected = oracles.applies(item, minute)
        if inside != expected:
            assert inside, (seed, item, minute)
            assert repeats(minute, zone), (seed, item, minute)
    return 8 * 24 * 60


def repeats(minute: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock of a zone is set back within a day of a reading that occurs twice."""
    wall = minute.astimezone(zone).replace(tzinfo=None)
    return wall.replace(tzinfo=zone, fold=0).utcoffset() != wall.replace(tzinfo=zone, fold=1).utcoffset()


def compare_heights(seed: int) -> int:
    """Two bands on every ground tried."""
    random = Random(seed)
    terrain = random.choice(worlds.TERRAINS)
    a, b = worlds.band(random), worlds.band(random)
    found = overlap(a, b, terrain)
    assert found is overlap(b, a, terrain)
    possible = oracles.may_share(a, b, terrain)
    if found is None:
        assert not possible, (seed, a, b)
    elif not doubtful(a, b):
        assert possible, (seed, a, b)
    certain = oracles.certainly_share(a, b, terrain)
    assert (found is HeightOverlap.CERTAIN) == certain, (seed, a, b)
    return 1
