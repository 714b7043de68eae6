"""How a row is held against others, and how one is added that must be alone."""

from __future__ import annotations

from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.kit.database import Base, db
from portal.kit.lines import Answer
from portal.kit.statements import ask


class Hold(Enum):
    """How firmly a row is held until the transaction ends (PostgreSQL; SpatiaLite has one writer)."""

    NOT = "not"
    SHARED = "shared"  # nobody changes it meanwhile
    ALONE = "alone"  # nobody else even holds it


class One:
    """The one row of a table where these columns (by name) have the values asked for.

    ``also`` is a further condition, whose places are named ``asked_…``.
    """

    def __init__(self, mapped: type[Base], *names: str, also: sa.ColumnElement[bool] | None = None) -> None:
        table = mapped.__table__
        query = sa.select(*table.c).where(*(table.c[name] == sa.bindparam(f"asked_{name}") for name in names))
        query = query if also is None else query.where(also)
        self._queries = {
            Hold.NOT: query,
            Hold.SHARED: query.with_for_update(read=True),
            Hold.ALONE: query.with_for_update(),
        }

    def ask(self, hold: Hold = Hold.NOT, **asked: str) -> Answer:
        """Ask for the row without waiting for it."""
        return ask(self._queries[hold], **{f"asked_{name}": value for name, value in asked.items()})

    def row(self, hold: Hold = Hold.NOT, **asked: str) -> sa.Row[Any] | None:
        """The row, held as asked and read afresh."""
        found: sa.Row[Any] | None = self.ask(hold, **asked).one_or_none()
        return found


def add_alone(row: Base) -> bool:
    """Add a row; False when a unique index says that another one is there already."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as columns keep them: an enumeration by its code."""
    return {name: value.value if isinstance(value, Enum) else value for name, value in values.items()}
