"""Idempotent requests: the same key and body give the first answer again, another body a 422."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit import locks
from portal.kit.database import UtcDateTime, db
from portal.kit.problems import Problem

LONGEST_KEY = 255
KEPT = timedelta(days=7)


class IdempotentAnswer(db.Model):  # type: ignore[name-defined,misc]
    """The first answer to a key of one person at one route."""

    __tablename__ = "kit_idempotent_answer"
    person_id: Mapped[str] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[str]
    status: Mapped[int]
    answer: Mapped[Any] = mapped_column(sa.JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Remembered:
    """An answer that was given before."""

    answer: Any
    status: int


def replay(*, person_id: str, route: str, key: str | None, body: bytes) -> Remembered | None:
    """The first answer to this key, or ``None`` when it is new.

    Of two requests with one key at one moment the second waits for the first, and gets its answer.
    Raises a 400 without a key and a 422 when the key came with another body before.
    """
    if not key or len(key) > LONGEST_KEY:
        raise Problem("problem.idempotency_key_required", 400)
    locks.request(f"{person_id} {route} {key}")
    row = db.session.get(IdempotentAnswer, (person_id, route, key))
    if row is None:
        return None
    if row.body_digest != _digest(body):
        raise Problem("problem.idempotency_key_reused", 422)
    return Remembered(row.answer, row.status)


def remember(
    *, person_id: str, route: str, key: str, body: bytes, answer: Any, status: int, now: datetime
) -> None:
    """Keep the answer in the same transaction as what it answers for.

    Raises a 409 when the same key was being answered elsewhere at the same moment.
    """
    row = IdempotentAnswer(
        person_id=person_id,
        route=route,
        key=key,
        body_digest=_digest(body),
        status=status,
        answer=answer,
        at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as twice:
        raise Problem("problem.http_409", 409) from twice


def forget(now: datetime) -> None:
    """The worker's part: answers are kept for a week, long enough for any retry."""
    db.session.execute(sa.delete(IdempotentAnswer).where(IdempotentAnswer.at < now - KEPT))


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
