"""Short messages that ask about a permit or a drone that was seen; the services are those of the pages."""

from __future__ import annotations

from datetime import UTC, datetime

from limits import parse

from drones.desk.model import KnownAnswer, KnownFlight, Said, Sighting, Told
from drones.desk.rules import inbound as rules
from drones.desk.service.known import LIMIT, ask, read_place
from drones.permits import service as permits
from drones.permits.model import State, Verification
from geofences.lookup.model import Place
from portal.accounts.model import PersonView
from portal.kit.i18n import local, say
from portal.kit.limits import limiter
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings

_RATE = parse(LIMIT)
#: Names that still fit beside the other words, and characters of a code that are repeated in an answer.
_MOST_PLACES, _LONGEST_CODE = 3, 12


def about_permit(*, typed: str, now: datetime) -> Said:
    """The verdict of a permit by its code, as anybody may ask; what cannot be read is not genuine."""
    code = "".join(typed.split()).upper()
    if not code:
        return Said("which_permit")
    found = permits.verify(code=code, now=now)
    facts: dict[str, str | int] = {
        "permit": code[:_LONGEST_CODE], "phone": settings().liaison_phone, "exercise": "",
    }  # fmt: skip
    if found.content is not None:
        content = found.content
        facts |= {
            "permit": content.code,
            "exercise": say("desk.sms.exercise") if content.exercise else "",
            "start": _moment(content.start),
            "end": _moment(found.valid_until or content.end),
            "serial": content.serial_tail,
            "operator": content.operator_number,
            "ceiling": _ceiling(found),
        }
    return Said(f"permit.{found.state.value}", facts)


def about_sighting(*, typed: str, person: PersonView, now: datetime) -> Said:
    """Whether a drone that was seen is known: the same question, limit and line of the ledger as the page."""
    if limiter.enabled and not limiter.limiter.hit(_RATE, person.id, "known"):
        return Said("known_over")
    place, at = rules.place_and_time(typed, local(now))
    found = read_place(typed=place) if place else None
    if found is None or isinstance(found, Fault):
        return Said("place_unknown")
    if isinstance(found, tuple) and len(found) > 1:
        return Said("place_many", {"places": ", ".join(_name(one) for one in found[:_MOST_PLACES])})
    where = found[0] if isinstance(found, tuple) else found
    name = where.name if isinstance(where, Place) else ""
    try:
        answer = ask(sighting=Sighting(where.lon, where.lat, at.astimezone(UTC), name), now=now)
    except Problem:
        return Said("place_unknown")
    return _told(answer, now)


def _told(answer: KnownAnswer, now: datetime) -> Said:
    facts: dict[str, str | int] = {"time": _moment(answer.sighting.at), "phone": settings().liaison_phone}
    if answer.told is Told.NOT_KNOWN:
        return Said("not_known_outside" if answer.outside_coverage else "not_known", facts)
    first, *others = answer.flights
    more = say("desk.sms.known_more", count=len(others)) if others else ""
    return Said("known", facts | _flight(first) | {"more": more})


def _flight(known: KnownFlight) -> dict[str, str | int]:
    near, aircraft = known.near, known.aircraft
    distance = say("desk.sms.here")
    if near.direction:
        distance = f"{round(near.distance_m)} m {say(f'desk.sms.wind.{near.direction}')}"
    described = f"{aircraft.maker} {aircraft.model}"[:24].strip() if aircraft is not None else "?"
    return {
        "reference": near.flight.reference,
        "state": say(f"desk.sms.state.{near.flight.state.value}"),
        "distance": distance,
        "until": local(near.volume.period.end).strftime("%H:%M"),
        "aircraft": described,
        "serial": aircraft.serial[-4:] if aircraft is not None else "?",
    }


def _name(place: object) -> str:
    return f"{place.name} {place.lat:.3f} {place.lon:.3f}" if isinstance(place, Place) else ""


def _ceiling(found: Verification) -> str:
    assert found.content is not None
    volumes = found.content.volumes
    told = {
        (volumes[place].ceiling_m, volumes[place].ceiling_datum.value)
        for place in (found.now_valid if found.state is State.VALID else range(len(volumes)))
    }
    # Of several ceilings the lowest is said where they are measured alike; else the permit is to be read.
    if len({datum for _, datum in told}) > 1:
        return say("desk.sms.see_permit")
    metres, datum = min(told)
    return f"{metres:g} m {datum}"


def _moment(moment: datetime) -> str:
    return local(moment).strftime("%d/%m %H:%M")
