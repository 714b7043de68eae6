"""The signing keys and their file: a JSON document that holds every key id still trusted."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_ID_BYTES = 4
_P = 2**255 - 19
#: The second coordinates of the points of small order (RFC 8032, 5.1.7; RFC 7748, 6.1), in every encoding:
#: behind such a "key" a signature of nothing but zeros would be good for any message.
_ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022
WEAK = frozenset(
    value.to_bytes(32, "little") for value in (0, 1, _ORDER_8, _P - _ORDER_8, _P - 1, _P, _P + 1)
)


class KeyFileError(ValueError):
    """The key file cannot be used; the message is a code and never holds any of the file."""


@dataclass(frozen=True)
class PublicKey:
    """A key that verifies; ``exercise`` marks the keys of a demonstration."""

    id: bytes
    key: Ed25519PublicKey
    exercise: bool = False

    @property
    def raw(self) -> bytes:
        """The 32 bytes of the public key (RFC 8032)."""
        return self.key.public_bytes_raw()


@dataclass(frozen=True)
class SigningKey:
    """A key that signs."""

    id: bytes
    key: Ed25519PrivateKey
    exercise: bool = False


@dataclass(frozen=True)
class KeyEntry:
    """One key of the file; without its private half it was retired and verifies only."""

    public: PublicKey
    private: Ed25519PrivateKey | None
    created: datetime

    @property
    def id(self) -> str:
        """The key id in hexadecimal."""
        return self.public.id.hex()


@dataclass(frozen=True)
class Keyring:
    """All keys, oldest first; the newest that can sign is the one that does."""

    entries: tuple[KeyEntry, ...] = ()

    @property
    def public(self) -> Mapping[bytes, PublicKey]:
        """Every key that verifies, by key id."""
        return {entry.public.id: entry.public for entry in self.entries}

    @property
    def signing(self) -> SigningKey | None:
        """The key that signs, or None."""
        return self._newest(exercise=(False, True))

    @property
    def listing(self) -> SigningKey | None:
        """The newest key that signs real permits, or None."""
        return self._newest(exercise=(False,))

    def _newest(self, *, exercise: Collection[bool]) -> SigningKey | None:
        for entry in reversed(self.entries):
            if entry.private is not None and entry.public.exercise in exercise:
                return SigningKey(entry.public.id, entry.private, entry.public.exercise)
        return None

    def with_key(self, private: Ed25519PrivateKey, *, created: datetime, exercise: bool) -> Keyring:
        """The ring with one more key, which signs from now on."""
        entry = KeyEntry(public_key(private.public_key(), exercise=exercise), private, created)
        if entry.public.id in self.public:
            raise KeyFileError("key_id_twice")
        return Keyring((*self.entries, entry))

    def retired(self, key_id: str) -> Keyring:
        """The ring without the private half of a key; ``KeyError`` when there is no such key."""
        if key_id not in {entry.id for entry in self.entries}:
            raise KeyError(key_id)
        return Keyring(
            tuple(replace(entry, private=None) if entry.id == key_id else entry for entry in self.entries)
        )


def public_key(key: Ed25519PublicKey, *, exercise: bool = False) -> PublicKey:
    """A public key with its id: the first four bytes of the SHA-256 of its 32 bytes."""
    return PublicKey(sha256(key.public_bytes_raw()).digest()[:KEY_ID_BYTES], key, exercise)


def is_weak(raw: bytes) -> bool:
    """Whether 32 bytes stand for a point of small order, whatever its sign."""
    return raw[:-1] + bytes([raw[-1] & 0x7F]) in WEAK


def write(ring: Keyring) -> bytes:
    """The file of a key ring."""
    keys = [_entry_out(entry) for entry in ring.entries]
    return json.dumps({"version": 1, "keys": keys}, indent=1).encode() + b"\n"


def read(data: bytes) -> Keyring:
    """The key ring of a file; raises :class:`KeyFileError`."""
    try:
        document = json.loads(data)
        if document["version"] != 1:
            raise KeyFileError("key_file_version")
        entries = tuple(map(_entry_in, document["keys"]))
    except KeyFileError:
        raise
    except (ValueError, KeyError, TypeError, binascii.Error):
        # Without a cause: the parser's own words could quote a private key.
        raise KeyFileError("key_file_unreadable") from None
    if len({entry.public.id for entry in entries}) != len(entries):
        raise KeyFileError("key_id_twice")
    return Keyring(entries)


def _entry_out(entry: KeyEntry) -> dict[str, Any]:
    found = {
        "id": entry.id,
        "created": entry.created.isoformat(),
        "exercise": entry.public.exercise,
        "public": urlsafe_b64encode(entry.public.raw).decode(),
    }
    if entry.private is not None:
        found["private"] = urlsafe_b64encode(entry.private.private_bytes_raw()).decode()
    return found


def _entry_in(found: dict[str, Any]) -> KeyEntry:
    public = public_key(
        Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(found["public"])),
        exercise=found["exercise"] is not False,
    )
    if is_weak(public.raw):
        raise KeyFileError("key_weak")
    private = None
    if "private" in found:
        private = Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(found["private"]))
        if private.public_key().public_bytes_raw() != public.raw:
            raise KeyFileError("key_halves_differ")
    if found["id"] != public.id.hex():
        raise KeyFileError("key_id_differs")
    created = datetime.fromisoformat(found["created"])
    if created.tzinfo is None:
        raise KeyFileError("key_file_unreadable")
    return KeyEntry(public, private, created)
