"""The signing keys: make, list, retire, and the two ways to have them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drones.permits.formats import keyring
from drones.permits.formats.keyring import KeyEntry, KeyFileError, Keyring, SigningKey
from drones.permits.store import keyfile
from portal.audit.service import note
from portal.kit.problems import Problem
from portal.kit.settings import settings

_log = structlog.get_logger()


def keys() -> Keyring:
    """All keys that verify, from the environment or the file; none without either.

    Keys that cannot be trusted or read are a 503 Problem.
    """
    path, given = settings().permit_key_file, settings().permit_keys
    try:
        if given:
            return keyring.read(given.encode())
        return Keyring() if path is None else keyfile.load(path)
    except KeyFileError as fault:
        raise Problem(f"permits.error.{fault}", 503) from fault


def key_alert() -> str | None:
    """The code of what keeps permits from being issued; None when all is well."""
    try:
        return None if keys().signing is not None else "permits.error.no_key"
    except Problem as problem:
        return problem.code


def signing_key() -> SigningKey:
    """The key that signs; without one nothing is issued, and never anything unsigned (503 Problem)."""
    if (alert := key_alert()) is not None:
        _log.error("permits.nothing_issued", reason=alert)
        raise Problem(alert, 503)
    found = keys().signing
    if found is None:
        raise Problem("permits.error.no_key", 503)
    return found


def listing_key() -> SigningKey:
    """The key that signs the list of revoked permits: one for real permits wherever there is one.

    An exercise's key vouches for exercises only, so a list signed by it would leave real permits in doubt.
    """
    return keys().listing or signing_key()


def create_key(*, exercise: bool, now: datetime) -> KeyEntry:
    """Make a key, which signs from now on; the older ones go on verifying.

    On a demonstration every key is an exercise's.
    """
    marked = exercise or settings().demo
    ring = keys().with_key(Ed25519PrivateKey.generate(), created=now, exercise=marked)
    keyfile.save(_path(), ring)
    made = ring.entries[-1]
    note("permits.key_created", subject=made.id, facts={"exercise": marked})
    return made


def retire_key(*, key_id: str) -> None:
    """Forget the private half of a key: it signs no more, what it signed stays genuine."""
    try:
        ring = keys().retired(key_id)
    except KeyError:
        raise Problem("permits.error.no_such_key", 404, key_id=key_id) from None
    keyfile.save(_path(), ring)
    note("permits.key_retired", subject=key_id)


def _path() -> Path:
    if settings().permit_keys:
        raise Problem("permits.error.keys_in_environment", 409)
    path = settings().permit_key_file
    if path is None:
        raise Problem("permits.error.no_key_file", 503)
    return path
