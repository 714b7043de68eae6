"""Untrusted JSON: bytes in, the root of the document out, or the reason why it is not read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

from geofences.zones.formats.document import MAX_BYTES, Notes, Place, clip, escape

MAX_DEPTH = 64
#: Objects and lists of a document, positions not counted; the largest real files have 30,000.
MAX_ELEMENTS = 400_000


class _Doubled(dict[str, object]):
    """An object in which some names stood twice."""

    names: tuple[str, ...] = ()


def parse(data: bytes, notes: Notes) -> Place | None:
    """The document's root, or ``None`` when it cannot be read at all (the reason is noted).

    Refused: more than ``MAX_BYTES``, text that is not UTF-8 (a BOM is tolerated), NaN and
    Infinity, names that stand twice in one object, nesting deeper than ``MAX_DEPTH``.
    """
    if len(data) > MAX_BYTES:
        notes.error("", "file_too_large", size=len(data), limit=MAX_BYTES)
        return None
    try:
        root = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_pairs, parse_constant=_refuse, parse_float=_float
        )
    except UnicodeDecodeError as fault:
        notes.error("", "not_utf8", byte=fault.start)
    except json.JSONDecodeError as fault:
        notes.error(f"line {fault.lineno}", "not_json", line=fault.lineno, column=fault.colno)
    except RecursionError:
        notes.error("", "too_deep", limit=MAX_DEPTH)
    except _NotFiniteError as fault:
        notes.error("", "not_finite", text=clip(str(fault)))
    except ValueError:  # a number of more digits than Python converts
        notes.error("", "number_too_long")
    else:
        if _sound(root, notes):
            return Place("", root, notes)
    return None


def json_value(text: str) -> object:
    """A piece of JSON inside another file; raises ``ValueError`` for what is not strict, or too deep."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_float)
    except RecursionError:
        raise ValueError("too deep") from None


class _NotFiniteError(ValueError):
    """NaN, Infinity, or a number too large to be one."""


def _refuse(name: str) -> float:
    raise _NotFiniteError(name)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _NotFiniteError(text)
    return value


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    whole = dict(pairs)
    if len(whole) == len(pairs):
        return whole
    seen: set[str] = set()
    doubled = _Doubled(whole)
    doubled.names = tuple(dict.fromkeys(name for name, _ in pairs if name in seen or seen.add(name)))  # type: ignore[func-returns-value]
    return doubled


def _sound(root: object, notes: Notes) -> bool:
    """Walk without recursion: note every doubled name and any nesting that is too deep."""
    before, count = notes.error_count, 0
    waiting: list[tuple[str, object, int]] = [("", root, 0)]
    while waiting:
        pointer, value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            notes.error(clip(pointer, 200), "too_deep", limit=MAX_DEPTH)
            return False
        if isinstance(value, _Doubled):
            for name in value.names:
                notes.error(f"{pointer}/{escape(name)}", "name_twice", name=clip(name))
        inner = [(key, one) for key, one in _members(value) if _inner(one)]
        count += len(inner)
        if count > MAX_ELEMENTS:
            notes.error(clip(pointer, 200), "too_many_elements", limit=MAX_ELEMENTS)
            return False
        waiting.extend((f"{pointer}/{escape(str(key))}", one, depth + 1) for key, one in inner)
    return notes.error_count == before


def _members(value: object) -> Iterable[tuple[str | int, object]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _inner(value: object) -> bool:
    if isinstance(value, list) and value and not isinstance(value[0], list | dict):
        return any(isinstance(item, list | dict) for item in value)  # positions have nothing inside
    return isinstance(value, list | dict)
