"""How a row is held against others, and how one is added that must be alone."""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.kit.database import Base, db

Row = TypeVar("Row", bound=Base)


class Hold(Enum):
    """How firmly a row is held until the transaction ends (PostgreSQL; SpatiaLite has one writer)."""

    NOT = "not"
    SHARED = "shared"  # nobody changes it meanwhile
    ALONE = "alone"  # nobody else even holds it


def one(query: sa.Select[Row], hold: Hold) -> Row | None:
    """The one row of a query, held as asked and read afresh when it is held."""
    if hold is not Hold.NOT:
        query = query.with_for_update(read=hold is Hold.SHARED).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


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
