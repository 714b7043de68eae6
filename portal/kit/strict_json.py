"""JSON as RFC 8259 has it: no NaN, no Infinity, no nesting deep enough to exhaust the reader.

Nor texts that no database keeps: the character NUL and half surrogate pairs, which only escapes can say.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from flask import Flask
from flask.json.provider import DefaultJSONProvider

#: Deeper than any document of ours; readers that walk a document come far below Python's own limit.
DEEPEST = 64
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)


def loads(text: str | bytes) -> Any:
    """Read one document; raises ``ValueError`` for anything that is not strict JSON in UTF-8."""
    whole = text if isinstance(text, str) else text.decode("utf-8-sig")
    _refuse_depth(whole)
    found = json.loads(whole, parse_constant=_refuse, parse_float=_finite)
    if "\\u" in whole:
        _refuse_unkeepable(found)
    return found


def _refuse_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth += 1 if match[1] else -1 if match[2] else 0
        if depth > DEEPEST:
            raise ValueError("nested too deeply")


def _refuse_unkeepable(value: Any) -> None:
    if isinstance(value, str):
        value.encode()  # half a surrogate pair is a UnicodeEncodeError, which is a ValueError
        if "\0" in value:
            raise ValueError("the character NUL is no text")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_unkeepable(name)
            _refuse_unkeepable(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_unkeepable(inner)


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:20]} is out of range")
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


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
