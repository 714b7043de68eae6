"""An immutable index over the published zones, tagged with the register's number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geofences.engine.coverings import Covering
from geofences.engine.layers import Entry, Layer, as_array, build, require_areas, warm
from geofences.engine.model import (
    Applicability,
    Coverage,
    DailyRule,
    PreApproval,
    SolarEvent,
    TerrainBounds,
    Zone,
)
from geofences.engine.relief import Relief
from geofences.engine.solar import Place
from geofences.engine.timetables import Timetable

Key = tuple[str, str]
#: Changes gather in a small layer of their own until it holds this many volumes.
DELTA_LIMIT = 2_000
#: An area wider than this (degrees) asks for the sun at its corners too.
_SOLAR_SPREAD = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Consent:
    """A pre-approval as the engine asks for it."""

    pre_approval: PreApproval
    timetable: Timetable


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Zones, pre-approvals, coverage and terrain at one number of the register.

    Build with ``Snapshot.build``; nothing in it changes afterwards, so threads may share it.
    """

    number: int
    covering: Covering
    relief: Relief
    pre_approvals: tuple[PreApproval, ...]
    consents: tuple[Consent, ...]
    base: tuple[Layer, ...]
    delta: tuple[Layer, ...]
    layers: tuple[Layer, ...]
    _by_key: Mapping[Key, Zone] = field(repr=False)

    @staticmethod
    def build(
        zones: Iterable[Zone],
        *,
        number: int,
        coverage: Coverage,
        terrain: TerrainBounds | Relief,
        pre_approvals: Iterable[PreApproval] = (),
    ) -> Snapshot:
        """Index ``zones``; ``terrain`` is what is known of the ground, everywhere or by place.

        Raises ``ValueError`` with a code and the key of the zone for an area that is no sound
        polygon (``area_not_polygon``, ``area_empty``, ``area_not_finite``,
        ``area_out_of_range``, ``area_not_valid``: the register admits none, see shapes.py), or for
        a ``zone_twice``.
        """
        by_key: dict[Key, Zone] = {}
        for zone in zones:
            if zone.key in by_key:
                raise ValueError("zone_twice", zone.key)
            by_key[zone.key] = zone
        relief = terrain if isinstance(terrain, Relief) else Relief.of(terrain)
        layers = build(_sound(by_key.values()), relief.default)
        return _snapshot(number, Covering.of(coverage), relief, tuple(pre_approvals), layers, (), by_key)

    def with_changes(
        self,
        put: Iterable[Zone] = (),
        drop: Iterable[Key] = (),
        *,
        number: int,
        pre_approvals: Iterable[PreApproval] | None = None,
        coverage: Coverage | None = None,
    ) -> Snapshot:
        """A new snapshot with zones replaced or added (``put``) and withdrawn (``drop``).

        Costs by the size of the change, not of the register. This snapshot stays as it is.
        """
        fresh = {zone.key: zone for zone in put}
        gone = [self._by_key[key] for key in {*fresh, *drop} if key in self._by_key]
        by_key = dict(self._by_key)
        for zone in gone:
            del by_key[zone.key]
        by_key.update(fresh)
        base = tuple(_without(layer, gone) for layer in self.base)
        kept = [entry for layer in self.delta for entry in _alive(_without(layer, gone))]
        delta_entries = [*kept, *_sound(fresh.values())]
        if len(delta_entries) > DELTA_LIMIT:
            delta_entries = [*(entry for layer in base for entry in _alive(layer)), *delta_entries]
            base, delta_entries = build(delta_entries, self.terrain), []
        delta = build(delta_entries, self.terrain)
        approvals = self.pre_approvals if pre_approvals is None else tuple(pre_approvals)
        area = self.covering if coverage is None else Covering.of(coverage)
        return _snapshot(number, area, self.relief, approvals, base, delta, by_key)

    def shares_index(self, other: Snapshot) -> bool:
        """Whether the large part of the index is the other's."""
        mine, theirs = ([layer.tree for layer in one.base] for one in (self, other))
        return len(mine) == len(theirs) and all(a is b for a, b in zip(mine, theirs, strict=True))

    @property
    def coverage(self) -> Coverage:
        """The area for which the register answers."""
        return self.covering.coverage

    @property
    def terrain(self) -> TerrainBounds:
        """The bounds that hold everywhere."""
        return self.relief.default

    def ground_under(self, area: BaseGeometry) -> TerrainBounds:
        """The tightest known bounds under an area."""
        return self.relief.under(area)

    @property
    def zones(self) -> tuple[Zone, ...]:
        """All zones, in no promised order."""
        return tuple(self._by_key.values())

    def zone(self, key: Key) -> Zone | None:
        """The zone of a key (country, identifier)."""
        return self._by_key.get(key)

    def __len__(self) -> int:
        return len(self._by_key)

    def covers(self, area: BaseGeometry) -> bool:
        """Whether the register answers for all of ``area``."""
        return self.covering.holds(area)

    def is_apart(self, area: BaseGeometry) -> bool:
        """Whether the register answers for nothing of ``area``, its border included."""
        return self.covering.is_apart(area)


