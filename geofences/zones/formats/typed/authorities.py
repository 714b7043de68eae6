"""Whom to ask, as typed: a block for each authority."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from geofences.engine.model import Authority, Purpose
from geofences.zones.formats.typed.scalars import Typed, write_number

_TEXTS = ("name", "service", "contact_name", "phone", "email", "site_url")
#: ED-269 allows 200 characters for each of them.
LONGEST = 200
UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}
_MOST_LEAD = timedelta(days=366)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SITE = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s().-]{4,30}")
Texts = dict[str, object]


def write_authorities(authorities: Sequence[Authority]) -> list[Texts]:
    """Each authority as the form shows it."""
    return [write_authority(one) for one in authorities]


def write_authority(one: Authority) -> Texts:
    """One authority's texts; the lead time in the largest unit that says it exactly."""
    texts: Texts = {name: getattr(one, name) for name in _TEXTS}
    lead, unit = "", "hours"
    if one.interval_before is not None:
        unit = next(name for name in ("days", "hours", "minutes") if _fits(one.interval_before, name))
        lead = write_number(one.interval_before / UNITS[unit])
    return {
        **texts,
        "purpose": "" if one.purpose is None else one.purpose.value,
        "lead": lead,
        "lead_unit": unit,
    }


def _fits(interval: timedelta, unit: str) -> bool:
    return unit == "minutes" or not interval % UNITS[unit]


def read_authorities(typed: Typed, base: Sequence[Authority]) -> tuple[Authority, ...]:
    """The authorities that were typed; a block without any text is none, an unchanged one is kept."""
    known = {_signature(Typed(write_authority(one))): one for one in base}
    found = []
    for _, one in typed.entries("authorities"):
        if not any(one.text(name) for name in (*_TEXTS, "lead")):
            continue
        kept = known.get(_signature(one))
        found.append(kept if kept is not None else _authority(one))
    return tuple(found)


def _signature(typed: Typed) -> tuple[str, ...]:
    return tuple(typed.text(name) for name in (*_TEXTS, "purpose", "lead", "lead_unit"))


def _authority(typed: Typed) -> Authority:
    for name in _TEXTS:
        if len(typed.text(name)) > LONGEST:
            typed.fault(name, "zones.error.too_long_to_publish", limit=LONGEST)
    if not typed.text("name") and not typed.text("service"):
        typed.fault("name", "zones.error.authority_unnamed")
    for name, pattern, code in (
        ("email", _EMAIL, "zones.error.not_an_address"),
        ("site_url", _SITE, "zones.error.not_a_site"),
        ("phone", _PHONE, "zones.error.not_a_phone"),
    ):
        if typed.text(name) and not pattern.fullmatch(typed.text(name)):
            typed.fault(name, code)
    purpose = typed.text("purpose")
    return Authority(
        **{name: typed.text(name) for name in _TEXTS},
        purpose=Purpose(purpose) if purpose in set(Purpose) else None,
        interval_before=_lead(typed),
    )


def _lead(typed: Typed) -> timedelta | None:
    value = typed.number("lead")
    if value is None:
        return None
    unit = UNITS.get(typed.text("lead_unit"))
    if unit is None or not 0 <= value * unit.total_seconds() <= _MOST_LEAD.total_seconds():
        typed.fault("lead", "zones.error.lead_out_of_range", days=_MOST_LEAD.days)
        return None
    return timedelta(seconds=round(value * unit.total_seconds()))
