"""The demonstration sets its concealed exercise zones as a commander would, once, and under cover."""

from dataclasses import replace

import pytest

from drones.desk import kayes
from drones.desk import service as desk
from geofences.concealed import service as concealed
from portal.kit.clock import now
from portal.kit.database import db


@pytest.fixture
def demonstration(app):
    before = app.extensions["portal.settings"]
    chosen = replace(before, demo=True, base_url="http://127.0.0.1:8000", var=before.var / "concealed")
    app.extensions["portal.settings"] = chosen
    yield app
    app.extensions["portal.settings"] = before


def test_the_two_exercise_zones_stand_covered_and_marked_and_a_second_start_changes_nothing(demonstration):
    desk.stage_all(now=now())
    db.session.rollback()
    found = concealed.standing(command=kayes.COMMAND)
    assert [one.zone.identifier for one in found] == ["CX-1", "CX-2"]
    assert all(one.zone.exercise and one.zone.message.startswith("EXERCICE") for one in found)
    assert [concealed.gaps_of(version=one, now=now()) for one in found] == [(), ()]
    desk.stage_all(now=now())
    db.session.rollback()
    assert concealed.standing(command=kayes.COMMAND) == found
