"""UAS operator registration numbers (EN 4709-002): make, check, read, and never show the secret.

``PPPBBBBBBBBBBBBC-SSS``: a country prefix (ISO 3166-1 alpha-3, upper case), twelve base
characters, a check character, and three secret characters that only the operator knows. The
first sixteen characters are public. The check character covers base and secret, so it can be
verified only when the secret is there.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from portal.kit.model import Fault

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PREFIX_LENGTH = 3
BASE_LENGTH = 12
SECRET_LENGTH = 3
PUBLIC_LENGTH = 16
FULL_LENGTH = 20


@dataclass(frozen=True, slots=True)
class RegistrationNumber:
    """A well-formed number; with a secret, its check character has been verified.

    ``repr`` and ``str`` show the public part only.
    """

    public: str
    secret: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if _public_fault(self.public) is not None:
            raise ValueError("number_malformed")
        if self.secret is None:
            return
        if len(self.secret) != SECRET_LENGTH or not _plain(self.secret):
            raise ValueError("number_malformed")
        if checksum(self.public[PREFIX_LENGTH:-1], self.secret) != self.public[-1]:
            raise ValueError("number_checksum")

    def __str__(self) -> str:
        return self.public

    @property
    def prefix(self) -> str:
        """The country's three letters."""
        return self.public[:PREFIX_LENGTH]

    def reveal(self) -> str:
        """All twenty characters, for the one answer that shows them; ``ValueError`` without a secret."""
        if self.secret is None:
            raise ValueError("number_without_secret")
        return f"{self.public}-{self.secret}"


def checksum(base: str, secret: str) -> str:
    """The check character: Luhn mod 36 over the 12 base and the 3 secret characters.

    Multipliers run 2, 1, 2, ... from the left. ``ValueError`` for a character outside ``[0-9a-z]``.

    >>> checksum("87astrdge12k", "xyz")
    '8'
    """
    total = 0
    for place, character in enumerate(base + secret):
        quotient, remainder = divmod(ALPHABET.index(character) * (2 - place % 2), 36)
        total += quotient + remainder
    return ALPHABET[-total % 36]


def generate(prefix: str, base: str, secret: str) -> RegistrationNumber:
    """The number of these parts; ``base`` (12) and ``secret`` (3) are drawn by the caller.

    >>> generate("FIN", "87astrdge12k", "xyz").reveal()
    'FIN87astrdge12k8-xyz'
    """
    if len(base) != BASE_LENGTH or len(secret) != SECRET_LENGTH:
        raise ValueError("number_malformed")
    return RegistrationNumber(prefix + base + checksum(base, secret), secret)


def fold(text: str) -> str:
    """What was typed, in the standard's case: prefix upper, rest lower; outer blanks go.

    Only ASCII is folded. Anything else comes back as it is, to be refused: a look-alike letter
    is not the letter.
    """
    bare = text.strip(" \t\r\n")
    if not bare.isascii():
        return bare
    return bare[:PREFIX_LENGTH].upper() + bare[PREFIX_LENGTH:].lower()


def read(text: str, *, prefix: str | None = None) -> RegistrationNumber | Fault:
    """The number that ``text`` is, exactly as the standard writes it, or the first fault.

    With ``prefix``, a number of another country is a fault. With a secret the check character
    is verified, without one it cannot be. No fault repeats a character that was typed.
    """
    if not text.isascii():
        return _fault("not_ascii")
    public, dash, secret = text.partition("-")
    fault = _public_fault(public, prefix)
    if fault is not None or not dash:
        return fault or RegistrationNumber(public)
    if len(secret) != SECRET_LENGTH or not _plain(secret):
        return _fault("secret_shape")
    if checksum(public[PREFIX_LENGTH:-1], secret) != public[-1]:
        return _fault("checksum")
    return RegistrationNumber(public, secret)


def read_typed(text: str, *, prefix: str | None = None) -> RegistrationNumber | Fault:
    """As :func:`read`, for what a person typed: case and outer blanks do not matter."""
    return read(fold(text), prefix=prefix)


def may_hold_secret(text: str) -> bool:
    """True when more than a public part was given, so that it may not be shown again."""
    bare = text.strip(" \t\r\n")
    return "-" in bare or len(bare) > PUBLIC_LENGTH


def showable(text: str) -> str:
    """The part of a typed number that may be shown again: nothing that could be the secret.

    >>> showable("FIN87astrdge12k8-xyz"), showable("FIN87astrdge12k8xyz"), showable("fin87")
    ('FIN87astrdge12k8', '', 'FIN87')
    """
    bare = fold(text).partition("-")[0]
    return bare if len(bare) <= PUBLIC_LENGTH else ""


def digest(number: RegistrationNumber, key: bytes) -> str:
    """The keyed digest under which a full number is kept (HMAC-SHA256, hexadecimal)."""
    return hmac.new(key, number.reveal().encode("ascii"), "sha256").hexdigest()


def same_digest(one: str, other: str) -> bool:
    """Compare two digests in a time that does not depend on where they differ."""
    return hmac.compare_digest(one, other)


def _public_fault(public: str, prefix: str | None = None) -> Fault | None:
    if len(public) != PUBLIC_LENGTH:
        return _fault("length", expected=PUBLIC_LENGTH, found=len(public))
    if not all(letter in CAPITALS for letter in public[:PREFIX_LENGTH]):
        return _fault("prefix")
    for place, character in enumerate(public[PREFIX_LENGTH:], start=PREFIX_LENGTH + 1):
        if character not in ALPHABET:
            return _fault("alphabet", position=place)
    if prefix is not None and public[:PREFIX_LENGTH] != prefix:
        return _fault("other_country", prefix=prefix)
    return None


def _plain(text: str) -> bool:
    return all(character in ALPHABET for character in text)


def _fault(code: str, **facts: str | int) -> Fault:
    return Fault("number", f"registry.number.{code}", dict(facts))
