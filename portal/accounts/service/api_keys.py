"""Keys for programs."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from portal.accounts import rules, store
from portal.accounts.model import KeyView, Secret
from portal.accounts.service.checks import found
from portal.audit.service import note
from portal.kit.model import Fault
from portal.kit.problems import Problem

KEY_PREFIX = "dp_"


def issue_key(*, person_id: str, scopes: Collection[str], now: datetime) -> Secret | list[Fault]:
    """A new API key of an active person; the secret is shown once."""
    row = found(person_id)
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
