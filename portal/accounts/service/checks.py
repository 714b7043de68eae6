"""What several use cases ask first: is the address one, is the password fit, is the person there."""

from __future__ import annotations

from flask import current_app

from portal.accounts import rules, store
from portal.accounts.tables import Person
from portal.kit.model import Fault
from portal.kit.problems import Problem


def check_email(email: str) -> tuple[str, list[Fault]]:
    """The address in its one form, in lower case, and what is wrong with it."""
    try:
        address: str = current_app.extensions["security"].mail_util.validate(email)
        return address.lower(), []
    except ValueError:
        return "", [Fault("email", "accounts.error.email")]


def check_password(password: str, email: str) -> tuple[str, list[Fault]]:
    """The password in its one Unicode form, and what is wrong with it."""
    normal = current_app.extensions["security"].password_util.normalize(password)
    if len(normal) < rules.PASSWORD_LENGTH:
        return normal, [Fault("password", "accounts.error.password_short", {"length": rules.PASSWORD_LENGTH})]
    return normal, rules.faults_of_password(normal, email)


def found(person_id: str) -> Person:
    """The row of a person; raises 404 for nobody."""
    row = store.person(person_id)
    if row is None:
        raise Problem("problem.http_404", 404)
    return row
