"""A plan where the register does not answer is unknown, so it is referred: never clear, never an error."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("place", [[2.0, 48.0], [-13.0, 14.5], [179.0, -60.0]])
def test_a_plan_outside_the_coverage_is_referred_as_unknown(client: FlaskClient, place: list[float]) -> None:
    volume = {
        "geometry": {"type": "Point", "coordinates": place, "radius_m": 50},
        "floor": {"value": 0, "datum": "AGL"},
        "ceiling": {"value": 60, "datum": "AGL"},
        "start": "2026-11-24T10:00:00Z",
        "end": "2026-11-24T10:30:00Z",
    }
    answer = client.post("/api/v1/flights/check", json={"mode": "VLOS", "volumes": [volume]})
    assert answer.status_code == 200, answer.text
    assert answer.json["outcome"] == "referred"
    assert [one["code"] for one in answer.json["findings"]] == ["outside_coverage"]
