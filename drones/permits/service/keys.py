"""The signing keys: make, list, retire, and the two ways to have them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drones.permits.formats.keyring import KeyEntry, KeyFileError, Keyring, SigningKey
from drones.permits.store import keyfile
from portal.audit.service import note
from portal.kit.problems import Problem
from portal.kit.settings import settings


def keys() -> Keyring:
    """All keys that verify; none without a file. A file that cannot be trusted is a 503 Problem."""
    path = settings().permit_key_file
    if path is None:
        return Keyring()
    try:
        return keyfile.load(path)
    except KeyFileError as fault:
        raise Problem(f"permits.error.{fault}", 503) from fault


def signing_key() -> SigningKey:
    """The key that signs; without one nothing is issued, and never anything unsigned (503 Problem)."""
    found = keys().signing
    if found is None:
        raise Problem("permits.error.no_key", 503)
    return found


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
    path = settings().permit_key_file
    if path is None:
        raise Problem("permits.error.no_key_file", 503)
    return path
