"""JSON as RFC 8259 has it: no NaN, no Infinity, no name twice, no nesting that exhausts the reader.

Nor texts that no database keeps: the character NUL and half surrogate pairs, which only escapes can say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from math import isfinite
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from portal.kit.model import Fact

#: Deeper than any document of ours; readers that walk a document come far below Python's own limit.
DEEPEST = 64
#: Nobody corrects more at once.
MOST_FLAWS = 100
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)
#: What may be a number that is none; the walk is slow, and nearly always for nothing.
_SUSPECT = re.compile(r"NaN|Infinity|\d[eE]\+?\d{3}|\d{300}")


@dataclass(frozen=True)
class Flaw:
    """What is wrong and where: a line (from 1) of the text, or a JSON pointer into the document.

    ``code`` is a last part: ``not_utf8``, ``empty``, ``broken``, ``too_deep``, ``number_too_long``,
    ``not_finite``, ``name_twice`` or ``no_text``.
    """

    code: str
    pointer: str = ""
    line: int = 0
    facts: dict[str, Fact] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The line, else the pointer."""
        return f"line {self.line}" if self.line else self.pointer


class NotJsonError(ValueError):
    """A text that is not strict JSON; ``flaws`` say why."""

    def __init__(self, flaws: tuple[Flaw, ...]) -> None:
        super().__init__(", ".join(f"{one.place} {one.code}".strip() for one in flaws))
        self.flaws = flaws


def loads(text: str | bytes) -> Any:
    """Read one document; raises ``NotJsonError`` for anything that is not strict JSON in UTF-8."""
    found, flaws = parse(text)
    if flaws:
        raise NotJsonError(flaws)
    return found


def parse(text: str | bytes) -> tuple[Any, tuple[Flaw, ...]]:
    """The document (a mark of the byte order before it is tolerated), or ``None`` and its flaws."""
    whole = _readable(text)
    if isinstance(whole, Flaw):
        return None, (whole,)
    doubled: list[_Doubled] = []
    try:
        found = json.loads(whole, object_pairs_hook=lambda pairs: _object(pairs, doubled))
    except json.JSONDecodeError as error:
        return None, (_at(whole, error.pos, "broken"),)
    except ValueError:  # a whole number of more digits than Python converts
        return None, (Flaw("number_too_long"),)
    if not (doubled or "\\u" in whole or _SUSPECT.search(whole)):
        return found, ()
    flaws = tuple(islice(_walk(found, ""), MOST_FLAWS))
    return (None, flaws) if flaws else (found, ())


def _readable(text: str | bytes) -> str | Flaw:
    """The text, of a depth that can be read."""
    try:
        whole = text if isinstance(text, str) else text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Flaw("not_utf8", line=line, facts={"byte": error.start})
    if not whole.strip():
        return Flaw("empty", line=1)
    deep = _too_deep(whole)
    return whole if deep is None else _at(whole, deep, "too_deep", limit=DEEPEST)


class _Doubled(dict[str, Any]):
    """An object in which some names stand twice."""

    names: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]], doubled: list[_Doubled]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) == len(pairs):
        return whole
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for name, _ in pairs:
        if name in seen:
            twice[name] = None
        seen.add(name)
    marked = _Doubled(whole)
    marked.names = tuple(twice)
    doubled.append(marked)
    return marked


def _too_deep(text: str) -> int | None:
    """Where the nesting passes the limit."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return None
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth += 1 if match[1] else -1 if match[2] else 0
        if depth > DEEPEST:
            return match.start()
    return None


def _at(text: str, position: int, code: str, **facts: Fact) -> Flaw:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return Flaw(code, line=line, facts={"line": line, "column": column, **facts})


def _walk(value: Any, at: str) -> Iterator[Flaw]:
    if isinstance(value, float) and not isfinite(value):
        yield Flaw("not_finite", at, facts={"at": at})
    elif isinstance(value, str) and not _keepable(value):
        yield Flaw("no_text", at)
    elif isinstance(value, dict):
        for name in value.names if isinstance(value, _Doubled) else ():
            yield Flaw("name_twice", f"{at}/{escape(name)}", facts={"name": name[:40]})
        for name, inner in value.items():
            if not _keepable(name):
                yield Flaw("no_text", at)
            yield from _walk(inner, f"{at}/{escape(name)}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, f"{at}/{index}")


def _keepable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def escape(name: str) -> str:
    """A member's name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


class StrictProvider(DefaultJSONProvider):
    """Flask's provider, reading strictly."""

    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """See :func:`loads`."""
        return loads(s)


def install(app: Flask) -> None:
    """Read the application's JSON strictly, and write it as the provider that it had before did.

    To be called after everything that puts a provider of its own in place (Flask-Security does).
    """
    app.json = type("StrictJSON", (StrictProvider, type(app.json)), {})(app)
