"""What can be done with accounts: create, invite, change, end; and who people are, for other rooms."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from flask import current_app
from flask_security import hash_password

from portal.accounts import rules, store
from portal.accounts.model import COMMANDED, InvitationView, KeyView, PersonView, Role, Secret
from portal.accounts.security.codes import codes
from portal.accounts.security.datastore import datastore
from portal.accounts.tables import Invitation, Person
from portal.audit.service import note
from portal.kit.database import db
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import service as notices
from portal.notices.model import Address

KEY_PREFIX = "dp_"


def create_person(
    *,
    email: str,
    password: str,
    roles: Collection[str],
    now: datetime,
    command: str | None = None,
    phone: str | None = None,
    locale: str = "fr",
    totp_secret: str | None = None,
) -> PersonView:
    """Make an account, in the caller's transaction; ``totp_secret`` is base 32 and kept encrypted.

    Raises ``Problem`` (422, with its faults) for an unfit address, password, role or command.
    """
    normal, faults = _check_password(password, email)
    address, more = _check_email(email)
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
    row = store.person(person_id)
    if row is not None:
        return Address(email=row.email, phone=row.phone, locale=row.locale)
    invited = store.invitation(person_id)
    return None if invited is None else Address(email=invited.email, phone=None, locale=invited.locale)


def invite(
    *, email: str, role: str, command: str | None, locale: str, by: str, now: datetime
) -> Secret | list[Fault]:
    """Invite somebody to the staff; the secret is the link's token, also sent to the address.

    An earlier link to the same address no longer opens.
    """
    address, faults = _check_email(email)
    faults += rules.faults_of_roles([role], command)
    if role == Role.OWNER:
        faults.append(Fault("role", "accounts.error.owner_invited"))
    if not faults and store.person_by_email(address) is not None:
        faults.append(Fault("email", "accounts.error.email_taken"))
    if faults:
        return faults
    store.close_invitations(address, now)
    token = secrets.token_urlsafe(32)
    row = store.add_invitation(
        email=address,
        locale=locale,
        role=role,
        command=command,
        digest=rules.digest(token),
        created_at=now,
        expires_at=now + timedelta(days=rules.INVITATION_DAYS),
        invited_by=by,
    )
    link = f"{settings().base_url}/invitation/{token}"
    notices.enqueue(
        person_id=row.id,
        code="accounts.mail.invitation",
        facts={"link": link, "days": rules.INVITATION_DAYS},
        now=now,
    )
    note("accounts.invited", subject=row.id, facts={"role": role, "command": command})
    return Secret(id=row.id, text=link)


def invitation(*, token: str, now: datetime) -> InvitationView | None:
    """The invitation of a link, while it opens."""
    row = store.open_invitation(rules.digest(token), now)
    return None if row is None else store.view_invitation(row)


def open_invitations(*, now: datetime) -> list[InvitationView]:
    """Invitations whose link still opens."""
    return [store.view_invitation(row) for row in store.open_invitations(now)]


def accept(
    *, token: str, password: str, phone: str | None, locale: str, now: datetime
) -> PersonView | list[Fault]:
    """Make the account of an invitation; it still lacks its second factor, so it may do nothing yet."""
    seen = _open(token, now)
    normal, faults = _check_password(password, seen.email)
    if faults:
        return faults
    hashed = hash_password(normal)
    row = _open(token, now)  # again: hashing gave the lock up, and the link opens once
    if store.person_by_email(row.email) is not None:
        raise Problem("accounts.error.email_taken", 409)
    row.used_at = now
    made = datastore.create_user(
        email=row.email,
        password=hashed,
        roles=[row.role],
        command=row.command,
        phone=phone,
        locale=locale,
        created_at=now,
    )
    db.session.flush()
    note("accounts.invitation_accepted", subject=made.id, facts={"invitation": row.id}, actor=made.id)
    return store.view(made)


def disable(*, person_id: str, by: str | None, now: datetime) -> list[Fault]:
    """Close an account: its sessions end with this transaction, and so do its keys."""
    row, faults = _other(person_id, by)
    if not faults:
        datastore.deactivate_user(row)
        datastore.set_uniquifier(row)
        store.revoke_keys(row.id, now)
        note("accounts.disabled", subject=row.id)
    return faults


def enable(*, person_id: str, by: str | None) -> list[Fault]:
    """Open a closed account again; its keys stay ended."""
    row, faults = _other(person_id, by)
    if not faults:
        datastore.activate_user(row)
        note("accounts.enabled", subject=row.id)
    return faults


def change_roles(
    *, person_id: str, roles: Collection[str], command: str | None, by: str | None
) -> list[Fault]:
    """Give a person these roles and no other; their sessions end."""
    row, faults = _other(person_id, by)
    kept = command if COMMANDED & set(roles) else None
    faults += rules.faults_of_roles(roles, kept)
    if faults:
        return faults
    before = "+".join(sorted(row.role_names))
    row.roles = [found for role in sorted(roles) if (found := datastore.find_role(role))]
    row.command = kept
    datastore.set_uniquifier(row)
    facts = {"before": before, "after": "+".join(sorted(roles)), "command": kept}
    note("accounts.roles_changed", subject=row.id, facts=facts)
    return []


def reset_second_factor(*, person_id: str, by: str | None) -> list[Fault]:
    """Take a lost second factor away; the person sets a new one up at the next sign-in."""
    row, faults = _other(person_id, by)
    if not faults:
        datastore.tf_reset(row)
        note("accounts.second_factor_reset", subject=row.id)
    return faults


def issue_key(*, person_id: str, scopes: Collection[str], now: datetime) -> Secret | list[Fault]:
    """A new API key of an active person; the secret is shown once."""
    row = _person(person_id)
    faults = rules.faults_of_scopes(scopes, row.role_names)
    if not row.active:
        faults.append(Fault("email", "accounts.error.disabled"))
    if faults:
        return faults
    token = KEY_PREFIX + secrets.token_urlsafe(32)
    key = store.add_key(person_id=row.id, digest=rules.digest(token), scopes=scopes, at=now)
    note("accounts.key_issued", subject=row.id, facts={"key": key.id, "scopes": "+".join(sorted(scopes))})
    return Secret(id=key.id, text=token)


def keys(*, person_id: str) -> list[KeyView]:
    """A person's keys, newest first."""
    return [store.view_key(row) for row in store.keys_of(person_id)]


