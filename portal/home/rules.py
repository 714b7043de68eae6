"""Where a reader may be sent back to after changing the language."""

from __future__ import annotations


def own_path(target: str) -> str:
    """The target when it is a path of this portal, else the first page.

    Browsers read a backslash as a slash and drop control characters, so ``/\\host`` and
    ``/<tab>/host`` name another host: both are refused, as is everything without a leading slash.

    >>> own_path("/flights?page=2")
    '/flights?page=2'
    >>> own_path("//elsewhere.example")
    '/'
    """
    plain = target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") else "/"
