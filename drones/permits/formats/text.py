"""A permit as text: base 32 for the code in the picture, eight characters for people."""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from urllib.parse import urlsplit

from drones.permits.model import NUMBER_BITS

CODE_LENGTH = NUMBER_BITS // 5
#: Longer than any permit; nothing longer is looked at.
MOST_CHARACTERS = 1_000

_BASE32 = re.compile(r"[A-Z2-7]+")
#: What people take for a letter of the code; none of these digits is in the alphabet.
_MISREAD = str.maketrans("018", "OIB")


def encode(signed: bytes) -> str:
    """The signed bytes in base 32 (RFC 4648), upper case, without padding: QR's alphanumeric mode."""
    return b32encode(signed).decode().rstrip("=")


def decode(text: str) -> bytes | None:
    """The bytes of a text; None unless it is the one text that :func:`encode` gives for them."""
    if len(text) > MOST_CHARACTERS or not _BASE32.fullmatch(text):
        return None
    try:
        data = b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return None
    # Left-over bits of the last character must be zero, or one permit would have several texts.
    return data if encode(data) == text else None


def address(base_url: str, text: str) -> str:
    """The address in the picture: upper case, so that scheme, host and code fit the alphanumeric mode."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}/V/{text}".upper()


def typed(text: str) -> str:
    """What somebody typed, pasted or scanned, as a permit's text or code; an address loses its front."""
    found = "".join(text[: 2 * MOST_CHARACTERS].split()).upper()
    if "/V/" in found:
        found = found.rsplit("/V/", 1)[1]
    found = found.strip("/").replace("-", "")
    return found.translate(_MISREAD) if len(found) == CODE_LENGTH else found


def is_code(text: str) -> bool:
    """Whether a text has the form of an eight-character code."""
    return len(text) == CODE_LENGTH and _BASE32.fullmatch(text) is not None


def is_readable(text: str) -> bool:
    """Whether a text could stand on a permit at all."""
    return len(text) <= MOST_CHARACTERS and _BASE32.fullmatch(text) is not None


def number(code: str) -> int:
    """The number of an eight-character code."""
    return int.from_bytes(b32decode(code), "big")


def spaced(code: str) -> str:
    """A code as people read it aloud: ``ABCD-EFGH``."""
    return f"{code[:4]}-{code[4:]}"
