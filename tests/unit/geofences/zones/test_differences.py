"""How two versions differ, field by field."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from shapely import MultiPolygon, Polygon
from shapely.geometry import box

from geofences.engine.geodesy import area_m2, circle
from geofences.engine.model import (
    Applicability,
    Authority,
    Band,
    Circle,
    Datum,
    Height,
    PreApproval,
    Restriction,
    Unit,
    Zone,
    ZoneVolume,
)
from geofences.zones.rules import diff, diff_pre_approvals

CEILING = Height(120, Unit.METRES, Datum.AGL)
ROUND = ZoneVolume(circle(-11.4, 14.4, 2_000), Band(None, CEILING), Circle(-11.4, 14.4, 2_000))
SQUARE = ZoneVolume(box(-11.5, 14.4, -11.4, 14.5), Band())
ZONE = Zone("MLI", "A", Restriction.PROHIBITED, (SQUARE, ROUND), name="Kayes")


def fields(before: Zone, after: Zone) -> list[tuple[str, int | None]]:
    return [(one.field, one.layer) for one in diff(before, after)]


def test_a_version_does_not_differ_from_itself() -> None:
    assert diff(ZONE, replace(ZONE)) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Kayes nord"),
        ("restriction", Restriction.CONDITIONAL),
        ("reasons", ("NATURE",)),
        ("other_reason", "x"),
        ("message", "x"),
        ("conditions", ("x",)),
        ("applicability", (Applicability(end=datetime(2027, 1, 1, tzinfo=UTC)),)),
        ("authorities", (Authority(name="Zone 4"),)),
        ("command", "ZONE4"),
        ("time_zone", "Africa/Bamako"),
        ("exercise", True),
        ("source", "x"),
    ],
)
def test_each_field_that_changed_is_named_with_both_values(field: str, value: object) -> None:
    (found,) = diff(ZONE, replace(ZONE, **{field: value}))
    assert (found.field, found.before, found.after) == (field, getattr(ZONE, field), value)
    assert found.code == f"zones.field.{field}"


def test_no_field_of_a_zone_is_forgotten() -> None:
    told = {"name", "restriction", "reasons", "other_reason", "message", "conditions", "applicability"}
    told |= {"authorities", "command", "two_signatures", "time_zone", "exercise", "source", "volumes"}
    assert set(Zone.__slots__) == told | {"country", "identifier"}


def test_an_area_that_grew_says_by_how_much() -> None:
    wider = replace(SQUARE, area=box(-11.5, 14.4, -11.35, 14.5))
    (found,) = diff(ZONE, replace(ZONE, volumes=(wider, ROUND)))
    assert (found.field, found.layer, found.area.removed_m2) == ("area", 1, 0.0)
    assert found.area.added_m2 == pytest.approx(area_m2(box(-11.4, 14.4, -11.35, 14.5)), rel=1e-6)


def test_an_area_that_moved_away_is_all_added_and_all_removed() -> None:
    away = replace(SQUARE, area=box(-9.5, 14.4, -9.4, 14.5))
    (found,) = diff(ZONE, replace(ZONE, volumes=(away, ROUND)))
    assert found.area.removed_m2 == pytest.approx(found.area.before_m2)
    assert found.area.added_m2 == pytest.approx(found.area.after_m2)


def test_the_same_polygon_stated_as_a_circle_is_a_difference_of_nothing() -> None:
    (found,) = diff(ZONE, replace(ZONE, volumes=(SQUARE, replace(ROUND, circle=None))))
    assert (found.field, found.area.added_m2, found.area.removed_m2) == ("area", 0.0, 0.0)


def test_two_combs_are_told_to_differ_without_being_cut() -> None:
    def comb(teeth: int, *, across: bool) -> Polygon:
        x = np.repeat(np.linspace(0.0, 1.0, teeth), 2)
        y = np.tile([0.0, 0.9, 0.9, 0.0], teeth // 2 + 1)[: 2 * teeth]
        ring = [*zip(x, y, strict=True), (1.0, -0.1), (0.0, -0.1)]
        return Polygon([(b, a) if across else (a, b) for a, b in ring])

    before, after = (replace(SQUARE, area=comb(600, across=across)) for across in (False, True))
    (found,) = diff(replace(ZONE, volumes=(before,)), replace(ZONE, volumes=(after,)))
    assert (found.area.added_m2, found.area.removed_m2) == (None, None)


def test_heights_layers_added_and_layers_removed_are_named_by_their_number() -> None:
    higher = replace(ROUND, band=Band())
    assert fields(ZONE, replace(ZONE, volumes=(SQUARE, higher))) == [("heights", 2)]
    assert fields(ZONE, replace(ZONE, volumes=(SQUARE,))) == [("layer", 2)]
    assert fields(ZONE, replace(ZONE, volumes=(SQUARE, ROUND, higher))) == [("layer", 3)]
    assert fields(ZONE, replace(ZONE, volumes=(ROUND, SQUARE))) == []


def test_a_pre_approval_differs_by_its_own_fields() -> None:
    before = PreApproval("PA", "ZONE4", SQUARE.area, CEILING)
    after = replace(before, ceiling=Height(30, Unit.METRES, Datum.AGL), area=MultiPolygon([ROUND.area]))
    assert [one.field for one in diff_pre_approvals(before, after)] == ["ceiling", "area"]