def revoke_key(*, key_id: str, person_id: str, now: datetime) -> None:
    """End one's own key; raises 404 for another's."""
    key = store.key(key_id)
    if key is None or key.person_id != person_id:
        raise Problem("problem.http_404", 404)
    if key.revoked_at is None:
        key.revoked_at = now
        note("accounts.key_revoked", subject=person_id, facts={"key": key.id})


def change_contact(*, person_id: str, phone: str | None, locale: str) -> None:
    """One's own telephone and language."""
    row = _person(person_id)
    row.phone, row.locale = phone or None, locale
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


def _person(person_id: str) -> Person:
    row = store.person(person_id)
    if row is None:
        raise Problem("problem.http_404", 404)
    return row


def _other(person_id: str, by: str | None) -> tuple[Person, list[Fault]]:
    # Nobody closes their own door, and nobody gives themselves a role.
    return _person(person_id), [Fault("person", "accounts.error.own_account")] if by == person_id else []


def _open(token: str, now: datetime) -> Invitation:
    row = store.open_invitation(rules.digest(token), now)
    if row is None:
        raise Problem("accounts.error.invitation_closed", 404)
    return row


def _check_email(email: str) -> tuple[str, list[Fault]]:
    try:
        found: str = current_app.extensions["security"].mail_util.validate(email)
        return found.lower(), []
    except ValueError:
        return "", [Fault("email", "accounts.error.email")]


def _check_password(password: str, email: str) -> tuple[str, list[Fault]]:
    normal = current_app.extensions["security"].password_util.normalize(password)
    if len(normal) < rules.PASSWORD_LENGTH:
        return normal, [Fault("password", "accounts.error.password_short", {"length": rules.PASSWORD_LENGTH})]
    return normal, rules.faults_of_password(normal, email)
