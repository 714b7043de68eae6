"""Words to an owner that would give a concealed zone away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: A name this short is an everyday word as likely as a zone's: only its identifier is looked for.
SHORTEST_NAME = 4
_APART = re.compile(r"[^a-z0-9]+")


def gives_away(text: str, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Identifiers and names (of pairs of both) that ``text`` mentions, however they are spelled.

    Case, accents, hyphens and blanks make no difference: « cx 1 » mentions CX-1.

    >>> gives_away("Restez loin de cx1.", [("CX-1", "Camp nord")])
    ('CX-1',)
    >>> gives_away("Le CAMP  Nord est fermé", [("CX-1", "Camp nord")])
    ('Camp nord',)
    >>> gives_away("Le camp est au nord", [("CX-1", "Camp nord")])
    ()
    """
    said = _words(text)
    return tuple(
        name
        for pair in names
        for name in pair
        if (name is pair[0] or len(name) >= SHORTEST_NAME) and _mentions(said, _words(name))
    )


def _words(text: str) -> list[str]:
    """Plain words and numbers; what is written in one (``cx1``) is taken apart between the two."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [part for word in _APART.split(bare) for part in re.findall(r"[a-z]+|[0-9]+", word)]


def _mentions(said: list[str], name: list[str]) -> bool:
    if not name:
        return False
    return any(said[at : at + len(name)] == name for at in range(len(said) - len(name) + 1))
