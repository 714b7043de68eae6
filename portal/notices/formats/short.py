"""A notice as one short message: 160 characters of the GSM 7-bit alphabet (3GPP TS 23.038, 6.2.1)."""

from __future__ import annotations

import json
import unicodedata

LONGEST_SMS = 160
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Characters of the extension table take two septets.
_EXTENDED = frozenset("^{}\\[~]|€\f")
_INSTEAD = {
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...",
    "\u00a0": " ", "\u202f": " ", "œ": "oe", "Œ": "OE", "°": "o", "²": "2", "≤": "<=", "≥": ">=",
}  # fmt: skip


def gsm7(text: str) -> str:
    """The text in the alphabet; an accent that it lacks is dropped, anything else becomes ``?``."""
    return "".join(_letter(one) for one in unicodedata.normalize("NFC", text))


def _letter(one: str) -> str:
    if one in _BASIC or one in _EXTENDED:
        return one
    if one in _INSTEAD:
        return _INSTEAD[one]
    plain = unicodedata.normalize("NFD", one)[0]
    return plain if plain in _BASIC else "?"


def septets(text: str) -> int:
    """The length of a text of the alphabet as the network counts it."""
    return sum(2 if one in _EXTENDED else 1 for one in text)


def fitting(text: str) -> str:
    """The text in the alphabet, cut to one message; three dots tell that something was cut."""
    whole = gsm7(" ".join(text.split()))
    if septets(whole) <= LONGEST_SMS:
        return whole
    while septets(whole) > LONGEST_SMS - 3:
        whole = whole[:-1]
    return whole.rstrip() + "..."


def sms_file(*, recipient: str, text: str) -> bytes:
    """The short message as a file: number, empty line, text (UTF-8)."""
    return f"{recipient}\n\n{text}\n".encode()


def sms_request(*, message_id: str, recipient: str, text: str) -> bytes:
    """The body of the request to the gateway: JSON ``{id, to, text}``."""
    return json.dumps({"id": message_id, "to": recipient, "text": text}).encode()
