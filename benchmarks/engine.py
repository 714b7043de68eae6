"""The geofence engine against raw Shapely on the same geometries in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from benchmarks import country, memory
from benchmarks.figures import Figure, seconds, side_by_side
from geofences.engine.alternatives import alternatives
from geofences.engine.geodesy import WGS84, corridor, distance_m
from geofences.engine.model import Coverage, Period, TerrainBounds, Zone
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import assess, at_point, bulk, part_of

COUNT = 100_000
TERRAIN = TerrainBounds(0, 800, 20, 40)
WORLD = Coverage(shapely.box(country.WEST - 1, country.SOUTH - 1, country.EAST + 1, country.NORTH + 1))


def figures() -> Iterator[Figure]:
    """All figures of the engine, as they are measured."""
    areas = country.areas(COUNT)
    zones = country.zones(areas)
    tree, snapshot = STRtree(areas), build(zones)
    yield from built(areas, zones)
    yield from one_point(tree, snapshot)
    yield from many_points(tree, snapshot)
    yield from one_corridor(tree, snapshot)
    yield from one_change(snapshot)
    yield from suggestions(snapshot)
    yield from growth()
    yield from edges()


def build(zones: list[Zone]) -> Snapshot:
    """A snapshot with a coverage, as a deployment has it."""
    return Snapshot.build(zones, number=1, coverage=WORLD, terrain=TERRAIN)


def built(areas: NDArray[np.object_], zones: list[Zone]) -> Iterator[Figure]:
    """The index alone, from zones in memory; and what it takes besides them."""
    yield Figure("engine.snapshot.build_100k", seconds(lambda: build(zones), rounds=3), "s", 2.5)
    yield Figure("engine.raw.tree_100k", seconds(lambda: STRtree(areas), rounds=3), "s")
    one, two = memory.apart(COUNT)
    yield Figure("engine.snapshot.memory_100k", one, "MB", 500)
    yield Figure("engine.snapshot.memory_while_swapping_100k", two, "MB", 900)


def one_point(tree: STRtree, snapshot: Snapshot) -> Iterator[Figure]:
    """One point at one time, with findings; raw: the query alone, its point already made."""
    positions = country.points(2_000).tolist()
    made = [shapely.points(position) for position in positions]
    period = Period(country.MONDAY + timedelta(hours=10), country.MONDAY + timedelta(hours=10, seconds=1))

    def ours() -> None:
        for lon, lat in positions:
            at_point(snapshot, lon, lat, period=period)

    def raw() -> None:
        for point in made:
            tree.query(point, predicate="intersects")

    mine, theirs = side_by_side(ours, raw)
    yield Figure("engine.point", 1e6 * mine / len(positions), "us")
    yield Figure("engine.point.over_raw", mine / theirs, "ratio", 3)


def many_points(tree: STRtree, snapshot: Snapshot) -> Iterator[Figure]:
    """10,000 points in one call."""
    positions = country.points(10_000)
    period = country.flight(shapely.box(0, 0, 1, 1)).period
    made = shapely.points(positions)
    mine, theirs = side_by_side(
        lambda: bulk(snapshot, positions, period), lambda: tree.query(made, predicate="intersects")
    )
    yield Figure("engine.bulk_10k", 1e3 * mine, "ms")
    yield Figure("engine.bulk_10k.over_raw", mine / theirs, "ratio", 2)


def one_corridor(tree: STRtree, snapshot: Snapshot) -> Iterator[Figure]:
    """A corridor of 20 legs for 30 minutes, full verdict; cutting and sweeping measured apart."""
    paths = [country.path(20, 500, seed) for seed in range(100)]
    flights = [country.flight(corridor(path, 100)) for path in paths]

    def ours() -> None:
        for flight in flights:
            assess(snapshot, [flight])

    def raw() -> None:
        for flight in flights:
            tree.query(flight.area, predicate="intersects")

    mine, theirs = side_by_side(ours, raw)
    yield Figure("engine.corridor", 1e6 * mine / len(flights), "us")
    yield Figure("engine.corridor.over_raw", mine / theirs, "ratio", 5)
    verdicts = [(flight, assess(snapshot, [flight])) for flight in flights]
    met = [(item, flight) for flight, verdict in verdicts for item in verdict.findings]
    yield Figure("engine.corridor.findings", len(met) / len(flights), "a_flight")
    cut = seconds(lambda: [part_of(item, flight) for item, flight in met], rounds=3)
    yield Figure("engine.part_of", 1e3 * cut / len(met), "ms")
    swept = seconds(lambda: [corridor(path, 100) for path in paths], rounds=3)
    yield Figure("engine.corridor.sweep", 1e3 * swept / len(paths), "ms")


def one_change(snapshot: Snapshot) -> Iterator[Figure]:
    """One zone of 100,000 replaced."""
    zone = snapshot.zones[COUNT // 2]
    taken = seconds(lambda: snapshot.with_changes([zone], number=2))
    yield Figure("engine.snapshot.replace_one_of_100k", 1e3 * taken, "ms", 50)


def suggestions(snapshot: Snapshot) -> Iterator[Figure]:
    """All alternatives of a corridor among the generated zones."""
    flights = [country.flight(corridor(country.path(20, 500, seed), 100)) for seed in range(20)]
    now = country.MONDAY
    taken = seconds(lambda: [alternatives(snapshot, [flight], now=now) for flight in flights], rounds=3)
    yield Figure("engine.alternatives", 1e3 * taken / len(flights), "ms", 50)


def growth() -> Iterator[Figure]:
    """From 10,000 to 1,000,000 zones at equal hits: our growth over the raw query's."""
    taken = []
    for count in (10_000, 1_000_000):
        areas = country.areas(count, seed=3)
        snapshot, tree = build(country.zones(areas)), STRtree(areas)
        positions = country.points(2_000, seed=4).tolist()
        made = [shapely.points(position) for position in positions]
        period = country.flight(areas[0]).period

        def ours(snapshot: Snapshot = snapshot, positions: list[list[float]] = positions) -> None:
            for lon, lat in positions:
                at_point(snapshot, lon, lat, period=period)  # noqa: B023

        def raw(tree: STRtree = tree, made: list[shapely.Point] = made) -> None:
            for point in made:
                tree.query(point, predicate="intersects")

        taken.append(side_by_side(ours, raw))
    (small, raw_small), (large, raw_large) = taken
    yield Figure("engine.point.growth_to_1m", large / small, "ratio")
    yield Figure("engine.raw.growth_to_1m", raw_large / raw_small, "ratio")
    yield Figure("engine.point.growth_over_raw", (large / small) / (raw_large / raw_small), "ratio", 1.3)


def edges() -> Iterator[Figure]:
    """How far a straight lon/lat edge along a parallel lies from the geodesic between its ends."""
    for latitude in (14, 47, 60):
        for length_km in (1, 10, 100):
            degrees = length_km / (111.32 * cos(radians(latitude)))
            azimuth, _, length = WGS84.inv(0, latitude, degrees, latitude)
            _, middle, _ = WGS84.fwd(0, latitude, azimuth, length / 2)
            bow = distance_m((degrees / 2, latitude), (degrees / 2, middle))
            yield Figure(f"engine.edges.bow_{length_km}km_at_{latitude}deg", bow, "m")
