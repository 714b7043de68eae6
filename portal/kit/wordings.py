"""Statements in PostgreSQL's own words, made once: text, places for values, how rows are read."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from psycopg import pq

from portal.kit.database import db

#: Statements that are made once in all rooms are far fewer.
_MOST = 1_000
_Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """A statement in PostgreSQL's words: its places in their order, and how its rows are read."""

    sql: bytes
    kinds: tuple[int, ...]
    places: tuple[tuple[str, _Process | None, Any], ...]
    row: Callable[[Iterable[Any]], Any]
    types: tuple[sa.types.TypeEngine[Any], ...]
    readers: list[tuple[tuple[int, _Process], ...]] = field(default_factory=list)

    def values(self, given: dict[str, Any]) -> list[Any]:
        """The values of its places, as the driver takes them."""
        found = []
        for name, process, default in self.places:
            value = given.get(name, default)
            found.append(value if process is None else process(value))
        return found

    def read(self, result: pq.abc.PGresult, loader: Any) -> list[Any]:
        """The rows of a result."""
        if not self.readers:
            dialect = db.engine.dialect
            made = ((at, one.dialect_impl(dialect)) for at, one in enumerate(self.types))
            readers = ((at, one.result_processor(dialect, result.ftype(at))) for at, one in made)
            self.readers.append(tuple((at, how) for at, how in readers if how is not None))
        loader.set_pgresult(result)
        rows: list[Any] = loader.load_rows(0, result.ntuples, list)
        for at, how in self.readers[0]:
            for row in rows:
                row[at] = how(row[at])
        return [self.row(row) for row in rows]


@lru_cache(maxsize=_MOST)
def wording_of(statement: sa.Executable, names: tuple[str, ...]) -> Wording | None:
    """A statement in PostgreSQL's words; ``None`` for what only SQLAlchemy can run.

    That are lists of a length that is not known yet, what the model fills in itself, and rows that a
    write gives back.
    """
    dialect = db.engine.dialect
    compiled: Any = cast("sa.ClauseElement", statement).compile(dialect=dialect, column_keys=list(names))
    if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    if getattr(statement, "_returning", ()):
        return None
    order: list[str] = []
    sql = _numbered(compiled.string, order)
    columns = statement.selected_columns if isinstance(statement, sa.Select) else ()
    row = namedtuple("Row", [one.key for one in columns], rename=True)  # type: ignore[misc]
    places = tuple(_place(compiled.binds[name], name, dialect) for name in order)
    kinds = tuple(_kind(compiled.binds[name].type) for name in order)
    return Wording(sql.encode(), kinds, places, row._make, tuple(one.type for one in columns))


def _kind(type_: sa.types.TypeEngine[Any]) -> int:
    """PostgreSQL's number of a type that SQLAlchemy writes no cast for; 0: it follows from what is around."""
    return 701 if isinstance(type_, sa.Float) else 16 if isinstance(type_, sa.Boolean) else 0


def _place(bind: Any, name: str, dialect: sa.Dialect) -> tuple[str, _Process | None, Any]:
    return name, bind.type.dialect_impl(dialect).bind_processor(dialect), bind.value


def _numbered(text: str, order: list[str]) -> str:
    """``%(name)s`` as ``$1``; fills ``order`` with the names, each once."""
    parts = text.split("%(")
    found = [parts[0].replace("%%", "%")]
    for part in parts[1:]:
        name, rest = part.split(")s", 1)
        if name not in order:
            order.append(name)
        found.append(f"${order.index(name) + 1}{rest.replace('%%', '%')}")
    return "".join(found)
