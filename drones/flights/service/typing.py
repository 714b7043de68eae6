"""Forms save themselves: what was typed and not sent is kept for a while, for its person alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.flights.store import typing as store

#: What a form that files a new plan is called; another form is called by its plan's id.
NEW = "new"
KEPT_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Kept:
    """The texts of a form that was left, and when they were kept."""

    typed: Mapping[str, str]
    at: datetime


def keep_typing(*, person_id: str, subject: str, typed: Mapping[str, str], now: datetime) -> None:
    """Keep the texts of a form; ``subject`` is :data:`NEW` or the id of the plan that is changed."""
    store.drop_older(now - KEPT_FOR)
    store.keep(person_id, subject, typed, now)


def kept_typing(*, person_id: str, subject: str) -> Kept | None:
    """What was typed into a form and not sent, if anything."""
    found = store.kept(person_id, subject)
    return None if found is None else Kept(*found)


def drop_typing(*, person_id: str, subject: str) -> None:
    """The form was sent, or its person does not want the texts back."""
    store.drop(person_id, subject)
