"""How two versions of a zone, or of a pre-approval, differ: field by field, as values and codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import shapely
from shapely.geometry.base import BaseGeometry

from geofences.engine.geodesy import area_m2
from geofences.engine.model import PreApproval, Zone, ZoneVolume
from geofences.engine.parts import common
from geofences.zones.model import AreaChange, Difference

#: In the order in which a person reads a zone; its layers come after ``applicability``.
_BEFORE_LAYERS = ("name", "restriction", "reasons", "other_reason", "message", "conditions", "applicability")
_AFTER_LAYERS = ("authorities", "command", "two_signatures", "time_zone", "exercise", "source")
_Numbered = tuple[int, ZoneVolume]


def diff(before: Zone, after: Zone) -> tuple[Difference, ...]:
    """Every field in which two versions of a zone differ; empty when they say exactly the same.

    Layers that both have are left out; the others are compared in their order, ``layer`` counting
    from 1 in the version that has it (in the later one where both do).
    """
    return (
        *_fields(before, after, _BEFORE_LAYERS),
        *_layers(before.volumes, after.volumes),
        *_fields(before, after, _AFTER_LAYERS),
    )


def diff_pre_approvals(before: PreApproval, after: PreApproval) -> tuple[Difference, ...]:
    """Every field in which two versions of a pre-approval differ."""
    found = [*_fields(before, after, ("name", "command", "ceiling", "applicability"))]
    if before.area != after.area:
        found.append(Difference("area", before.area, after.area, area=area_change(before.area, after.area)))
    return (*found, *_fields(before, after, ("exercise",)))


def _fields(
    before: Zone | PreApproval, after: Zone | PreApproval, names: Sequence[str]
) -> Iterator[Difference]:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Difference(name, old, new)


def _layers(before: Sequence[ZoneVolume], after: Sequence[ZoneVolume]) -> Iterator[Difference]:
    old, new = _numbered(before, after), _numbered(after, before)
    for one, other in zip_longest(old, new):
        if one is None:
            yield Difference("layer", None, other[1], layer=other[0])
        elif other is None:
            yield Difference("layer", one[1], None, layer=one[0])
        else:
            yield from _layer(one[1], other[1], other[0])


def _numbered(layers: Sequence[ZoneVolume], others: Sequence[ZoneVolume]) -> list[_Numbered]:
    """The layers, counted from 1, that ``others`` has not; each of its equals is met once."""
    left = list(others)
    found = []
    for number, layer in enumerate(layers, start=1):
        if layer in left:
            left.remove(layer)
        else:
            found.append((number, layer))
    return found


def _layer(before: ZoneVolume, after: ZoneVolume, number: int) -> Iterator[Difference]:
    if before.area != after.area or before.circle != after.circle:
        change = area_change(before.area, after.area)
        yield Difference("area", before, after, layer=number, area=change)
    if before.band != after.band:
        yield Difference("heights", before.band, after.band, layer=number)


def area_change(before: BaseGeometry, after: BaseGeometry) -> AreaChange:
    """How much of an area stayed, came and went, in square metres on the ellipsoid."""
    old, new, shared = area_m2(before), area_m2(after), _shared_m2(before, after)
    if shared is None:
        return AreaChange(old, new)
    return AreaChange(old, new, added_m2=max(new - shared, 0.0), removed_m2=max(old - shared, 0.0))


def _shared_m2(before: BaseGeometry, after: BaseGeometry) -> float | None:
    """What two areas share; ``None`` where cutting them would cost too much."""
    if shapely.equals_exact(before, after):
        return area_m2(after)
    cut = common(before, after)
    if cut is not None:
        return area_m2(cut)
    shapely.prepare(before)
    apart = shapely.disjoint(before, after) or shapely.touches(before, after)
    return 0.0 if apart else None
