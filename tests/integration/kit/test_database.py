"""The database furniture behaves the same on SpatiaLite and on PostGIS."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from portal.kit.database import db, new_id, own_transaction, unit_of_work
from portal.kit.worker import Heartbeat, is_late, round_once
from tests.conftest import NOON


def _beats() -> list[str]:
    return list(db.session.scalars(sa.select(Heartbeat.name).order_by(Heartbeat.name)))


def test_a_unit_of_work_commits_once(app: APIFlask) -> None:
    with unit_of_work() as session:
        session.add(Heartbeat(name="a", at=NOON))
    assert _beats() == ["a"]


def test_a_failing_unit_of_work_leaves_nothing(app: APIFlask) -> None:
    with pytest.raises(RuntimeError), unit_of_work() as session:  # noqa: PT012
        session.add(Heartbeat(name="a", at=NOON))
        session.flush()
        raise RuntimeError
    assert _beats() == []


def test_an_own_transaction_stays_when_the_session_is_rolled_back(app: APIFlask) -> None:
    with own_transaction() as session:
        session.add(Heartbeat(name="own", at=NOON))
    db.session.rollback()
    assert _beats() == ["own"]


def test_a_moment_comes_back_aware_and_a_naive_one_is_refused(app: APIFlask) -> None:
    with unit_of_work() as session:
        session.add(Heartbeat(name="a", at=datetime(2026, 1, 1, 7, tzinfo=UTC)))
    db.session.expunge_all()
    assert db.session.get(Heartbeat, "a").at == datetime(2026, 1, 1, 7, tzinfo=UTC)
    with pytest.raises(sa.exc.StatementError, match="time_without_zone"), unit_of_work() as session:
        session.add(Heartbeat(name="b", at=datetime(2026, 1, 1)))


def test_identifiers_are_unique_and_of_one_length() -> None:
    found = {new_id() for _ in range(2000)}
    assert len(found) == 2000
    assert {len(one) for one in found} == {20}


def test_a_round_of_the_worker_runs_every_task_and_a_failing_one_stops_no_other(app: APIFlask) -> None:
    kept = app.extensions["portal.tasks"]
    ran: list[str] = []

    def fail(_now: datetime) -> None:
        raise RuntimeError("no")

    try:
        app.extensions["portal.tasks"] = {"bad": fail, "good": lambda _now: ran.append("good")}
        assert is_late(NOON)
        assert round_once() == {"bad": "RuntimeError"}
    finally:
        app.extensions["portal.tasks"] = kept
    assert ran == ["good"]
    assert not is_late(NOON)
