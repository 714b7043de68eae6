"""A worker that is killed in the middle of a sweep: nobody flies on, and nothing is done twice."""

import os
import subprocess
import sys
from collections import Counter

import sqlalchemy as sa

from drones.flights import service
from drones.flights.model import Position, State
from drones.flights.service import sweep
from drones.flights.tables import Alert, TimelineEntry
from drones.permits.model import State as PermitState
from geofences.engine.model import Restriction
from portal.audit.tables import AuditEntry
from portal.kit.clock import now
from portal.kit.database import db
from portal.kit.settings import settings
from portal.notices.tables import Message
from tests.conftest import ROOT, environment
from tests.integration.flights.conftest import FREE, zone
from tests.integration.flights.sweeper import BATCH
from tests.integration.flights.test_sweep import EAST
from tests.integration.flights.test_sweep_places import verified

COUNT, KILLS = 10, 1


def kill_and_finish(stage, owner, put, monkeypatch, *, count, kills):
    """Ban everything, kill the worker so often in the middle of a batch, and let the last one finish."""
    monkeypatch.setattr(sweep, "MOST_AT_ONCE", 0)
    places = [Position(FREE.lon + 0.01 * (n % 20), FREE.lat + 0.01 * (n // 20)) for n in range(count)]
    flights = [owner.submit(centre=place) for place in places]
    put(zone("BAN", Restriction.PROHIBITED, area=EAST))
    url = stage.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    for kill in range(1, kills + 1):
        kill_in_a_batch(environment(url, settings().var))
        assert set(verified(flights)) == {PermitState.SUSPENDED}
        assert states_of(owner, flights)[State.SUSPENDED] == kill * BATCH
    while states_of(owner, flights)[State.APPROVED]:
        db.session.rollback()
        service.carry_on(now())
    assert service.in_doubt(now()) == []
    assert written() == {"suspended": count, "alerts": count, "ledger": count, "told": count}


def kill_in_a_batch(chosen):
    """One batch is committed; the next is written when the worker is killed."""
    command = [sys.executable, "-m", "tests.integration.flights.sweeper"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **chosen},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout.readline() == "written\n"
        worker.stdin.write("\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "written\n"
        worker.kill()


def states_of(owner, flights):
    return Counter(owner.see(one).state for one in flights)


def written():
    """What suspensions have left behind, each counted."""
    db.session.rollback()
    asked = {
        "suspended": TimelineEntry.kind == "suspended",
        "alerts": Alert.kind == "suspended",
        "ledger": AuditEntry.action == "flights.suspended",
        "told": sa.and_(Message.code == "flights.told.suspended", Message.channel == "email"),
    }
    return {name: db.session.scalar(sa.select(sa.func.count()).where(what)) for name, what in asked.items()}


def test_a_sweep_goes_on_where_the_killed_worker_was(stage, owner, put, monkeypatch):
    kill_and_finish(stage, owner, put, monkeypatch, count=COUNT, kills=KILLS)
