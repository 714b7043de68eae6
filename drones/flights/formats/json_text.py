"""JSON as strangers send it: bounded in size and depth, with no NaN, Infinity or huge number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from math import isfinite
from typing import Any

from portal.kit.model import Fault

LARGEST_BYTES = 2_000_000
DEEPEST = 64
MOST_BRACKETS = 200_000
MOST_FAULTS = 20

_SUSPECT = re.compile(r"NaN|Infinity|\d[eE]\+?\d{3}|\d{300}")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)


def read_json(data: bytes | str) -> tuple[Any, tuple[Fault, ...]]:
    """The document, or ``None`` and its faults: size, text, depth, syntax, numbers that are none."""
    if len(data) > LARGEST_BYTES:
        return None, (Fault("", "flights.error.too_large", {"limit_mb": LARGEST_BYTES // 1_000_000}),)
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, (Fault("", "flights.error.not_text"),)
    if not text.strip():
        return None, (Fault("", "flights.error.empty_file"),)
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        return None, (Fault("", "flights.error.too_many_items", {"limit": MOST_BRACKETS}),)
    if _depth(text) > DEEPEST:
        return None, (Fault("", "flights.error.too_deep", {"limit": DEEPEST}),)
    return _parse(text)


def _parse(text: str) -> tuple[Any, tuple[Fault, ...]]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        facts: dict[str, str | int | float] = {"line": error.lineno, "column": error.colno}
        return None, (Fault("", "flights.error.not_json", facts),)
    except ValueError:  # an integer of thousands of digits
        return None, (Fault("", "flights.error.number_too_long"),)
    suspect = _SUSPECT.search(text) is not None  # the walk is slow, and nearly always for nothing
    bad = tuple(islice(not_finite(document, ""), MOST_FAULTS)) if suspect else ()
    return (None, bad) if bad else (document, ())


def _depth(text: str) -> int:
    deepest = depth = 0
    for bracket in re.finditer(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            break
    return deepest


def not_finite(value: Any, pointer: str) -> Iterator[Fault]:
    """A fault for each number in a document that is none (NaN, infinite)."""
    if isinstance(value, float) and not isfinite(value):
        yield Fault(pointer, "flights.error.not_finite", {"at": pointer})
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from not_finite(inner, f"{pointer}/{escape(name)}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from not_finite(inner, f"{pointer}/{index}")


def escape(name: str) -> str:
    """A member's name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def number(value: Any) -> float | None:
    """The value as a finite number, or ``None``; true and false are no numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None
