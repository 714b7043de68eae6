"""A whole zone as typed in the form: texts in, a zone or every fault out; a zone in, its texts out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from shapely.geometry.base import BaseGeometry

from geofences.engine.model import Band, PreApproval, Restriction, Zone, ZoneVolume
from geofences.zones.formats.properties import MAX_IDENTIFIER, REASONS
from geofences.zones.formats.typed.authorities import read_authorities, write_authorities
from geofences.zones.formats.typed.layers import (
    inscribed,
    read_area,
    read_layers,
    read_limit,
    write_layers,
    write_limit,
)
from geofences.zones.formats.typed.periods import read_periods, write_periods
from geofences.zones.formats.typed.scalars import Typed
from portal.kit.model import Fault

COMMAND = re.compile(r"[A-Z0-9_-]{2,20}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]*")
#: The lengths that ED-269 allows; what was longer already may stay as it is.
_LONGEST = {"name": 200, "message": 200, "other_reason": 30, "source": 200}
#: Blocks of each kind that one page can bear.
MOST_BLOCKS = 30


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """The zone that was typed, or ``None``, and every fault by its field (``layers/0/centre``)."""

    zone: Zone | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ApprovalReading:
    """The pre-approval that was typed, or ``None``, and every fault by its field."""

    pre_approval: PreApproval | None
    faults: tuple[Fault, ...]


def is_too_large(zone: Zone) -> bool:
    """True for a zone with more blocks than one page can bear: it is changed by a file."""
    periods = sum(max(len(one.rules), 1) for one in zone.applicability)
    return max(len(zone.volumes), periods, len(zone.authorities)) > MOST_BLOCKS


def write_zone(zone: Zone, local: ZoneInfo) -> dict[str, Any]:
    """The texts of a zone; read back unchanged they give exactly the same zone."""
    return {
        "country": zone.country,
        "identifier": zone.identifier,
        "name": zone.name,
        "restriction": zone.restriction.value,
        "reasons": list(zone.reasons),
        "other_reason": zone.other_reason,
        "message": zone.message,
        "conditions": "\n\n".join(zone.conditions),
        "command": zone.command,
        "two_signatures": zone.two_signatures,
        "exercise": zone.exercise,
        "source": zone.source,
        "layers": write_layers(zone.volumes),
        "periods": write_periods(zone.applicability, local),
        "authorities": write_authorities(zone.authorities),
    }


def read_zone(texts: Mapping[str, Any], base: Zone | None, local: ZoneInfo) -> ZoneReading:
    """The zone that was typed over ``base`` (a new one without it), clock times read in ``local``.

    What the form does not show, and every field whose text is still that of ``base``, stays exactly
    as it is there: an edit never loses what an import brought.
    """
    typed = Typed(texts)
    country, identifier = _identity(typed, base)
    restriction = _restriction(typed)
    command = _command(typed, restriction, base)
    plain = {name: _plain(typed, name, base) for name in _LONGEST}
    volumes = read_layers(typed, () if base is None else base.volumes)
    applicability = read_periods(typed, () if base is None else base.applicability, local)
    authorities = read_authorities(typed, () if base is None else base.authorities)
    two_signatures = _two_signatures(typed, restriction)
    if typed.faults or restriction is None or not volumes or not applicability:
        return ZoneReading(None, tuple(typed.faults))
    zone = Zone(
        country=country,
        identifier=identifier,
        restriction=restriction,
        volumes=volumes,
        applicability=applicability,
        reasons=_reasons(typed, base),
        conditions=_conditions(typed, base),
        authorities=authorities,
        command=command,
        two_signatures=two_signatures,
        exercise=typed.ticked("exercise"),
        time_zone=local.key if base is None else base.time_zone,
        **plain,
    )
    return ZoneReading(zone, ())


def _identity(typed: Typed, base: Zone | None) -> tuple[str, str]:
    if base is not None:
        return base.key
    country, identifier = typed.text("country").upper(), typed.text("identifier")
    if not re.fullmatch("[A-Z]{3}", country):
        typed.fault("country", "zones.error.country_not_alpha3", text=country[:20])
    if not identifier:
        typed.fault("identifier", "zones.error.identifier_missing")
    elif not _IDENTIFIER.fullmatch(identifier) or len(identifier) > MAX_IDENTIFIER:
        typed.fault("identifier", "zones.error.identifier_unfit", limit=MAX_IDENTIFIER)
    return country, identifier


def _restriction(typed: Typed) -> Restriction | None:
    stated = typed.text("restriction")
    if stated not in set(Restriction):
        typed.fault("restriction", "zones.error.restriction_missing")
        return None
    return Restriction(stated)


def _two_signatures(typed: Typed, restriction: Restriction | None) -> bool:
    """Ticked where nobody's consent is asked, it would promise what never happens."""
    ticked = typed.ticked("two_signatures")
    if ticked and restriction not in {None, Restriction.REQ_AUTHORISATION}:
        typed.fault("two_signatures", "zones.error.two_signatures_alone")
    return ticked


