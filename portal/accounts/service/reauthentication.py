"""Somebody who is signed in shows once more who they are, before something that matters."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import has_request_context, session
from flask_security.utils import verify_password

from portal.accounts import limits
from portal.accounts.security.codes import PERIOD_S, codes
from portal.accounts.service.checks import found
from portal.audit.service import note
from portal.kit.database import db
from portal.kit.model import Fault

#: The session's mark: whose it is, and when (seconds since 1970) they showed password and code.
_MARK = "reauthenticated"


def reauthenticate(*, person_id: str, password: str, code: str, now: datetime) -> tuple[Fault, ...]:
    """Check password and, where the person has a second factor, a fresh code; the session remembers when.

    Nothing may have been written in this request before: failures, and the code that was used, are
    committed whatever becomes of the request, or a refused request would give its guesses back.
    """
    # The hash first: what was read before it is read again.
    right = verify_password(password, found(person_id).password or "") if password else False
    person, subjects = found(person_id), limits.second_factor(person_id)
    if limits.is_over(subjects):
        return (Fault("password", "accounts.error.too_many_attempts"),)
    faults = () if right else (Fault("password", "accounts.error.password_wrong"),)
    if right and person.tf_totp_secret:
        figures = "".join(code.split())
        if not codes().verify_totp(figures, person.tf_totp_secret, person, window=2 * PERIOD_S):
            faults = (Fault("code", "accounts.error.code_wrong"),)
    if faults:
        limits.count(subjects)
        note("accounts.reauthentication_failed", subject=person_id)
    else:
        limits.forget(subjects[0])
        session[_MARK] = [person_id, int(now.timestamp())]
    db.session.commit()
    return faults


def reauthenticated_at(*, person_id: str) -> datetime | None:
    """When the person last showed in this session who they are; ``None``: never, or no session (a key)."""
    mark = session.get(_MARK) if has_request_context() else None
    if not isinstance(mark, list) or len(mark) != 2 or mark[0] != person_id:
        return None
    return datetime.fromtimestamp(mark[1], UTC)
