"""A copy holds everything, comes back whole, and a bad one changes nothing; on both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask_migrate import upgrade

from app import create_app
from portal.audit import service as audit
from portal.kit.database import db, unit_of_work
from portal.kit.settings import from_environment
from tests.conftest import environment


@pytest.fixture(params=["spatialite", "postgis"])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[APIFlask]:
    """A portal of its own with a migrated database and one entry in its ledger."""
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    if request.param == "postgis":
        url = request.getfixturevalue("cluster").new_database()
    app = create_app(from_environment(environment(url, tmp_path)), TESTING=True)
    with app.app_context():
        upgrade()
        _note("first")
        yield app
        db.session.remove()
        db.engine.dispose()


def _note(subject: str) -> None:
    with unit_of_work():
        audit.note("flights.submitted", subject=subject)
    db.session.remove()


def _subjects() -> list[str]:
    found = list(db.session.scalars(sa.text("SELECT subject FROM audit_entry ORDER BY number")))
    db.session.remove()
    return found


def _run(portal: APIFlask, *arguments: str):
    db.session.remove()
    return portal.test_cli_runner().invoke(args=["backup", *arguments])


def test_a_copy_comes_back_as_it_was(portal: APIFlask, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    made = _run(portal, "create", str(copy))
    assert made.exit_code == 0, made.output
    assert copy.stat().st_mode & 0o077 == 0
    _note("second")
    back = _run(portal, "restore", str(copy), "--yes")
    assert back.exit_code == 0, back.output
    assert _subjects() == ["first"]
    _note("third")
    assert _subjects() == ["first", "third"]
    assert audit.verify().faults == ()


def test_a_copy_never_takes_another_files_place(portal: APIFlask, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_text("mine")
    assert _run(portal, "create", str(copy)).exit_code == 1
    assert copy.read_text() == "mine"
    assert _run(portal, "create", str(tmp_path / "nowhere" / "copy")).exit_code == 1


def test_a_file_that_was_cut_changes_nothing(portal: APIFlask, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert _run(portal, "create", str(copy)).exit_code == 0
    _note("second")
    whole = copy.read_bytes()
    for size in (0, 10, len(whole) // 3, len(whole) - 4096):
        copy.write_bytes(whole[:size])
        refused = _run(portal, "restore", str(copy), "--yes")
        assert refused.exit_code == 1, size
        assert _subjects() == ["first", "second"]


@pytest.mark.parametrize("content", [b"nothing of the kind", b"SQLite format 3\x00" + bytes(4096), b"PGDMP"])
def test_a_file_that_is_no_copy_changes_nothing(portal: APIFlask, tmp_path: Path, content: bytes) -> None:
    copy = tmp_path / "copy"
    copy.write_bytes(content)
    assert _run(portal, "restore", str(copy), "--yes").exit_code == 1
    assert _run(portal, "restore", str(tmp_path / "none"), "--yes").exit_code == 1
    assert _subjects() == ["first"]


def test_nothing_is_put_back_while_somebody_uses_the_database(portal: APIFlask, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert _run(portal, "create", str(copy)).exit_code == 0
    _note("second")
    other = sa.create_engine(db.engine.url, **portal.config["SQLALCHEMY_ENGINE_OPTIONS"])
    with other.connect() as connection:
        connection.execute(sa.text("SELECT count(*) FROM audit_entry"))
        refused = _run(portal, "restore", str(copy), "--yes")
    other.dispose()
    assert refused.exit_code == 1, refused.output
    assert _subjects() == ["first", "second"]


def test_without_yes_it_asks(portal: APIFlask, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert _run(portal, "create", str(copy)).exit_code == 0
    _note("second")
    asked = portal.test_cli_runner().invoke(args=["backup", "restore", str(copy)], input="n\n")
    assert asked.exit_code == 1
    assert _subjects() == ["first", "second"]


def test_a_folder_that_cannot_be_written_leaves_nothing(portal: APIFlask, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        folder = Path("/proc")
    else:
        folder = tmp_path / "closed"
        folder.mkdir(mode=0o500)
    assert _run(portal, "create", str(folder / "copy")).exit_code != 0