def _snapshot(
    number: int,
    covering: Covering,
    relief: Relief,
    pre_approvals: tuple[PreApproval, ...],
    base: tuple[Layer, ...],
    delta: tuple[Layer, ...],
    by_key: Mapping[Key, Zone],
) -> Snapshot:
    areas = as_array([item.area for item in pre_approvals])
    require_areas(areas)
    warm(areas)
    consents = tuple(
        Consent(item, Timetable(item.applicability, _places(item.applicability, [item.area]), narrow=True))
        for item in pre_approvals
        if item.command
    )
    return Snapshot(number, covering, relief, pre_approvals, consents, base, delta, (*base, *delta), by_key)


def _sound(zones: Iterable[Zone]) -> list[Entry]:
    """The volumes of zones, refused when an area is not sound."""
    entries = list(_entries(zones))
    try:
        require_areas(as_array([entry.area for entry in entries]))
    except ValueError as refused:
        code, index = refused.args
        raise ValueError(code, entries[index].zone.key) from None
    return entries


def _entries(zones: Iterable[Zone]) -> Iterator[Entry]:
    """Volumes of zones; zones with one schedule share one timetable."""
    tables: dict[object, Timetable] = {}
    for zone in zones:
        places = _places(zone.applicability, [volume.area for volume in zone.volumes])
        table = tables.get((zone.applicability, places))
        if table is None:
            table = tables[(zone.applicability, places)] = Timetable(zone.applicability, places)
        for index in range(len(zone.volumes)):
            yield Entry.of(zone, index, table)


def _places(applicability: Sequence[Applicability], areas: Sequence[BaseGeometry]) -> tuple[Place, ...]:
    """Where to observe the sun for a schedule: nowhere when it does not ask for the sun.

    A wide area is observed at its corners as well: the widest of their answers applies.
    """
    if not any(_solar(rule) for item in applicability for rule in item.rules):
        return ()
    west, south, east, north = shapely.total_bounds(list(areas)).tolist()
    middle = ((west + east) / 2, (south + north) / 2)
    if max(east - west, north - south) <= _SOLAR_SPREAD:
        return (middle,)
    return (middle, (west, south), (east, south), (east, north), (west, north))


def _solar(rule: DailyRule) -> bool:
    return isinstance(rule.start, SolarEvent) or isinstance(rule.end, SolarEvent)


def _without(layer: Layer, gone: Sequence[Zone]) -> Layer:
    """The layer without the volumes of some zones, found through its own tree."""
    if not gone:
        return layer
    lost = {id(zone) for zone in gone}
    areas = [volume.area for zone in gone for volume in zone.volumes]
    near = np.unique(layer.tree.query(areas)[1])
    found = [index for index in near.tolist() if id(layer.entries[index].zone) in lost]
    return layer.without(found) if found else layer


def _alive(layer: Layer) -> Iterable[Entry]:
    if layer.alive is None:
        return layer.entries
    return (entry for entry, alive in zip(layer.entries, layer.alive.tolist(), strict=True) if alive)
