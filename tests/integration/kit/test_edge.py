"""The edge commits once after an unsafe request that succeeded, and never after a safe one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask import Blueprint

from app import create_app
from portal.kit.database import db
from portal.kit.edge import SafeMethodWriteError, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, undeclared
from portal.kit.problems import Problem
from portal.kit.settings import from_environment
from portal.kit.worker import Heartbeat
from tests.conftest import NOON, environment

FORM = "application/x-www-form-urlencoded"
pages = Blueprint("edge_trial", __name__)


def _write() -> None:
    db.session.add(Heartbeat(name="trial", at=NOON))
    db.session.flush()


@pages.get("/api/trial/safe")
@allow(Permission.PUBLIC)
def safe() -> str:
    _write()
    db.session.add(Heartbeat(name="second", at=NOON))
    db.session.commit()
    return "never"


@pages.post("/api/trial/ok")
@allow(Permission.PUBLIC)
def ok() -> SeeOther:
    _write()
    return SeeOther("/elsewhere")


@pages.post("/api/trial/invalid")
@allow(Permission.PUBLIC)
def invalid() -> tuple[dict[str, str], int]:
    _write()
    return {}, 422


@pages.post("/api/trial/problem")
@allow(Permission.PUBLIC)
def problem() -> None:
    _write()
    raise Problem("problem.invalid", 422, [Fault("/a", "problem.field")])


@pytest.fixture(scope="module", params=["spatialite", "postgis"])
def trial(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    var = tmp_path_factory.mktemp("edge")
    url = f"sqlite:///{var / 'p.db'}"
    if request.param == "postgis":
        url = request.getfixturevalue("cluster").new_database()
    app = create_app(from_environment(environment(url, Path(var))), TESTING=True, RATELIMIT_ENABLED=False)
    app.register_blueprint(pages)
    with app.app_context():
        Heartbeat.__table__.create(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _empty(trial: APIFlask) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.delete(Heartbeat))


def _count() -> int:
    with db.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(Heartbeat)).scalar_one()


def test_a_successful_post_is_committed_once_and_then_rendered(trial: APIFlask) -> None:
    response = trial.test_client().post("/api/trial/ok")
    assert response.status_code == 303
    assert _count() == 1


def test_a_post_answered_with_an_error_leaves_nothing(trial: APIFlask) -> None:
    assert trial.test_client().post("/api/trial/invalid").status_code == 422
    assert _count() == 0


def test_a_problem_rolls_back_and_is_a_problem_document(trial: APIFlask) -> None:
    response = trial.test_client().post("/api/trial/problem", headers={"Accept-Language": "en"})
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert response.json["code"] == "problem.invalid"
    assert response.json["errors"] == [
        {"pointer": "/a", "code": "problem.field", "message": "This value is not valid."}
    ]
    assert _count() == 0


def test_a_get_that_tries_to_commit_is_stopped(trial: APIFlask) -> None:
    with pytest.raises(SafeMethodWriteError):
        trial.test_client().get("/api/trial/safe")
    assert _count() == 0


def test_a_route_without_a_permission_stops_the_start(trial: APIFlask) -> None:
    with trial.app_context():
        trial.view_functions["open"] = lambda: "open"
        try:
            assert "open" in undeclared()
        finally:
            del trial.view_functions["open"]


def test_the_database_is_free_while_a_body_arrives(app: APIFlask, as_person: Any) -> None:
    owner = as_person("owner")
    seen: list[bool] = []

    class Slow(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            seen.append(db.session.registry.has() and db.session().in_transaction())
            return super().read(size)

        def readinto(self, buffer: Any, /) -> int:
            seen.append(db.session.registry.has() and db.session().in_transaction())
            return super().readinto(buffer)

    owner.post("/account", input_stream=Slow(b"phone=1"), content_length=7, content_type=FORM)
    assert seen
    assert not any(seen)
