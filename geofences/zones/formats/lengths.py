"""Texts longer than a standard's field: in pieces where it takes several, else cut with a sign of it."""

from __future__ import annotations

from urllib.parse import quote

#: The length of a short text in ED-269 and in ED-318.
SHORT = 200
#: ED-269 ``otherReasonInfo``.
REMARK = 30
CUT = "…"
_ADDRESS = "%/:=&?~#+!$,;'@()*[]"


def pieces(text: str, limit: int = SHORT) -> list[str]:
    """The text in order, in parts of at most ``limit`` characters, parted at spaces where it has any.

    >>> pieces("un deux trois", 8)
    ['un deux', 'trois']
    """
    found: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        space = rest.rfind(" ", 1, limit + 1)
        if space > 0 and rest[:space].strip():
            found.append(rest[:space].strip())
        else:
            space = limit
            found.append(rest[:limit])
        rest = rest[space:].strip()
    return [*found, rest] if rest else found


def cut(text: str, limit: int = SHORT, more: str = "") -> str:
    """The text, or as much of it as fits, an ellipsis and where the whole of it stands (``more``).

    >>> cut("un deux trois", 9), cut("un deux trois", 12, "a/b")
    ('un deux…', 'un deux… a/b')
    """
    if len(text) <= limit:
        return text
    tail = f"{CUT} {more}" if more and len(more) < limit // 2 else CUT
    return text[: limit - len(tail)].rstrip() + tail


def address(url: str) -> str:
    """A web address as RFC 3986 allows it: other characters percent-encoded, none twice."""
    return quote(url, safe=_ADDRESS)
