"""Copies of the database: one file that holds everything, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2
import sqlalchemy as sa

from portal.kit.database import db

_SQLITE = b"SQLite format 3\x00"
_POSTGRES = b"PGDMP"


class BackupError(RuntimeError):
    """A copy could not be made or put back; ``code`` says why, as a dotted code."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def create(path: Path) -> int:
    """Copy the whole database, as of one moment, into a new file for the own user alone; its bytes.

    The portal may run meanwhile. Raises ``BackupError``; a half-written file never has the final name.
    """
    if path.exists():
        raise BackupError("backup.error.exists", path=str(path))
    if not path.parent.is_dir():
        raise BackupError("backup.error.no_folder", path=str(path.parent))
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        _dump(draft)
        draft.rename(path)
    except OSError as fault:
        raise BackupError("backup.error.not_written", fault=type(fault).__name__) from fault
    finally:
        draft.unlink(missing_ok=True)
    return path.stat().st_size


def restore(path: Path) -> None:
    """Put a copy in the place of the database; everything that is there now is lost.

    Nobody else may use the database. A file that is no sound copy for this kind of database, or one
    that cannot be read to its end, changes nothing. Raises ``BackupError``.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as fault:
        raise BackupError("backup.error.not_read", path=str(path)) from fault
    wanted = _POSTGRES if _is_postgres() else _SQLITE
    if not head.startswith(wanted):
        raise BackupError("backup.error.not_a_copy", path=str(path))
    db.session.remove()
    if _is_postgres():
        _restore_postgres(path)
    else:
        _restore_sqlite(path)
    db.engine.dispose()


def _is_postgres() -> bool:
    return db.engine.dialect.name == "postgresql"


def _dump(draft: Path) -> None:
    if _is_postgres():
        _program("pg_dump", ["--format=custom", f"--file={draft}"])
        return
    with closing(pysqlite3.dbapi2.connect(_file())) as source, closing(_open(draft)) as target:
        source.backup(target)


def _restore_sqlite(path: Path) -> None:
    with closing(_open(path, read_only=True)) as source:
        try:
            sound = source.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            known = source.execute("SELECT count(*) FROM alembic_version").fetchone()[0] == 1
        except pysqlite3.dbapi2.DatabaseError:
            sound = known = False
        if not (sound and known):
            raise BackupError("backup.error.not_a_copy", path=str(path))
        db.engine.dispose()
        with closing(pysqlite3.dbapi2.connect(_file(), timeout=5)) as target:
            _refuse_others(target)
            source.backup(target)


def _refuse_others(target: Any) -> None:
    """Somebody who reads or writes now would go on with what is no longer there."""
    try:
        target.execute("PRAGMA locking_mode=EXCLUSIVE")
        target.execute("BEGIN EXCLUSIVE")
        target.execute("COMMIT")
        target.execute("PRAGMA locking_mode=NORMAL")
    except pysqlite3.dbapi2.OperationalError as fault:
        raise BackupError("backup.error.in_use") from fault


def _restore_postgres(path: Path) -> None:
    # The whole archive is read first: one that was cut off must not take the tables with it.
    _program("pg_restore", ["--file=/dev/null", str(path)], connect=False)
    with db.engine.connect() as connection:
        others = connection.scalar(
            sa.text(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    db.engine.dispose()
    if others:
        raise BackupError("backup.error.in_use")
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _program("pg_restore", [*options, str(path)])


def _program(name: str, arguments: Sequence[str], *, connect: bool = True) -> None:
    """Run a program of PostgreSQL; the password goes through its environment, never its arguments."""
    program = shutil.which(name)
    if program is None:
        raise BackupError("backup.error.no_program", program=name)
    url = db.engine.url
    place = {
        "PGHOST": url.host,
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    known = {key: str(value) for key, value in place.items() if value}
    target = [f"--dbname={url.database}"] if connect else []
    done = subprocess.run(  # noqa: S603 - our own arguments
        [program, *target, *arguments], env={**os.environ, **known}, capture_output=True, check=False
    )
    if done.returncode:
        raise BackupError("backup.error.program", program=name, fault=done.stderr.decode()[-300:].strip())


def _file() -> str:
    return str(db.engine.url.database)


def _open(path: Path, *, read_only: bool = False) -> Any:
    mode = "?mode=ro" if read_only else ""
    return pysqlite3.dbapi2.connect(f"{path.absolute().as_uri()}{mode}", uri=True)
