"""What may be imported, published and withdrawn: decisions over values, no query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from geofences.engine.model import PreApproval, Restriction, Zone
from geofences.engine.shapes import faults
from geofences.zones.formats.areas import area_code
from geofences.zones.model import SYSTEM, Key, State, Stated
from portal.kit.model import Fault


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import means for the register: zones by fate, and drafts that already say the same."""

    added: tuple[Zone, ...]
    changed: tuple[Zone, ...]
    unchanged: tuple[Key, ...]
    #: Drafts with exactly the imported content: publishing the import publishes them.
    drafts: tuple[str, ...]


def plan(zones: Sequence[Zone], digests: Mapping[Key, str], known: Mapping[Key, Stated]) -> Plan:
    """Compare the zones with the newest draft, else published, version of each: equal ones stay."""
    fresh = [zone for zone in zones if zone.key not in known]
    same = [zone.key for zone in zones if zone.key in known and known[zone.key].digest == digests[zone.key]]
    kept = set(same)
    return Plan(
        added=tuple(fresh),
        changed=tuple(zone for zone in zones if zone.key in known and zone.key not in kept),
        unchanged=tuple(same),
        drafts=tuple(known[key].id for key in same if known[key].state is State.DRAFT),
    )


def with_command(zones: Iterable[Zone], command: str) -> tuple[Zone, ...]:
    """The zones, with the command to be asked where consent is asked for and none is named."""
    return tuple(
        replace(zone, command=command)
        if command and not zone.command and zone.restriction is Restriction.REQ_AUTHORISATION
        else zone
        for zone in zones
    )


def publish_faults(
    ids: Sequence[str],
    versions: Sequence[Stated],
    actor: str,
    current: Mapping[Key, int] = MappingProxyType({}),
) -> tuple[Fault, ...]:
    """Why these versions may not be published by ``actor``; empty when they may.

    Every version must be a draft, drafted from what is published now (``current``: numbers by key),
    and not sent back. Nobody publishes their own (decision 10); the command line and the
    demonstration, which no person's session can reach, are one actor and may.
    """
    found = {version.id: version for version in versions}
    faults: list[Fault] = []
    for id_ in ids:
        version = found.get(id_)
        if version is None:
            faults.append(Fault(id_, "zones.error.version_unknown"))
        elif version.state is not State.DRAFT:
            faults.append(Fault(id_, "zones.error.not_a_draft", _named(version)))
        elif version.author_id == actor != SYSTEM:
            faults.append(Fault(id_, "zones.error.own_zone", _named(version)))
        elif version.returned:
            faults.append(Fault(id_, "zones.error.sent_back", _named(version)))
        elif version.base_number not in (None, current.get(version.key, 0)):
            faults.append(Fault(id_, "zones.error.base_changed", _named(version)))
    return tuple(faults)


def _named(version: Stated) -> dict[str, str | int | float]:
    return {"identifier": version.key[1]}


def area_faults(zones: Iterable[Zone], pre_approvals: Iterable[PreApproval]) -> tuple[Fault, ...]:
    """Every fault of an area made by code, by the identifier it belongs to."""
    areas = [(f"{zone.country}/{zone.identifier}", volume.area) for zone in zones for volume in zone.volumes]
    areas += [(approval.identifier, approval.area) for approval in pre_approvals]
    return tuple(
        Fault(pointer, area_code(fault), dict(fault.facts))
        for pointer, area in areas
        for fault in faults(area)
    )
