"""What the portal does when Flask-Security tells of a sign-in or a change of account."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, session
from flask_login import user_logged_out
from flask_security import (
    login_user,
    password_changed,
    password_reset,
    tf_code_confirmed,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    user_registered,
)

from portal.accounts import store
from portal.accounts.model import Role
from portal.accounts.security.datastore import datastore
from portal.accounts.tables import Person
from portal.audit.service import note
from portal.kit.clock import now
from portal.kit.database import db
from portal.kit.edge import SAFE

#: The session's mark: the id of the person who showed a second factor in it.
SECOND_FACTOR = "second_factor"


def install(app: Flask) -> None:
    """Listen; Flask-Security calls in the request's transaction."""
    user_registered.connect(_registered, app)
    user_authenticated.connect(_signed_in, app)
    tf_code_confirmed.connect(_second_factor_shown, app)
    tf_profile_changed.connect(_second_factor_set, app)
    tf_disabled.connect(_second_factor_taken, app)
    password_changed.connect(_password_changed, app)
    password_reset.connect(_password_reset, app)
    user_logged_out.connect(_signed_out, app)


def _registered(_app: Flask, *, user: Person, **_more: Any) -> None:
    datastore.add_role_to_user(user, Role.OWNER.value)
    db.session.flush()
    note("accounts.registered", subject=user.id, facts={"role": Role.OWNER.value}, actor=user.id)


def _signed_in(_app: Flask, *, user: Person, **_more: Any) -> None:
    session.permanent = True
    session["language"] = user.locale


def _second_factor_shown(_app: Flask, *, user: Person, **_more: Any) -> None:
    session[SECOND_FACTOR] = user.id


def _second_factor_set(_app: Flask, *, user: Person, **_more: Any) -> None:
    # Every session of the person ended with the new factor; this one, which set it up, begins anew.
    person = db.session.get_one(Person, user.id)
    login_user(person, authn_via=["authenticator"])
    session[SECOND_FACTOR] = person.id


def _second_factor_taken(_app: Flask, *, user: Person, **_more: Any) -> None:
    person = db.session.get_one(Person, user.id)
    session.pop(SECOND_FACTOR, None)
    login_user(person, authn_via=["password"])
    note("accounts.second_factor_removed", subject=person.id)


def _password_changed(_app: Flask, *, user: Person, **_more: Any) -> None:
    keys = bool(request.form.get("end_keys"))
    if keys:
        store.revoke_keys(user.id, now())
    note("accounts.password_changed", subject=user.id, facts={"keys_ended": keys}, actor=user.id)


def _password_reset(_app: Flask, *, user: Person, **_more: Any) -> None:
    # Whoever forgot the password may have lost it to somebody who made a key since.
    store.revoke_keys(user.id, now())
    note("accounts.password_changed", subject=user.id, facts={"keys_ended": True}, actor=user.id)


def _signed_out(_app: Flask, *, user: Person, **_more: Any) -> None:
    # A session lives in the browser's cookie: only a new name ends the copies of it, and with them
    # the person's sessions elsewhere. A sign-in that begins again in the midst of a GET ends none.
    if request.method not in SAFE:
        datastore.set_uniquifier(db.session.get_one(Person, user.id))
