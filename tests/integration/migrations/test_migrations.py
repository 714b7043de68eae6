"""Migrations go up, down and up again on both databases, with data, and end at the models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from apiflask import APIFlask
from flask_migrate import downgrade, upgrade
from geoalchemy2 import Geometry

from app import create_app
from portal.kit.database import db, unit_of_work
from portal.kit.settings import from_environment
from portal.kit.worker import Heartbeat
from tests.conftest import NOON, environment


@pytest.fixture(params=["spatialite", "postgis"])
def bare(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    """An application on an empty database."""
    var = tmp_path_factory.mktemp("migrations")
    url = f"sqlite:///{var / 'portal.db'}"
    if request.param == "postgis":
        url = request.getfixturevalue("cluster").new_database()
    app = create_app(from_environment(environment(url, var)), TESTING=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _own_tables() -> set[str]:
    ours = {table.name for table in db.metadata.sorted_tables}
    return ours & set(sa.inspect(db.engine).get_table_names())


def test_the_migrated_database_is_the_one_of_the_models(bare: APIFlask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        options = {"include_object": _only_ours, "compare_type": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata)
    assert found == []


def _only_ours(thing: object, name: str, kind: str, reflected: bool, compare_to: object) -> bool:
    if kind == "index" and name.startswith("idx_"):
        return False  # spatial indexes differ by database; the next test looks for them
    return not (kind == "table" and reflected and compare_to is None)


def test_every_area_has_its_spatial_index(bare: APIFlask) -> None:
    upgrade()
    wanted = {
        f"idx_{table.name}_{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Geometry)
    }
    kinds = "pg_indexes" if db.engine.dialect.name == "postgresql" else "sqlite_master"
    name = "indexname" if kinds == "pg_indexes" else "name"
    found = set(db.session.scalars(sa.text(f"SELECT {name} FROM {kinds}")))
    assert wanted
    assert wanted <= found


def test_going_down_leaves_no_table_and_up_again_brings_all_back(bare: APIFlask) -> None:
    upgrade()
    before = _own_tables()
    assert before == {table.name for table in db.metadata.sorted_tables}
    downgrade(revision="base")
    assert _own_tables() == set()
    upgrade()
    assert _own_tables() == before


def test_data_survive_each_step_up_from_the_first(bare: APIFlask) -> None:
    script = ScriptDirectory(bare.extensions["migrate"].directory)
    steps = [step.revision for step in reversed(list(script.walk_revisions()))]
    upgrade(revision=steps[0])
    with unit_of_work() as session:
        session.add(Heartbeat(name="kept", at=NOON))
    for step in steps[1:]:
        upgrade(revision=step)
    assert db.session.get(Heartbeat, "kept") is not None


def test_there_is_one_head(bare: APIFlask) -> None:
    assert len(ScriptDirectory(bare.extensions["migrate"].directory).get_heads()) == 1
