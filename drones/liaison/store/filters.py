"""Saved filters and ways of working, in and out of their tables."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from drones.liaison.model import Saved
from drones.liaison.tables import DeskPreference, SavedFilter
from portal.kit import locks
from portal.kit.database import db, new_id


def of_person(person_id: str) -> tuple[Saved, ...]:
    """A person's filters, by name."""
    query = sa.select(SavedFilter).where(SavedFilter.person_id == person_id).order_by(SavedFilter.name)
    return tuple(
        Saved(row.id, row.name, dict(row.wanted), is_default=row.is_default)
        for row in db.session.scalars(query.execution_options(populate_existing=True))
    )


def put(person_id: str, name: str, wanted: Mapping[str, str]) -> str:
    """Keep a filter under a name, in place of the one that had it; its id."""
    locks.request(f"liaison.filters {person_id}")
    query = sa.select(SavedFilter).where(SavedFilter.person_id == person_id, SavedFilter.name == name)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        row = SavedFilter(id=new_id(), person_id=person_id, name=name, is_default=False)
        db.session.add(row)
    row.wanted = dict(wanted)
    db.session.flush()
    return row.id


def remove(filter_id: str, person_id: str) -> None:
    """Forget a person's filter."""
    own = SavedFilter.person_id == person_id
    db.session.execute(sa.delete(SavedFilter).where(own, SavedFilter.id == filter_id))


def choose(filter_id: str | None, person_id: str) -> None:
    """The queue opens with this filter of the person's; with ``None`` whole."""
    locks.request(f"liaison.filters {person_id}")
    is_it = sa.literal(False) if filter_id is None else SavedFilter.id == filter_id
    own = SavedFilter.person_id == person_id
    db.session.execute(sa.update(SavedFilter).where(own).values(is_default=is_it))


def uses_shortcuts(person_id: str) -> bool:
    """Whether keys act for this person; they do until switched off."""
    row = db.session.get(DeskPreference, person_id)
    return row is None or row.shortcuts


def set_shortcuts(person_id: str, *, on: bool) -> None:
    """Switch the keys on or off."""
    db.session.merge(DeskPreference(person_id=person_id, shortcuts=on))
    db.session.flush()
