"""JSON as strangers send it: bounded in size and depth, with no NaN, Infinity, huge number or name twice."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any

from portal.kit import strict_json
from portal.kit.model import Fact, Fault
from portal.kit.strict_json import DEEPEST, Flaw, escape

__all__ = [
    "DEEPEST",
    "LARGEST_BYTES",
    "MOST_BRACKETS",
    "MOST_FAULTS",
    "escape",
    "not_finite",
    "number",
    "read_json",
]

LARGEST_BYTES = 2_000_000
MOST_BRACKETS = 200_000
MOST_FAULTS = 20

#: Our words for what strict reading finds.
_CODES = {"not_utf8": "not_text", "empty": "empty_file", "broken": "not_json"}


def read_json(data: bytes | str) -> tuple[Any, tuple[Fault, ...]]:
    """The document, or ``None`` and its faults: size, text, depth, syntax, names, numbers that are none."""
    if len(data) > LARGEST_BYTES:
        return None, (Fault("", "flights.error.too_large", {"limit_mb": LARGEST_BYTES // 1_000_000}),)
    if _brackets(data) > MOST_BRACKETS:
        return None, (Fault("", "flights.error.too_many_items", {"limit": MOST_BRACKETS}),)
    document, flaws = strict_json.parse(data)
    return document, tuple(_fault(flaw) for flaw in flaws[:MOST_FAULTS])


def _brackets(data: bytes | str) -> int:
    if isinstance(data, str):
        return data.count("[") + data.count("{")
    return data.count(b"[") + data.count(b"{")


def _fault(flaw: Flaw) -> Fault:
    code = _CODES.get(flaw.code, flaw.code)
    # What no line can help with, or says itself, stands for the whole file.
    place = "" if flaw.code in {"empty", "not_utf8"} else flaw.place
    facts: dict[str, Fact] = {} if code in {"not_text", "empty_file"} else dict(flaw.facts)
    return Fault(place, f"flights.error.{code}", facts)


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


def number(value: Any) -> float | None:
    """The value as a finite number, or ``None``; true and false are no numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None
