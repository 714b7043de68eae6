"""YAML as flight intents are written in it: bounded, without references, tags or dates of its own."""

from __future__ import annotations

from itertools import islice
from typing import Any

import yaml

from drones.flights.formats.json_text import DEEPEST, MOST_BRACKETS, MOST_FAULTS, not_finite
from drones.flights.formats.plain_text import read_text
from portal.kit.model import Fault

#: YAML costs far more to read than JSON of the same size.
LARGEST_BYTES = 300_000
#: A member at the beginning of a line tells YAML from other text.
_BEGINNINGS = ("intents:", "volumes:", "flights:", "area:", "flight_plan:", "basic_information:", "extents:")


class _Loader(yaml.CSafeLoader):
    """Text that looks like a date stays text: what reads it knows its form."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
    for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def claims(text: str) -> bool:
    """True for a text that has a line with a member of the known wrappers."""
    return any(line.startswith(_BEGINNINGS) for line in text.splitlines())


def read_yaml(data: bytes) -> tuple[Any, tuple[Fault, ...]]:
    """The document with names as text, or ``None`` and its faults: size, text, depth, syntax, numbers."""
    if len(data) > LARGEST_BYTES:
        return None, (Fault("", "flights.error.too_large", {"limit_mb": LARGEST_BYTES / 1_000_000}),)
    text = read_text(data)
    if text is None:
        return None, (Fault("", "flights.error.not_text"),)
    try:
        fault = _refused(text)
        if fault is not None:
            return None, (fault,)
        document = _named(yaml.load(text, Loader=_Loader))  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        return None, (Fault("", "flights.error.not_yaml", _place(error)),)
    except (ValueError, TypeError, RecursionError, OverflowError):
        return None, (Fault("", "flights.error.not_yaml", {"line": 1, "column": 1}),)
    bad = tuple(islice(not_finite(document, ""), MOST_FAULTS))
    return (None, bad) if bad else (document, ())


def _refused(text: str) -> Fault | None:
    """What must not even be built: references multiply, depth ends the interpreter."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            mark = event.start_mark
            return Fault(f"line {mark.line + 1}" if mark else "", "flights.error.yaml_alias")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return Fault("", "flights.error.too_deep", {"limit": DEEPEST})
        if count > MOST_BRACKETS:
            return Fault("", "flights.error.too_many_items", {"limit": MOST_BRACKETS})
    return None


def _place(error: yaml.YAMLError) -> dict[str, str | int | float]:
    mark = getattr(error, "problem_mark", None)
    return {"line": 1, "column": 1} if mark is None else {"line": mark.line + 1, "column": mark.column + 1}


def _named(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _named(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner) for inner in value]
    return value
