"""JSON as RFC 8259 has it: no NaN, no Infinity, no nesting deep enough to exhaust the reader."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Flask
from flask.json.provider import DefaultJSONProvider


def loads(text: str | bytes) -> Any:
    """Read one document; raises ``ValueError`` for anything that is not strict JSON."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError as fault:
        raise ValueError("nested too deeply") from fault


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
