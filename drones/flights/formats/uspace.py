"""The fields of Annex IV of (EU) 2021/664: typed into the form, and as JSON, in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from drones.flights.model.uspace import Category, Connectivity, FlightKind, Identification, UspaceInput
from portal.kit.model import Fault

LONGEST_TEXT = 1_000
LONGEST_WORD = 60
#: More minutes than any unmanned aircraft of this portal stays up.
LONGEST_ENDURANCE = 2_880
USPACE_FIELDS = (
    "uspace",
    "uspace_kind",
    "uspace_category",
    "uspace_identification",
    "uspace_connectivity",
    "uspace_endurance_min",
    "uspace_emergency",
    "uspace_certificate",
    "uspace_mark",
)

E = TypeVar("E", bound=StrEnum)


def read_uspace(typed: Mapping[str, str], faults: list[Fault]) -> UspaceInput | None:
    """What was typed, ``None`` unless the box is ticked; faults name the form's fields."""
    if not typed.get("uspace", "").strip():
        return None
    stated: dict[str, Any] = {
        name.removeprefix("uspace_"): typed.get(name, "").strip() for name in USPACE_FIELDS[1:]
    }
    for name in ("identification", "connectivity"):
        stated[name] = [word for word in stated[name].split(",") if word]
    minutes = stated["endurance_min"]
    if minutes.isascii() and minutes.isdigit() and len(minutes) < 6:
        stated["endurance_min"] = int(minutes)
    found: list[Fault] = []
    read = read_document(stated, "", found)
    faults += (Fault(f"uspace_{one.pointer.strip('/').split('/')[0]}", one.code, one.facts) for one in found)
    return read


def write_uspace(stated: UspaceInput | None) -> dict[str, str]:
    """The texts that ``read_uspace`` reads so."""
    if stated is None:
        return {}
    written = write_document(stated)
    texts = {f"uspace_{name}": _text_of(value) for name, value in written.items()}
    return {"uspace": "1", **texts}


def read_document(value: Any, at: str, faults: list[Fault]) -> UspaceInput | None:
    """The object of the programming interface; ``at`` is its JSON pointer."""
    if not isinstance(value, Mapping):
        faults.append(Fault(at, "flights.error.uspace_unreadable"))
        return None
    return UspaceInput(
        kind=_choice(value, "kind", FlightKind, at, faults),
        category=_choice(value, "category", Category, at, faults),
        identification=_choices(value, "identification", Identification, at, faults),
        connectivity=_choices(value, "connectivity", Connectivity, at, faults),
        endurance_min=_minutes(value, at, faults),
        emergency=_text(value, "emergency", LONGEST_TEXT, at, faults),
        certificate=_text(value, "certificate", LONGEST_WORD, at, faults),
        mark=_text(value, "mark", LONGEST_WORD, at, faults),
    )


def write_document(stated: UspaceInput) -> dict[str, Any]:
    """The same as ``read_document`` reads it."""
    return {
        "kind": stated.kind.value if stated.kind else None,
        "category": stated.category.value if stated.category else None,
        "identification": [one.value for one in stated.identification],
        "connectivity": [one.value for one in stated.connectivity],
        "endurance_min": stated.endurance_min,
        "emergency": stated.emergency,
        "certificate": stated.certificate,
        "mark": stated.mark,
    }


def _text_of(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _choice(value: Mapping[str, Any], name: str, kind: type[E], at: str, faults: list[Fault]) -> E | None:
    stated = value.get(name)
    if stated is None or stated == "":
        return None
    if isinstance(stated, str) and stated in set(kind):
        return kind(stated)
    faults.append(Fault(f"{at}/{name}", "flights.error.choice", {"known": ", ".join(kind)}))
    return None


def _choices(
    value: Mapping[str, Any], name: str, kind: type[E], at: str, faults: list[Fault]
) -> tuple[E, ...]:
    stated = value.get(name) or []
    if isinstance(stated, list) and all(isinstance(one, str) and one in set(kind) for one in stated):
        return tuple(one for one in kind if one in stated)
    faults.append(Fault(f"{at}/{name}", "flights.error.choice", {"known": ", ".join(kind)}))
    return ()


def _minutes(value: Mapping[str, Any], at: str, faults: list[Fault]) -> int | None:
    stated = value.get("endurance_min")
    if stated is None or stated == "":
        return None
    if type(stated) in {int, float} and float(stated).is_integer() and 0 < stated <= LONGEST_ENDURANCE:
        return int(stated)
    faults.append(Fault(f"{at}/endurance_min", "flights.error.endurance", {"limit": LONGEST_ENDURANCE}))
    return None


def _text(value: Mapping[str, Any], name: str, limit: int, at: str, faults: list[Fault]) -> str:
    stated = value.get(name) or ""
    if not isinstance(stated, str) or "\x00" in stated:
        faults.append(Fault(f"{at}/{name}", "flights.error.text"))
        return ""
    if len(stated) > limit:
        faults.append(Fault(f"{at}/{name}", "flights.error.text_too_long", {"limit": limit}))
        return ""
    return stated.strip()
