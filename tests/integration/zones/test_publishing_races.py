"""Two persons publish one draft at the same moment: it takes effect once."""

from __future__ import annotations

from apiflask import APIFlask
from shapely.geometry import box

from geofences.engine.model import Band, Restriction, Zone, ZoneVolume
from geofences.zones import service
from geofences.zones.model import State
from portal.audit import service as audit
from portal.audit.model import Search
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem
from tests.integration.flights.writers import at_once

ROUNDS = 4
AREA = (ZoneVolume(box(-11.5, 14.4, -11.4, 14.5), Band()),)


def _draft(identifier: str) -> str:
    zone = Zone("MLI", identifier, Restriction.PROHIBITED, AREA)
    with unit_of_work():
        done = service.save_draft(zone=zone, seen="", actor="editor", now=now())
    assert isinstance(done, str), done
    return done


def test_of_two_who_publish_one_draft_one_does_and_the_other_is_told(app: APIFlask) -> None:
    for round_ in range(ROUNDS):
        id_ = _draft(f"RACE{round_}")
        refused: list[Exception] = []
        tasks = [
            lambda actor=actor: service.publish(version_ids=[id_], actor=actor, now=now())
            for actor in ("first", "second")
        ]
        numbers = at_once(app, *tasks, faults=refused)
        db.session.rollback()
        assert sorted(numbers, key=str) == [round_ + 1, None]
        assert [(type(one), one.status) for one in refused] == [(Problem, 409)]
        assert service.register_number() == round_ + 1
        states = [one.state for one in service.history(key=("MLI", f"RACE{round_}"))]
        assert states == [State.PUBLISHED]
        told = audit.search(wanted=Search(subject=id_, action="zones.published"))
        assert len(told) == 1
