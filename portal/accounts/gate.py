"""The gate: who makes the request, and whether the permission table lets them in."""

from __future__ import annotations

import time

from flask import redirect, request, session, url_for
from flask_login import current_user
from flask_security import logout_user
from werkzeug.exceptions import HTTPException

from portal.accounts import rules, store
from portal.accounts.model import Decision
from portal.accounts.security.heard import SECOND_FACTOR
from portal.accounts.tables import Person
from portal.kit.edge import SAFE
from portal.kit.model import Identity, Permission
from portal.kit.permissions import identity
from portal.kit.problems import Problem

#: Even a session in use ends a day after its sign-in.
SESSION_AT_MOST_S = 24 * 3600


class ElsewhereError(HTTPException):
    """The visitor is led to another page (303) before this one can open."""

    code = 303

    def __init__(self, url: str) -> None:
        super().__init__(response=redirect(url, code=303))


def gate(permission: Permission) -> Identity:
    """Who is asking, when they may; else raises a problem (401, 403) or leads to the right page.

    An API key counts below ``/api/`` only, and there the session does not count beside it.
    The public's own calls and static files never look into the database.
    """
    who = _who(permission)
    decision = rules.decide(who, permission)
    if decision is Decision.ALLOWED:
        return who
    if decision is Decision.FORBIDDEN:
        raise Problem("problem.http_403", 403)
    if _is_for_programs():
        status = 401 if decision is Decision.SIGN_IN else 403
        raise Problem(f"problem.http_{status}", status)
    if decision is Decision.SECOND_FACTOR:
        raise ElsewhereError(_way_to_second_factor())
    # Only a page can be gone back to; a form that was posted is lost with its session.
    here = request.full_path.rstrip("?") if request.method in SAFE else None
    raise ElsewhereError(url_for("security.login", next=here))


def permits(name: str) -> bool:
    """For templates: may whoever asks now do this? An unknown name is an error of the template."""
    return rules.decide(identity(), Permission(name)) is Decision.ALLOWED


def _who(permission: Permission) -> Identity:
    if request.endpoint == "static":
        return Identity.anonymous()
    if _is_for_programs():
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return _by_key(token.strip())
        if permission is Permission.PUBLIC:
            return Identity.anonymous()
    return _by_session()


def _is_for_programs() -> bool:
    return request.path.startswith("/api/")


def _by_key(token: str) -> Identity:
    found = store.holder(rules.digest(token))
    if found is None:
        raise Problem("accounts.error.key_unknown", 401)
    return found


def _by_session() -> Identity:
    if "_user_id" not in session:
        return Identity.anonymous()
    if time.time() - session.get("fs_paa", 0) > SESSION_AT_MOST_S:
        session.pop("_user_id")
        return Identity.anonymous()
    person = current_user._get_current_object()
    if not isinstance(person, Person):
        return Identity.anonymous()
    return _identity(person, second_factor=session.get(SECOND_FACTOR) == person.id)


def _identity(person: Person, *, second_factor: bool) -> Identity:
    return Identity(
        id=person.id,
        email=person.email,
        roles=person.role_names,
        locale=person.locale,
        command=person.command,
        second_factor=second_factor,
    )


def _way_to_second_factor() -> str:
    if current_user.tf_totp_secret:
        # It must be shown, not replaced: the sign-in begins again.
        logout_user()
        return url_for("security.login")
    return url_for("security.two_factor_setup")
