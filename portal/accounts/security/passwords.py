"""Passwords: what is asked of them, and how they are hashed without holding up the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import has_request_context, request
from flask_security import PasswordUtil
from passlib.context import CryptContext

from portal.accounts import rules
from portal.kit.database import begin_writing, db, end_writing
from portal.kit.edge import SAFE
from portal.kit.problems import say_fault


class Passwords(PasswordUtil):  # type: ignore[misc]
    """Length by Flask-Security, simplicity by our rules."""

    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:
        """The faults as sentences (or None), and the password in its one Unicode form."""
        faults, normal = super().validate(password, is_register, **about)
        if faults:
            return faults, normal
        email = about.get("email") or getattr(about.get("user"), "email", None) or ""
        found = rules.faults_of_password(normal, email)
        return [say_fault(fault) for fault in found] or None, normal


class PatientContext(CryptContext):  # type: ignore[misc]
    """argon2id, which takes a tenth of a second and never does so under the database's write lock."""

    def verify(self, *args: Any, **kwargs: Any) -> bool:
        """True when the password is the one of the hash."""
        with _without_lock():
            return cast(bool, super().verify(*args, **kwargs))

    def hash(self, *args: Any, **kwargs: Any) -> str:
        """The hash to keep."""
        with _without_lock():
            return cast(str, super().hash(*args, **kwargs))


@contextmanager
def _without_lock() -> Iterator[None]:
    """Give up what was only read so far; afterwards everything is read again under the lock.

    Whoever hashes does so before the first statement that writes.
    """
    session = db.session
    holds = session.new or session.dirty or session.deleted or session.info.get("ledger")
    if not has_request_context() or request.method in SAFE or holds:
        yield
        return
    session.rollback()
    end_writing()
    try:
        yield
    finally:
        session.rollback()
        begin_writing()
