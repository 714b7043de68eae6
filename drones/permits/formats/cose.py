"""COSE_Sign1 (RFC 9052, section 4.2) with EdDSA over Ed25519, in exactly one form.

The protected header holds the algorithm (1: -8) and the key id (4: four bytes); the unprotected header
is empty; the message is tagged (18). Whatever could be written in another way is refused: the message
is taken apart by its length and must come out the same when put together again, before any of it is
interpreted; the payload is handed out only behind a good signature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cbor2
from cryptography.exceptions import InvalidSignature

from drones.permits.formats.keyring import KEY_ID_BYTES, PublicKey, SigningKey
from drones.permits.model import ReadCode

TAG, EDDSA, ALGORITHM, KEY_ID = 18, -8, 1, 4
SIGNATURE_BYTES = 64
#: Where the key id stands: behind the tag, the array, the byte string's and the map's heads.
_KEY_AT = 8
_TAIL = 2 + SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Opened:
    """A message taken apart; ``payload`` is there only when the signature is good."""

    code: ReadCode
    payload: bytes | None = None
    key: PublicKey | None = None
    key_id: str = ""


def sign(payload: bytes, key: SigningKey) -> bytes:
    """The signed message."""
    return _assemble(key.id, payload, key.key.sign(_to_be_signed(key.id, payload)))


def open_(data: bytes, keys: Mapping[bytes, PublicKey]) -> Opened:
    """Take a message apart and check its signature with the key that its key id names."""
    parts = _take_apart(data)
    if parts is None:
        return Opened(ReadCode.NOT_GENUINE)
    key_id, payload, signature = parts
    key = keys.get(key_id)
    if key is None:
        return Opened(ReadCode.UNKNOWN_KEY, key_id=key_id.hex())
    try:
        # OpenSSL refuses a signature whose second half is not below the group's order (RFC 8032, 5.1.7).
        key.key.verify(signature, _to_be_signed(key_id, payload))
    except InvalidSignature:
        return Opened(ReadCode.NOT_GENUINE, key_id=key_id.hex())
    return Opened(ReadCode.GENUINE, payload, key, key_id.hex())


def payload(data: bytes) -> bytes | None:
    """The payload of a message of our own making, its signature unchecked; None for another form."""
    parts = _take_apart(data)
    return None if parts is None else parts[1]


def encode(value: object) -> bytes:
    """Deterministic CBOR (RFC 8949, section 4.2)."""
    return bytes(cbor2.dumps(value, canonical=True))


def _protected(key_id: bytes) -> bytes:
    return encode({ALGORITHM: EDDSA, KEY_ID: key_id})


def _to_be_signed(key_id: bytes, payload: bytes) -> bytes:
    return encode(["Signature1", _protected(key_id), b"", payload])


def _assemble(key_id: bytes, payload: bytes, signature: bytes) -> bytes:
    return encode(cbor2.CBORTag(TAG, [_protected(key_id), {}, payload, signature]))


def _take_apart(data: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Key id, payload and signature; None unless they make the very same message again."""
    key_id = data[_KEY_AT : _KEY_AT + KEY_ID_BYTES]
    head = len(_assemble(bytes(KEY_ID_BYTES), b"", b"")) - 2
    for payload_head in (1, 2, 3):
        payload = data[head + payload_head : -_TAIL]
        if _assemble(key_id, payload, data[-SIGNATURE_BYTES:]) == data:
            return key_id, payload, data[-SIGNATURE_BYTES:]
    return None
