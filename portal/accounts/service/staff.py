"""The staff: invite them, give them roles, close and open their accounts."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from flask_security import hash_password

from portal.accounts import rules, store
from portal.accounts.model import COMMANDED, InvitationView, PersonView, Role, Secret
from portal.accounts.security.datastore import datastore
from portal.accounts.service.checks import check_email, check_password, found
from portal.accounts.tables import Invitation, Person
from portal.audit.service import note
from portal.kit.database import db
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import service as notices


def invite(
    *, email: str, role: str, command: str | None, locale: str, by: str, now: datetime
) -> Secret | list[Fault]:
    """Invite somebody to the staff; the secret is the link's token, also sent to the address.

    An earlier link to the same address no longer opens.
    """
    address, faults = check_email(email)
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
    normal, faults = check_password(password, seen.email)
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
    row.roles = [one for role in sorted(roles) if (one := datastore.find_role(role))]
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


def _other(person_id: str, by: str | None) -> tuple[Person, list[Fault]]:
    # Nobody closes their own door, and nobody gives themselves a role.
    return found(person_id), [Fault("person", "accounts.error.own_account")] if by == person_id else []


def _open(token: str, now: datetime) -> Invitation:
    row = store.open_invitation(rules.digest(token), now)
    if row is None:
        raise Problem("accounts.error.invitation_closed", 404)
    return row
