"""Settings are read once, and every fault is named at once, without repeating a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.kit.settings import SettingsError, from_environment
from tests.conftest import environment


def test_a_complete_environment_is_read() -> None:
    found = from_environment(environment("sqlite:////tmp/x.db", Path("/tmp")))
    assert found.terrain == (0, 1000, 0, 60)
    assert found.coverage is not None
    assert found.coverage.contains(found.coverage.representative_point())


def test_every_missing_and_bad_setting_is_named_at_once() -> None:
    given = environment("sqlite:////tmp/x.db", Path("/tmp")) | {
        "SECRET_KEY": "hunter2",
        "PORTAL_TERRAIN": "1,2",
    }
    del given["PORTAL_COVERAGE"]
    with pytest.raises(SettingsError) as caught:
        from_environment(given)
    text = str(caught.value)
    assert "SECRET_KEY" in text
    assert "PORTAL_TERRAIN" in text
    assert "PORTAL_COVERAGE is missing" in text
    assert "hunter2" not in text


@pytest.mark.parametrize("value", ["nowhere.geojson", "POLYGON((0 0, 1 1, 0 1, 1 0, 0 0))", "POINT(1 1)", ""])
def test_a_coverage_that_is_no_valid_polygon_stops_the_start(value: str) -> None:
    given = environment("sqlite:////tmp/x.db", Path("/tmp")) | {"PORTAL_COVERAGE": value}
    with pytest.raises(SettingsError, match="PORTAL_COVERAGE"):
        from_environment(given)


def test_the_world_is_a_coverage() -> None:
    given = environment("sqlite:////tmp/x.db", Path("/tmp")) | {"PORTAL_COVERAGE": "world"}
    assert from_environment(given).coverage is None
