"""What the standards have no name for, kept in ``extendedProperties.portal``; believed only where it fits.

What stands there is never another answer to what the standard's own members say: an hour, a limit
or a restriction is read from those, whatever is written beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geofences.engine.model import Applicability, Authority, DailyRule, Zone
from geofences.zones.formats.document import Place, clip

OWN = "portal"
EXERCISE = "EXERCICE"
_COMMAND = re.compile("[A-Z0-9_-]{2,20}")


@dataclass(frozen=True, slots=True)
class Own:
    """What a zone's extension says."""

    time_zone: str = "UTC"
    exercise: bool = False
    source: str = ""
    command: str = ""
    two_signatures: bool = False


def message_of(zone: Zone) -> str:
    """The zone's message; a demonstration zone always says that it is an exercise."""
    if zone.exercise and EXERCISE not in zone.message.upper():
        return _marked(zone.message)
    return zone.message


def _marked(message: str) -> str:
    return f"{EXERCISE} / {message}".strip(" /")


def write_own(zone: Zone) -> dict[str, object]:
    """The extension of a zone; empty when the standard's members say everything."""
    marked = message_of(zone) != zone.message
    names = [_named_zone(period) for period in zone.applicability]
    stated: dict[str, object] = {
        "exercise": zone.exercise or None,
        "source": zone.source,
        "timeZone": zone.time_zone if zone.time_zone != "UTC" else "",
        "command": zone.command,
        "twoSignatures": zone.two_signatures or None,
        "scheduleZones": names if any(names) else [],
    }
    found = {name: value for name, value in stated.items() if value}
    return found | ({"message": zone.message} if marked else {})


def write_stand_ins(zone: Zone) -> dict[str, object]:
    """What ED-318 must have and the zone does not state: an authority, and what it is asked for."""
    unnamed = [number for number, one in enumerate(zone.authorities) if one.purpose is None]
    stated: dict[str, object] = {"authorityUnnamed": not zone.authorities, "purposeUnnamed": unnamed}
    return {name: value for name, value in stated.items() if value}


def _named_zone(period: Applicability) -> str:
    """The one named time zone in which its rules are read; empty for offsets, which files can write."""
    zones = {rule.zone for rule in period.rules}
    named = [one.key for one in zones if isinstance(one, ZoneInfo)]
    return named[0] if len(zones) == 1 and named else ""


def read_own(extended: Place) -> Own:
    """The extension of a zone; its faults are noted."""
    own = extended.member(OWN)
    return Own(
        time_zone=read_time_zone(own.member("timeZone")),
        exercise=own.member("exercise").value is True,
        source=own.member("source").text(200),
        command=_command(own.member("command")),
        two_signatures=own.member("twoSignatures").value is True,
    )


def _command(place: Place) -> str:
    text = place.text(20, 20)
    if text and not _COMMAND.fullmatch(text):
        place.error("unknown_word", text=clip(text), allowed="A-Z 0-9 _ -")
        return ""
    return text


def read_time_zone(place: Place) -> str:
    """The name of a time zone (IANA); UTC when none is stated."""
    text = place.text(60, 60)
    try:
        return ZoneInfo(text or "UTC").key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        place.error("unknown_time_zone", text=clip(text))
        return ""


def as_named(authorities: tuple[Authority, ...], extended: Place) -> tuple[Authority, ...]:
    """The authorities without what our own file had to put in: its publisher, and purposes."""
    own = extended.member(OWN)
    if own.member("authorityUnnamed").value is True:
        return ()
    unnamed = own.member("purposeUnnamed").value
    numbers = unnamed if isinstance(unnamed, list) else []
    return tuple(
        replace(one, purpose=None) if number in numbers else one for number, one in enumerate(authorities)
    )


def unmarked(message: str, extended: Place) -> str:
    """The message without the mark of an exercise, where the extension says how it was."""
    own = extended.member(OWN)
    said = own.member("message").value
    return said if isinstance(said, str) and said.strip() == said and _marked(said) == message else message


def in_named_zone(
    periods: tuple[Applicability, ...],
    extended: Place,
    write: Callable[[tuple[Applicability, ...]], object],
    stated: object,
) -> tuple[Applicability, ...]:
    """The periods with their rules in the named zones of the extension, if those write what is ``stated``."""
    names = list(extended.member(OWN).member("scheduleZones").items())
    if not names or len(names) != len(periods):
        return periods
    meant = tuple(_rezoned(period, name) for period, name in zip(periods, names, strict=True))
    return meant if write(meant) == stated else periods


def _rezoned(period: Applicability, name: Place) -> Applicability:
    if name.value == "":
        return period
    zone = ZoneInfo(read_time_zone(name) or "UTC")
    rules = (DailyRule(rule.days, rule.start, rule.end, zone) for rule in period.rules)
    return replace(period, rules=tuple(dict.fromkeys(rules)))
