"""Statements that are made once, asked together: PostgreSQL gets all that wait in one round trip.

:func:`ask` gives an answer that is fetched when it is first looked at. Until then the statement waits,
and goes with those asked before and after it, in their order, in libpq's pipeline. Each is a statement
of its own for the database, with a snapshot of its own that is taken when the one before has ended: what
is asked behind a lock sees what the lock waited for, also within one trip. Nothing overtakes: any other
statement of the session, a savepoint and the commit send first what waits; a rollback forgets it.

On SpatiaLite, where there are no trips to save, every statement runs when it is asked.
"""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from flask import Flask
from psycopg import pq
from sqlalchemy.orm import Session, SessionTransaction

from portal.kit.database import db
from portal.kit.lines import Answer, Line
from portal.kit.wordings import wording_of

_LINE = "portal_line"
_OPEN = frozenset({pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR})


def ask(statement: sa.Executable, **values: Any) -> Answer:
    """The answer of a statement of tables, made once, in the session's transaction and past its objects.

    It reads and writes at a small part of the cost, always afresh. What the session holds back goes to
    the database first. A write that nobody looks at goes with the next trip, at latest with the commit:
    there, or at the next look, it raises what the database has against it.
    """
    return ask_in(db.session(), statement, **values)


def ask_in(session: Session, statement: sa.Executable, **values: Any) -> Answer:
    """The same in another session's transaction."""
    if session.new or session.dirty or session.deleted:
        session.flush()
    line = _line_in(session)
    made = None if line is None else wording_of(statement, tuple(values))
    if line is None or made is None:
        result = session.connection().execute(statement, values)
        return Answer(None, result.all() if result.returns_rows else ())
    return line.take(made, values)


def among(column: Any, name: str) -> sa.ColumnElement[bool]:
    """The column has one of the values that are given by this name, a list; to be made once a database."""
    if db.engine.dialect.name == "postgresql":
        listed = sa.bindparam(name, type_=sa.ARRAY(column.type))
        return cast("sa.ColumnElement[bool]", column == sa.any_(listed))
    return cast("sa.ColumnElement[bool]", column.in_(sa.bindparam(name, expanding=True)))


def _line_in(session: Session) -> Line | None:
    """The line of the session's connection, found once a transaction (or savepoint).

    Never longer: when a transaction has ended another session may speak on its connection. And a savepoint
    begins with the first use of the connection in it.
    """
    now_in = session.get_nested_transaction() or session.get_transaction()
    kept: tuple[SessionTransaction, sa.Connection, Line] | None = session.info.get(_LINE)
    if kept is not None and kept[0] is now_in and not kept[1].closed and not kept[1].invalidated:
        return kept[2]
    connection = session.connection()
    line = _line_of(connection)
    begun = session.get_nested_transaction() or session.get_transaction()
    if line is not None and begun is not None:
        session.info[_LINE] = begun, connection, line
    return line


def _line_of(connection: sa.Connection) -> Line | None:
    if connection.dialect.name != "postgresql":
        return None
    driver: Any = connection.connection.driver_connection
    line: Line | None = getattr(driver, _LINE, None)
    if line is None:
        line = Line(driver)
        setattr(driver, _LINE, line)
    line.connection = connection
    return line


def install(app: Flask) -> None:
    """Keep the order: whatever else the session does sends first what waits."""
    with app.app_context():
        engine = db.engine
        if engine.dialect.name != "postgresql":
            return
        sa.event.listen(engine, "before_cursor_execute", _send_first)
        sa.event.listen(engine, "rollback_savepoint", _anew)
        dialect: Any = engine.dialect
        dialect.do_commit, dialect.do_rollback = _commit, _roll_back


def _send_first(connection: sa.Connection, *_about: object) -> None:
    line = _line_at(connection.connection)
    if line is not None and line.waits:
        line.send()


def _anew(connection: sa.Connection, *_about: object) -> None:
    line = _line_at(connection.connection)
    if line is not None:
        line.forget()
        line.prepare_anew()


def _line_at(connection: Any) -> Line | None:
    return getattr(connection.driver_connection, _LINE, None)


def _commit(connection: Any) -> None:
    """What still waits and the commit in one trip."""
    line = _line_at(connection)
    if line is not None and line.waits:
        line.exchange(b"COMMIT")
    else:
        connection.commit()


def _roll_back(connection: Any) -> None:
    """A rollback that keeps the prepared statements: the driver's own would drop them every time."""
    line = _line_at(connection)
    if line is not None:
        line.forget()
    pg = connection.driver_connection.pgconn
    if pg.status == pq.ConnStatus.OK and pg.transaction_status in _OPEN:
        pg.exec_(b"ROLLBACK")
    else:
        connection.rollback()
