"""People: create them, know them, reach them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_security import hash_password

from portal.accounts import rules, store
from portal.accounts.model import PersonView
from portal.accounts.security.codes import codes
from portal.accounts.security.datastore import datastore
from portal.accounts.service.checks import check_email, check_password, found
from portal.accounts.service.phones import same_number
from portal.audit.service import note
from portal.kit.database import db
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import rules as numbers
from portal.notices.model import Address


def create_person(
    *,
    email: str,
    password: str,
    roles: Collection[str],
    now: datetime,
    command: str | None = None,
    phone: str | None = None,
    phone_verified: bool = False,
    locale: str = "fr",
    totp_secret: str | None = None,
) -> PersonView:
    """Make an account, in the caller's transaction; ``totp_secret`` is base 32 and kept encrypted.

    ``phone_verified`` is for a number that the caller knows to be the person's (the demonstration).
    Raises ``Problem`` (422, with its faults) for an unfit address, password, role or command.
    """
    normal, faults = check_password(password, email)
    address, more = check_email(email)
    faults += more + rules.faults_of_roles(roles, command)
    if faults:
        raise Problem("accounts.error.unfit", 422, faults)
    # First the hash, which takes its time, and then everything that is read or written.
    hashed = hash_password(normal)
    if store.person_by_email(address) is not None:
        raise Problem("accounts.error.email_taken", 409)
    person = datastore.create_user(
        email=address,
        password=hashed,
        roles=sorted(roles),
        command=command,
        phone=phone,
        verified_phone=numbers.telephone(phone or "") if phone_verified else None,
        locale=locale,
        created_at=now,
    )
    if totp_secret:
        person.tf_primary_method = "authenticator"
        person.tf_totp_secret = codes().conceal(totp_secret)
    db.session.flush()
    note("accounts.created", subject=person.id, facts={"roles": "+".join(sorted(roles))})
    return store.view(person)


def person(person_id: str) -> PersonView | None:
    """The person of an id, or None."""
    row = store.person(person_id)
    return None if row is None else store.view(row)


def person_by_email(email: str) -> PersonView | None:
    """The person of an address, or None."""
    row = store.person_by_email(email)
    return None if row is None else store.view(row)


def people(*, search: str = "") -> list[PersonView]:
    """People by address, at most 200; ``search`` is a part of the address."""
    return [store.view(row) for row in store.people(search=search)]


def people_with_role(role: str, command: str | None = None) -> list[PersonView]:
    """Active people with a role, of one command when it is given."""
    return [store.view(row) for row in store.people_with_role(role, command)]


def contact(person_id: str) -> Address | None:
    """How a person is reached, or the one whom an invitation of this id invites; None for nobody."""
    known = store.address(person_id)
    if known is not None:
        return known
    invited = store.invitation(person_id)
    return None if invited is None else Address(email=invited.email, phone=None, locale=invited.locale)


def change_contact(*, person_id: str, phone: str | None, locale: str) -> None:
    """One's own telephone and language; another number than the verified one is to be verified anew."""
    row = found(person_id)
    row.phone, row.locale = phone or None, locale
    if row.verified_phone and not same_number(row.phone, row.verified_phone):
        row.verified_phone = None
        store.drop_phone_code(row.id)
        note("accounts.phone_unverified", subject=row.id)
    note("accounts.contact_changed", subject=row.id)


def usable_code(*, email: str) -> str:
    """The code that the next sign-in of somebody takes; in the demonstration only (403 elsewhere)."""
    if not is_demonstration():
        raise Problem("accounts.error.not_demonstration", 403)
    row = store.person_by_email(email)
    if row is None or not row.tf_totp_secret:
        raise Problem("accounts.error.no_second_factor", 404)
    return codes().usable_code(row)


def is_demonstration() -> bool:
    """True in the demonstration on its own embedded database, which answers this machine alone."""
    local = settings().base_url.startswith(("http://127.0.0.1", "http://localhost"))
    return settings().demo and local and db.engine.dialect.name == "sqlite"


def forget(now: datetime) -> None:
    """The worker's part: remove failed attempts that no longer count."""
    store.forget_old_failures(now)
