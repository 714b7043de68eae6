"""One connection to PostgreSQL: the statements that wait for it, sent together in libpq's pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from select import POLLIN, POLLOUT, poll
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result

from portal.kit.database import db
from portal.kit.wordings import Wording

#: What is asked beyond so many different statements of one connection is not kept by the server.
MOST_PREPARED = 1_000
_IDLE = pq.TransactionStatus.IDLE
_SYNC, _FAILED = pq.ExecStatus.PIPELINE_SYNC, pq.ExecStatus.FATAL_ERROR


class Answer:
    """The rows of a statement, fetched when first looked at: in order, with their columns by name."""

    __slots__ = ("_line", "_rows")

    def __init__(self, line: Line | None, rows: Sequence[Any] | None = None) -> None:
        self._line, self._rows = line, rows

    def all(self) -> Sequence[Any]:
        """Every row."""
        if self._rows is None:
            assert self._line is not None
            self._line.send()
        if self._rows is None:
            raise RuntimeError("the transaction of this statement was rolled back")
        return self._rows

    def first(self) -> Any:
        """The first row, or ``None``."""
        rows = self.all()
        return rows[0] if rows else None

    def one_or_none(self) -> Any:
        """The only row, or ``None``; raises ``MultipleResultsFound`` when there are more."""
        rows = self.all()
        if len(rows) > 1:
            raise sa.exc.MultipleResultsFound("one row was expected")
        return rows[0] if rows else None

    def scalar(self) -> Any:
        """The first column of the first row, or ``None``."""
        row = self.first()
        return None if row is None else row[0]

    def scalars(self) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self.all()]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def arrive(self, rows: Sequence[Any]) -> None:
        """The line's part: here they are."""
        self._rows = rows


class Line:
    """The statements that wait at one connection to PostgreSQL, and those it has prepared."""

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        self._driver, self._pg = driver, driver.pgconn
        self._waiting: list[tuple[Wording, list[Any], Answer]] = []
        self._prepared: dict[Wording, bytes] = {}
        self._count = 0
        self.connection: sa.Connection | None = None

    def take(self, made: Wording, given: dict[str, Any]) -> Answer:
        """Let a statement wait."""
        answer = Answer(self)
        self._waiting.append((made, made.values(given), answer))
        return answer

    def send(self) -> None:
        """Ask all that waits; raises SQLAlchemy's errors, as its own statements would."""
        if not self._waiting:
            return
        try:
            self.exchange()
        except psycopg.Error as fault:
            if self._pg.status != pq.ConnStatus.OK and self.connection is not None:
                self.connection.invalidate(fault)
            # Without the values: they are people's.
            raise sa.exc.DBAPIError.instance(
                "statements asked together", None, fault, psycopg.Error, dialect=db.engine.dialect
            ) from fault

    def exchange(self, last: bytes | None = None) -> None:
        """One round trip: all that waits and, behind it, a ``COMMIT``."""
        waiting, self._waiting = self._waiting, []
        loader = Transformer(self._driver)
        texts = [_dumped(loader, values) for _, values, _ in waiting]
        whole = False
        try:
            results = self._pipeline([made for made, _, _ in waiting], texts, last)
            whole = True
        finally:
            if not whole:
                self._pg.finish()  # in the middle of an exchange: of no use to anybody any more
        for result in results:
            if result.status == _FAILED:
                raise error_from_result(result)
        for (made, _, answer), result in zip(waiting, results, strict=False):
            answer.arrive(made.read(result, loader) if made.types else ())

    def _pipeline(self, asked: list[Wording], texts: list[Any], last: bytes | None) -> list[pq.abc.PGresult]:
        """Send everything, then wait; gives the results of the statements, then that of ``last``."""
        pg, fresh = self._pg, self._pg.transaction_status == _IDLE
        kinds: list[Wording | bool | None] = []
        pg.enter_pipeline_mode()
        if fresh:
            pg.send_query_params(b"BEGIN", None)
            kinds.append(None)
        preparing: dict[Wording, bytes] = {}
        for made, text in zip(asked, texts, strict=True):
            name = self._prepared.get(made) or preparing.get(made)
            if name is None and self._count >= MOST_PREPARED:
                pg.send_query_params(made.sql, text, made.kinds)
                kinds.append(True)
                continue
            if name is None:
                self._count += 1
                name = preparing[made] = b"portal_%d" % self._count
                pg.send_prepare(name, made.sql, made.kinds)
                kinds.append(made)
            pg.send_query_prepared(name, text)
            kinds.append(True)
        if last is not None:
            pg.send_query_params(last, None)
            kinds.append(True)
        pg.pipeline_sync()
        results = _collected(pg)
        pg.exit_pipeline_mode()
        return self._sorted(kinds, results, preparing)

    def _sorted(
        self,
        kinds: list[Wording | bool | None],
        results: list[pq.abc.PGresult],
        preparing: dict[Wording, bytes],
    ) -> list[pq.abc.PGresult]:
        """The results that somebody waits for; what was prepared is remembered, any fault stands first."""
        found, faults = [], []
        for kind, result in zip(kinds, results, strict=False):
            if result.status == _FAILED:
                faults.append(result)
            elif isinstance(kind, Wording) and result.status == pq.ExecStatus.COMMAND_OK:
                self._prepared[kind] = preparing[kind]
            elif kind is True:
                found.append(result)
        return faults or found

    def forget(self) -> None:
        """What waits is asked no more."""
        self._waiting.clear()

    def prepare_anew(self) -> None:
        """The driver may have dropped every prepared statement, as it does after a savepoint's rollback."""
        self._prepared.clear()

    @property
    def asked(self) -> list[str]:
        """The statements that wait, in their order."""
        return [wording.sql.decode() for wording, _, _ in self._waiting]

    @property
    def prepared(self) -> int:
        """How many statements the connection has prepared."""
        return len(self._prepared)

    @property
    def waits(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting)


def _dumped(loader: Any, values: list[Any]) -> Any:
    return loader.dump_sequence(values, [PyFormat.TEXT] * len(values))


def _collected(pg: pq.abc.PGconn) -> list[pq.abc.PGresult]:
    """The results up to the pipeline's end; other threads run while the database does."""
    found: list[pq.abc.PGresult] = []
    socket = poll()
    socket.register(pg.socket, POLLIN)
    while pg.flush():
        socket.modify(pg.socket, POLLIN | POLLOUT)
        socket.poll()
        pg.consume_input()
        socket.modify(pg.socket, POLLIN)
    while True:
        while pg.is_busy():
            socket.poll()
            pg.consume_input()
        result = pg.get_result()
        if result is not None and result.status == _SYNC:
            return found
        if result is not None:
            found.append(result)
        elif pg.status != pq.ConnStatus.OK:
            raise psycopg.OperationalError("the connection to the database was lost")
