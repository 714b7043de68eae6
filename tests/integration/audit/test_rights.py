"""On PostgreSQL nobody changes or removes an entry: not the portal's role, nor the owner by mistake."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask_migrate import upgrade
from sqlalchemy.exc import DatabaseError

from app import create_app
from portal.audit import service
from portal.kit.database import db, unit_of_work
from portal.kit.settings import from_environment
from tests.cluster import Cluster
from tests.conftest import environment

CHANGES = ("UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry")
SEALED = tuple(change.replace("audit_entry", "audit_sealed_entry") for change in CHANGES)


@pytest.fixture(scope="module")
def migrated(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    """An application on a migrated PostGIS database, with one entry in each book."""
    var = tmp_path_factory.mktemp("rights")
    app = create_app(from_environment(environment(cluster.new_database(), var)), TESTING=True)
    with app.app_context():
        upgrade()
        with unit_of_work():
            service.note("flights.submitted", subject="f1")
            service.note("concealed.set", subject="c1")
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("change", CHANGES + SEALED)
def test_the_owner_of_the_tables_is_kept_from_a_mistake(migrated: APIFlask, change: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added"), db.engine.begin() as connection:
        connection.execute(sa.text(change))


@pytest.fixture(scope="module")
def role(migrated: APIFlask) -> sa.Engine:
    """A connection as the portal's own role, with the rights that the command prints."""
    sql = migrated.test_cli_runner().invoke(args=["audit", "grants", "portal_app"]).output
    with db.engine.begin() as connection:
        connection.execute(sa.text("DROP ROLE IF EXISTS portal_app"))
        connection.execute(sa.text("CREATE ROLE portal_app LOGIN"))
        for statement in sql.splitlines():
            connection.execute(sa.text(statement))
    return sa.create_engine(db.engine.url.set(username="portal_app"))


@pytest.mark.parametrize(
    "change", [*CHANGES, *SEALED, "DROP TABLE audit_entry", "DROP TRIGGER audit_entry_stays ON audit_entry"]
)
def test_the_portals_role_has_no_right_to_change_the_ledger(role: sa.Engine, change: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), role.begin() as connection:
        connection.execute(sa.text(change))


def test_the_portals_role_does_everything_else(migrated: APIFlask, role: sa.Engine, tmp_path) -> None:
    url = role.url.set(drivername="postgresql").render_as_string()
    app = create_app(from_environment(environment(url, tmp_path)), TESTING=True)
    with app.app_context():
        with unit_of_work() as session:
            service.note("flights.approved", subject="f1")
            session.execute(sa.text("UPDATE flights_flight SET version = version"))
        assert service.verify().faults == ()
        db.session.remove()
        db.engine.dispose()