def _command(typed: Typed, restriction: Restriction | None, base: Zone | None) -> str:
    if base is not None and typed.text("command") == base.command.strip():
        return base.command
    command = typed.text("command").upper()
    if command and not COMMAND.fullmatch(command):
        typed.fault("command", "zones.error.command_unfit")
    if not command and restriction is Restriction.REQ_AUTHORISATION:
        typed.fault("command", "zones.error.command_missing")
    return command


def _plain(typed: Typed, name: str, base: Zone | None) -> str:
    text, before = typed.text(name), "" if base is None else str(getattr(base, name))
    # A line of a form keeps no line ends, a field of several lines writes them as it likes.
    if text in (before.replace("\r\n", "\n").strip(), "".join(before.splitlines()).strip()):
        return before
    if len(text) > _LONGEST[name]:
        typed.fault(name, "zones.error.too_long_to_publish", limit=_LONGEST[name])
    return text


def _reasons(typed: Typed, base: Zone | None) -> tuple[str, ...]:
    chosen = typed.chosen("reasons")
    before = () if base is None else base.reasons
    if set(chosen) == set(before):
        return before
    return tuple(one for one in (*REASONS, *before) if one in chosen)


def _conditions(typed: Typed, base: Zone | None) -> tuple[str, ...]:
    text = typed.text("conditions")
    if base is not None and text == "\n\n".join(base.conditions).replace("\r\n", "\n").strip():
        return base.conditions
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip())


def write_approval(one: PreApproval, local: ZoneInfo) -> dict[str, Any]:
    """The texts of a pre-approval."""
    return {
        "identifier": one.identifier,
        "name": one.name,
        "command": one.command,
        "exercise": one.exercise,
        "layers": write_layers([ZoneVolume(one.area, Band())]),
        **write_limit("ceiling", one.ceiling),
        "periods": write_periods(one.applicability, local),
    }


def read_approval(texts: Mapping[str, Any], base: PreApproval | None, local: ZoneInfo) -> ApprovalReading:
    """The pre-approval that was typed; of a circle only what surely lies inside is approved."""
    typed = Typed(texts)
    identifier = base.identifier if base is not None else _identity_of_approval(typed)
    command = typed.text("command").upper()
    if not COMMAND.fullmatch(command):
        typed.fault("command", "zones.error.command_unfit" if command else "zones.error.command_missing")
    ceiling = read_limit(typed, "ceiling")
    if ceiling is None and not typed.text("ceiling"):
        typed.fault("ceiling", "zones.error.ceiling_missing")
    area = _approved(typed, base)
    applicability = read_periods(typed, () if base is None else base.applicability, local)
    name = typed.text("name")
    if len(name) > _LONGEST["name"]:
        typed.fault("name", "zones.error.too_long_to_publish", limit=_LONGEST["name"])
    if typed.faults or area is None or ceiling is None or not applicability:
        return ApprovalReading(None, tuple(typed.faults))
    one = PreApproval(identifier, command, area, ceiling, applicability, name, typed.ticked("exercise"))
    return ApprovalReading(one, ())


def _identity_of_approval(typed: Typed) -> str:
    identifier = typed.text("identifier")
    if not identifier:
        typed.fault("identifier", "zones.error.identifier_missing")
    elif not _IDENTIFIER.fullmatch(identifier) or len(identifier) > MAX_IDENTIFIER:
        typed.fault("identifier", "zones.error.identifier_unfit", limit=MAX_IDENTIFIER)
    return identifier


def _approved(typed: Typed, base: PreApproval | None) -> BaseGeometry | None:
    entries = typed.entries("layers")
    if len(entries) != 1:
        typed.fault("layers", "zones.error.layer_needed")
        return None
    origin = None if base is None else ZoneVolume(base.area, Band())
    found = read_area(entries[0][1], origin)
    return None if found is None else found.area if found is origin else inscribed(found)
