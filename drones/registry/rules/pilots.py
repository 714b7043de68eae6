"""How long a remote pilot's competence holds, and what its entry must say."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from drones.registry.model import PilotDraft
from portal.kit.model import Fault

#: An end further away than this is a slip of the pen.
FURTHEST = timedelta(days=10 * 366)
LONGEST_NAME = 120
LONGEST_CERTIFICATE = 60


def lapses_at(expires_on: date, zone: tzinfo) -> datetime:
    """The first moment without competence: the end of its last day in ``zone``."""
    return datetime.combine(expires_on + timedelta(days=1), time(0), zone)


def lapsed(expires_on: date, moment: datetime, zone: tzinfo) -> bool:
    """True when the competence no longer holds at ``moment``."""
    return moment >= lapses_at(expires_on, zone)


def pilot_faults(draft: PilotDraft, now: datetime, zone: tzinfo) -> tuple[Fault, ...]:
    """Everything wrong with a remote pilot's entry, all at once."""
    return (
        *_text_faults("name", draft.name, LONGEST_NAME),
        *_text_faults("certificate", draft.certificate, LONGEST_CERTIFICATE),
        *_expiry_faults(draft.expires_on, now, zone),
    )


def _text_faults(pointer: str, text: str, longest: int) -> tuple[Fault, ...]:
    if not text.strip():
        return (Fault(pointer, "registry.pilot.missing"),)
    if len(text) > longest:
        return (Fault(pointer, "registry.pilot.too_long", {"longest": longest}),)
    return ()


def _expiry_faults(expires_on: date, now: datetime, zone: tzinfo) -> tuple[Fault, ...]:
    today = now.astimezone(zone).date()
    if expires_on < today:
        return (Fault("expires_on", "registry.pilot.expired", {"expires_on": _day(expires_on)}),)
    if expires_on - today > FURTHEST:
        return (Fault("expires_on", "registry.pilot.far", {"expires_on": _day(expires_on)}),)
    return ()


def _day(moment: date) -> str:
    return moment.strftime("%d/%m/%Y")
