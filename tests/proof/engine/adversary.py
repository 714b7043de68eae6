"""A second, independent reading of the rules, to look for a wrong "clear" where it would hide.

Areas are unions of boxes on a whole-number grid, so that a few comparisons of integers decide
them exactly; heights are fractions on the extremes of ground and geoid; time is read off a wall
clock minute by minute. Nothing of the engine but its values is used.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

import shapely
from shapely.geometry import MultiPolygon, box

from geofences.engine.alternatives import alternatives
from geofences.engine.model import (
    EVERY_DAY,
    Applicability,
    Band,
    Coverage,
    DailyRule,
    Datum,
    FlightVolume,
    Height,
    Period,
    PreApproval,
    Restriction,
    Status,
    TerrainBounds,
    Unit,
    Weekday,
    Zone,
    ZoneVolume,
)
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import assess, at_point, bulk

GRID = 1_000
MINUTE = timedelta(minutes=1)
ORDER = ("clear", "conditional", "unknown", "authorisation_required", "prohibited")
#: A place's clock and a Monday: quiet weeks and weeks in which clocks change.
STAGES = (
    (UTC, datetime(2026, 11, 23, tzinfo=UTC)),
    (ZoneInfo("Africa/Dakar"), datetime(2026, 11, 23, tzinfo=UTC)),
    (ZoneInfo("Europe/Paris"), datetime(2026, 11, 23, tzinfo=UTC)),
    (ZoneInfo("Europe/Paris"), datetime(2026, 10, 19, tzinfo=UTC)),
    (ZoneInfo("Europe/Paris"), datetime(2026, 3, 23, tzinfo=UTC)),
    (ZoneInfo("Australia/Lord_Howe"), datetime(2026, 3, 30, tzinfo=UTC)),
    (ZoneInfo("Australia/Lord_Howe"), datetime(2026, 9, 28, tzinfo=UTC)),
    (ZoneInfo("Pacific/Apia"), datetime(2011, 12, 26, tzinfo=UTC)),
    (ZoneInfo("Pacific/Kiritimati"), datetime(2026, 11, 23, tzinfo=UTC)),
)
#: West, south, east, north in thousandths of a degree.
Box = tuple[int, int, int, int]
Boxes = tuple[Box, ...]


@dataclass(frozen=True)
class Told:
    """A value of the engine beside the boxes that its area was made of."""

    boxes: tuple[Boxes, ...]
    value: object


@dataclass(frozen=True)
class World:
    """A small register, told twice."""

    zones: tuple[Told, ...]
    consents: tuple[Told, ...]
    coverage: Box | None
    terrain: TerrainBounds
    clock: object
    monday: datetime
    #: The datums in which heights are stated; with one of them, all is decided exactly.
    datums: tuple[Datum, ...]


# -- making -----------------------------------------------------------------------------------


def world(random: Random) -> World:
    """Zones that overlap, touch and nearly touch; commands, pre-approvals, a coverage."""
    clock, monday = random.choice(STAGES)
    ground = random.choice(((0, 0), (0, 50), (100, 300)))
    geoid = random.choice(((0, 0), (20, 40), (-30, -10)))
    datums = tuple(Datum) if random.random() < 0.5 else (random.choice(tuple(Datum)),)
    stage = (clock, monday, datums)
    zones = tuple(_zone(random, f"Z{number}", *stage) for number in range(random.randrange(1, 12)))
    consents = tuple(_consent(random, f"P{number}", *stage) for number in range(random.randrange(3)))
    coverage = None if random.random() < 0.5 else (2, 2, 18, 18)
    return World(zones, consents, coverage, TerrainBounds(*ground, *geoid), *stage)


def _boxes(random: Random) -> Boxes:
    def one(low: int, high: int) -> Box:
        west, south = random.randrange(low, high), random.randrange(20)
        return west, south, min(west + random.randrange(1, 8), high), south + random.randrange(1, 8)

    return (one(0, 20),) if random.random() < 0.7 else (one(0, 9), one(10, 20))


def area(boxes: Boxes) -> object:
    """The boxes as the engine gets them."""
    made = [box(*(side / GRID for side in each)) for each in boxes]
    return made[0] if len(made) == 1 else MultiPolygon(made)


def _height(random: Random, datums: tuple[Datum, ...]) -> Height | None:
    value = random.choice((0, 0, 30, 60, 90, 120, 300, 300.5, 99_999, -10, None))
    if value is None:
        return None
    return Height(value, random.choice(tuple(Unit)), random.choice(datums))


def _band(random: Random, datums: tuple[Datum, ...]) -> Band:
    while True:
        try:
            return Band(_height(random, datums), _height(random, datums))
        except ValueError:
            continue


def _clock_time(random: Random) -> time:
    return random.choice(
        (time(0), time(23), time(6), time(2), time(2, 30), time(1, 30), time(3), time(23, 59), time(0, 1))
    )


def _hours(random: Random, clock: object, monday: datetime) -> tuple[Applicability, ...]:
    def one() -> Applicability:
        start = end = None
        if random.random() < 0.3:
            start = monday + timedelta(minutes=random.randrange(-1_000, 9_000))
        if random.random() < 0.3:
            end = (start or monday) + timedelta(minutes=random.randrange(1, 4_000))
        days = (EVERY_DAY, frozenset(random.sample(list(Weekday), 2)), frozenset({Weekday.SUN}))
        rules = tuple(
            DailyRule(random.choice(days), _clock_time(random), _clock_time(random), clock)
            for _ in range(random.choice((0, 1, 1, 2)))
        )
        return Applicability(start, end, rules)

    return tuple(one() for _ in range(random.choice((1, 1, 2))))


def _zone(
    random: Random, identifier: str, clock: object, monday: datetime, datums: tuple[Datum, ...]
) -> Told:
    boxes = tuple(_boxes(random) for _ in range(random.choice((1, 1, 2))))
    volumes = tuple(ZoneVolume(area(each), _band(random, datums)) for each in boxes)
    restriction = random.choice(tuple(Restriction))
    command = random.choice(("", "A", "B"))
    hours = _hours(random, clock, monday)
    return Told(boxes, Zone("MLI", identifier, restriction, volumes, hours, command=command))


def _consent(
    random: Random, identifier: str, clock: object, monday: datetime, datums: tuple[Datum, ...]
) -> Told:
    boxes = ((random.randrange(3), random.randrange(3), 20, 20),)
    ceiling = Height(random.choice((60, 120, 400)), Unit.METRES, random.choice(datums))
    hours = _hours(random, clock, monday) if random.random() < 0.5 else (Applicability(),)
    given = PreApproval(identifier, random.choice("AB"), area(boxes), ceiling, hours)
    return Told((boxes,), given)


def flight(random: Random, given: World) -> tuple[Told, ...]:
    """One to three volumes, each with its own area, band and window of whole minutes."""
    start = given.monday + timedelta(minutes=random.randrange(0, 9_500))
    found = []
    for _ in range(random.choice((1, 1, 2, 3))):
        boxes = _boxes(random)
        end = start + timedelta(minutes=random.choice((1, 10, 45, 90)))
        band = _band(random, given.datums)
        if random.random() < 0.5:
            low, datum = random.choice((0, 20, 60)), given.datums[0]
            band = Band(Height(low, Unit.METRES, datum), Height(low + 30, Unit.METRES, datum))
        found.append(Told((boxes,), FlightVolume(area(boxes), band, Period(start, end))))
        start = end
    return tuple(found)


def snapshot(given: World, number: int = 1) -> Snapshot:
    """The world as the engine reads it."""
    held = None if given.coverage is None else area((given.coverage,))
    return Snapshot.build(
        [told.value for told in given.zones],
        number=number,
        coverage=Coverage(held),
        terrain=given.terrain,
        pre_approvals=[told.value for told in given.consents],
    )


# -- the second reading -----------------------------------------------------------------------


def boxes_meet(mine: Boxes, other: Boxes) -> bool:
    """Whether two unions of boxes share a point, their borders included."""
    return any(
        a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
        for a, b in itertools.product(mine, other)
    )


def boxes_hold(outer: Box, inner: Boxes) -> bool:
    """Whether one box holds all of some others."""
    return all(outer[0] <= b[0] and outer[1] <= b[1] and b[2] <= outer[2] and b[3] <= outer[3] for b in inner)


def metres(height: Height | None, ground: int, geoid: int, absent: Fraction) -> Fraction:
    """A height above mean sea level over one ground and geoid."""
    if height is None or height.value >= 99_999:
        return absent
    exact = Fraction(str(height.value)) * (Fraction("0.3048") if height.unit is Unit.FEET else 1)
    return exact + {Datum.AGL: ground, Datum.AMSL: 0, Datum.WGS84: -geoid}[height.datum]


FAR = Fraction(10**9)


def grounds(terrain: TerrainBounds) -> list[tuple[int, int]]:
    """The extremes of ground and geoid."""
    return list(
        itertools.product(
            {int(terrain.ground_low), int(terrain.ground_high)},
            {int(terrain.geoid_low), int(terrain.geoid_high)},
        )
    )


def may_share_height(a: Band, b: Band, terrain: TerrainBounds) -> bool:
    """Whether the bands share a height over some ground and geoid."""
    return any(
        metres(a.floor, *pair, -FAR) <= metres(b.ceiling, *pair, FAR)
        and metres(b.floor, *pair, -FAR) <= metres(a.ceiling, *pair, FAR)
        for pair in grounds(terrain)
    )


def reads(rule: DailyRule, instant: datetime) -> bool:
    """Whether a wall clock reads within a rule."""
    local = instant.astimezone(rule.zone)
    clock, today = local.time(), Weekday(local.weekday())
    if rule.start < rule.end:
        return today in rule.days and rule.start <= clock < rule.end
    if clock < rule.end and _day_before(instant, rule) in rule.days:
        return True
    return today in rule.days and clock >= rule.start


def _day_before(instant: datetime, rule: DailyRule) -> Weekday:
    """The day before, by walking back to it, whatever hours or days were left out or repeated."""
    today, cursor = instant.astimezone(rule.zone).date(), instant
    while cursor.astimezone(rule.zone).date() == today:
        cursor -= 15 * MINUTE
    return Weekday(cursor.astimezone(rule.zone).weekday())


def active(hours: tuple[Applicability, ...], instant: datetime) -> bool:
    """Whether any of several applicabilities holds at an instant."""
    return any(
        (item.start is None or item.start <= instant)
        and (item.end is None or instant < item.end)
        and (not item.rules or any(reads(rule, instant) for rule in item.rules))
        for item in hours
    )


def minutes(period: Period) -> list[datetime]:
    """The instants of a period of whole minutes."""
    return [period.start + number * MINUTE for number in range(int((period.end - period.start) / MINUTE))]


def expected(given: World, volumes: tuple[Told, ...]) -> Status:
    """The verdict by the book of rules, zone by zone and minute by minute."""
    pieces = [(told.boxes[0], told.value) for told in volumes]
    consented = {
        told.value.command for told in given.consents if all(_under(given, told, *piece) for piece in pieces)
    }
    worst = Status.CLEAR
    for told in given.zones:
        zone = told.value
        if any(_met(given, told, *piece) for piece in pieces):
            status = {
                Restriction.PROHIBITED: Status.PROHIBITED,
                Restriction.REQ_AUTHORISATION: Status.AUTHORISATION_REQUIRED,
                Restriction.CONDITIONAL: Status.CONDITIONAL,
                Restriction.NO_RESTRICTION: Status.CLEAR,
            }[zone.restriction]
            if status is Status.AUTHORISATION_REQUIRED and zone.command and zone.command in consented:
                status = Status.CLEAR
            worst = max(worst, status, key=rank)
    if given.coverage is not None and not all(boxes_hold(given.coverage, boxes) for boxes, _ in pieces):
        worst = max(worst, Status.UNKNOWN, key=rank)
    return worst


def rank(status: Status) -> int:
    """Severity, spelled out once more."""
    return ORDER.index(status.value)


def _met(given: World, told: Told, boxes: Boxes, volume: FlightVolume) -> bool:
    zone = told.value
    return any(
        boxes_meet(each, boxes) and may_share_height(layer.band, volume.band, given.terrain)
        for each, layer in zip(told.boxes, zone.volumes, strict=True)
    ) and any(active(zone.applicability, instant) for instant in minutes(volume.period))


def _under(given: World, told: Told, boxes: Boxes, volume: FlightVolume) -> bool:
    consent = told.value
    ceiling = volume.band.ceiling
    if ceiling is None or ceiling.value >= 99_999:
        return False
    return (
        boxes_hold(told.boxes[0][0], boxes)
        and all(
            metres(ceiling, *pair, FAR) <= metres(consent.ceiling, *pair, FAR)
            for pair in grounds(given.terrain)
        )
        and all(active(consent.applicability, instant) for instant in minutes(volume.period))
    )


# -- comparing --------------------------------------------------------------------------------


def exact(given: World) -> bool:
    """Whether the engine may not be wider than the book: one datum, no clock set back nearby."""
    span = (given.monday - timedelta(days=3), given.monday + timedelta(days=12))
    offsets = {instant.astimezone(given.clock).utcoffset() for instant in span}
    return len(given.datums) == 1 and len(offsets) == 1


def compare(seed: int, flights: int = 30) -> int:
    """Verdicts of flights, of a snapshot that came about by changes, and of positions."""
    random = Random(seed)
    given = world(random)
    fresh, grown = snapshot(given), changed(random, given)
    for _ in range(flights):
        volumes = flight(random, given)
        found = assess(fresh, [told.value for told in volumes])
        assert found == assess(grown, [told.value for told in volumes]), (seed, volumes)
        least = expected(given, volumes)
        assert rank(found.status) >= rank(least), (seed, volumes, found.status, least)
        if exact(given):
            assert found.status is least, (seed, volumes, found.status, least)
    compare_positions(random, given, fresh)
    return flights * len(given.zones)


def _stage(given: World) -> tuple[object, datetime, tuple[Datum, ...]]:
    return given.clock, given.monday, given.datums


def changed(random: Random, given: World) -> Snapshot:
    """The same world after additions, replacements and withdrawals in several steps."""
    zones = list(given.zones)
    random.shuffle(zones)
    split = random.randrange(len(zones) + 1)
    others = [_zone(random, told.value.identifier, *_stage(given)) for told in zones]
    extra = [_zone(random, f"X{number}", *_stage(given)) for number in range(3)]
    start = replace(given, zones=(*zones[:split], *others[split:], *extra), consents=())
    held = snapshot(start).with_changes([told.value for told in others[:split]], [], number=2)
    held = held.with_changes([told.value for told in zones], [extra[0].value.key], number=3)
    held = held.with_changes([], [told.value.key for told in extra], number=4)
    held = held.with_changes([extra[1].value], [], number=5)
    consents = [told.value for told in given.consents]
    return held.with_changes([], [extra[1].value.key], number=1, pre_approvals=consents)


def compare_positions(random: Random, given: World, held: Snapshot) -> None:
    """One position, many at once, and a flight no larger than a hair give one answer."""
    start = given.monday + timedelta(minutes=random.randrange(9_000))
    period, band = Period(start, start + 5 * MINUTE), _band(random, given.datums)
    # Half-way between the lines of the grid, so that a hair reaches nothing else.
    points = [(random.randrange(20) / GRID + 0.0005, random.randrange(20) / GRID + 0.0005) for _ in range(12)]
    on_lines = [(random.randrange(20) / GRID, random.randrange(20) / GRID) for _ in range(6)]
    together = bulk(held, [*points, *on_lines], period, band)
    for (lon, lat), answer in zip([*points, *on_lines], together, strict=True):
        alone = at_point(held, lon, lat, period=period, band=band)
        assert answer.status is alone.status, (lon, lat)
        assert {one.key for one in answer.zones} == {item.zone.key for item in alone.findings if item.zone}
    for lon, lat in points:
        hair = box(lon - 1e-6, lat - 1e-6, lon + 1e-6, lat + 1e-6)
        alone = at_point(held, lon, lat, period=period, band=band)
        assert assess(held, [FlightVolume(hair, band, period)]).status is alone.status
    for lon, lat in on_lines:
        spot = shapely.buffer(shapely.Point(lon, lat), 1e-7)
        larger = assess(held, [FlightVolume(spot, band, period)]).status
        assert rank(larger) >= rank(at_point(held, lon, lat, period=period, band=band).status)


def compare_other_starts(seed: int) -> int:
    """The nearest other starts against every minute of three days, tried one by one."""
    random = Random(seed)
    given = world(random)
    held = snapshot(given)
    volumes = tuple(told.value for told in flight(random, given))
    now = volumes[0].period.start - timedelta(minutes=random.choice((0, 7, 600)))
    status = assess(held, volumes).status
    found = alternatives(held, volumes, now=now)
    if rank(status) <= rank(Status.CONDITIONAL):
        assert found == ()
        return 1
    starts = {item.kind: item for item in found if item.start is not None}
    for kind, reach in (("later_start", range(1, 3 * 1_440)), ("earlier_start", range(-1, -601, -1))):
        tried = (step for step in reach if volumes[0].period.start + step * MINUTE >= now)
        offered = starts.get(kind)
        if offered is not None:
            assert _after(held, volumes, offered.start - volumes[0].period.start) is offered.status
        for step in tried:
            reached = _after(held, volumes, step * MINUTE)
            if offered is None:
                assert rank(reached) >= rank(status), (seed, kind, step)
            elif abs(step * MINUTE) < abs(offered.start - volumes[0].period.start):
                goal = max(rank(offered.status), rank(Status.CONDITIONAL))
                assert rank(reached) > goal, (seed, kind, step)
    return 1


def _after(held: Snapshot, volumes: tuple[FlightVolume, ...], shift: timedelta) -> Status:
    moved = [
        replace(volume, period=Period(volume.period.start + shift, volume.period.end + shift))
        for volume in volumes
    ]
    return assess(held, moved).status
