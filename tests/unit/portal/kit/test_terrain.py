"""What a deployment says of its ground is read whole, or the start stops and names what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.kit import terrain
from portal.kit.settings import SettingsError, from_environment
from tests.conftest import environment

SQUARE = "POLYGON((0 0, 1 0, 1 1, 0 1, 0 0))"
CROSSED = "POLYGON((0 0, 1 1, 0 1, 1 0, 0 0))"


def given(**more: str) -> dict[str, str]:
    return environment("sqlite:////tmp/x.db", Path("/tmp")) | more


def written(tmp_path: Path, content: object) -> str:
    file = tmp_path / "regions.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(file)


def test_nothing_stated_is_the_widest_on_earth() -> None:
    plain = given()
    del plain["PORTAL_TERRAIN"]
    found = from_environment(plain)
    assert found.terrain == (-500, 9_000, -110, 90)
    assert (found.terrain_regions, found.terrain_grids, found.terrain_doubt_m) == ((), (), 30)


@pytest.mark.parametrize(
    "text", ["1,2", "800,0,20,40", "0,800,40,20", "0,nan,20,40", "0,inf,20,40", "a,b,c,d"]
)
def test_bounds_that_cannot_be_stop_the_start(text: str) -> None:
    with pytest.raises(SettingsError, match="PORTAL_TERRAIN"):
        from_environment(given(PORTAL_TERRAIN=text))


@pytest.mark.parametrize("text", ["-1", "nan", "much", ""])
def test_a_doubt_that_is_no_length_stops_the_start(text: str) -> None:
    with pytest.raises(SettingsError, match="PORTAL_TERRAIN_DOUBT"):
        from_environment(given(PORTAL_TERRAIN_DOUBT=text))


@pytest.mark.parametrize("name", ["PORTAL_SEPARATION", "PORTAL_UNCERTAINTY"])
@pytest.mark.parametrize("text", ["-1,-1,-1", "-10,30", "nan,15", "nan,15,0", "1"])
def test_distances_below_zero_or_without_a_value_stop_the_start(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment(given(**{name: text}))


def test_regions_are_areas_with_bounds(tmp_path: Path) -> None:
    shape = {"type": "Polygon", "coordinates": [[[2, 0], [3, 0], [3, 1], [2, 0]]]}
    stated = [{"area": SQUARE, "ground": [10, 60], "geoid": [25, 30]}, {"area": shape, "ground": [0, 5]}]
    first, second = terrain.regions(written(tmp_path, stated))
    assert (first[0].area, first[1:]) == (1.0, ((10.0, 60.0), (25.0, 30.0)))
    assert (second[0].area, second[1:]) == (0.5, ((0.0, 5.0), None))


@pytest.mark.parametrize(
    "stated",
    [
        "no json",
        {},
        [],
        [{"area": SQUARE}],
        [{"area": SQUARE, "ground": [60, 10]}],
        [{"area": SQUARE, "ground": [1]}],
        [{"area": SQUARE, "ground": [1, None]}],
        [{"area": SQUARE, "ground": [1, 2], "geoid": 5}],
        [{"area": CROSSED, "ground": [1, 2]}],
        [{"area": "POINT (1 1)", "ground": [1, 2]}],
        [{"area": "POLYGON EMPTY", "ground": [1, 2]}],
        [{"area": {"type": "Nothing"}, "ground": [1, 2]}],
        ["region"],
    ],
)
def test_a_bad_file_of_regions_stops_the_start_and_is_named(tmp_path: Path, stated: object) -> None:
    with pytest.raises(SettingsError, match=r"PORTAL_TERRAIN_REGIONS: must .*regions\.json"):
        from_environment(given(PORTAL_TERRAIN_REGIONS=written(tmp_path, stated)))


def test_a_missing_file_of_regions_is_named() -> None:
    with pytest.raises(SettingsError, match=r"PORTAL_TERRAIN_REGIONS: must .*nowhere\.json"):
        from_environment(given(PORTAL_TERRAIN_REGIONS="/nowhere.json"))


def test_a_folder_means_all_its_files_of_heights(tmp_path: Path) -> None:
    for name in ("N14W012.hgt", "n14w011.HGT", "kayes.tif", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in terrain.files(str(tmp_path))] == ["N14W012.hgt", "kayes.tif", "n14w011.HGT"]
    assert len(terrain.files(f"{tmp_path / 'kayes.tif'}, {tmp_path / 'N14W012.hgt'}")) == 2


@pytest.mark.parametrize("name", ["nowhere.hgt", "notes.txt", "empty"])
def test_what_is_no_file_of_heights_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingsError, match=f"PORTAL_TERRAIN_GRIDS: must .*{name}"):
        from_environment(given(PORTAL_TERRAIN_GRIDS=str(tmp_path / name)))
