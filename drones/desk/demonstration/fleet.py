"""Operators, aircraft and remote pilots of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from drones.desk.cast import NEIGHBOUR, NEWCOMER, OWNER, REGISTRAR
from drones.desk.model import Character
from drones.registry import service as registry
from drones.registry.model import (
    AircraftClass,
    AircraftDraft,
    AircraftView,
    Competence,
    Contact,
    OperatorKind,
    PilotDraft,
    PilotView,
)
from portal.kit.model import Fault
from portal.kit.problems import Problem

Made = TypeVar("Made")

AIRCRAFT = {
    OWNER.email: (
        AircraftDraft("Exemple", "Arpenteur 4", AircraftClass.C2, 1_900, "MFR1C123456789ABC", "Arpenteur"),
        AircraftDraft("Exemple", "Mini 2", AircraftClass.C0, 249, "MINI-2-0042", "Petit"),
    ),
    NEIGHBOUR.email: (
        AircraftDraft("Atelier", "Aile fixe", AircraftClass.PRIVATE, 3_200, "AILE-007", "Aile"),
    ),
    NEWCOMER.email: (AircraftDraft("Exemple", "Mini 2", AircraftClass.C0, 249, "MINI-2-0077", "Mini"),),
}
CONTACTS = {
    OWNER.email: Contact(
        OperatorKind.ORGANISATION, "Topographie du Bafing (exercice)", OWNER.email, OWNER.phone or ""
    ),
    NEIGHBOUR.email: Contact(OperatorKind.PERSON, "Awa Exemple", NEIGHBOUR.email, NEIGHBOUR.phone or ""),
    NEWCOMER.email: Contact(OperatorKind.PERSON, "Moussa Exemple", NEWCOMER.email, NEWCOMER.phone or ""),
}


@dataclass(frozen=True, slots=True)
class Crew:
    """An operator's ids with those of its first aircraft and its pilot: all that a plan names."""

    person_id: str
    operator_id: str
    aircraft_id: str
    pilot_id: str


def register(people: Mapping[str, str], now: datetime) -> dict[str, Crew]:
    """Register the three operators; two are approved, the third waits for the registrar.

    ``people`` holds ids by e-mail address; so does the answer.
    """
    crews = {}
    for character in (OWNER, NEIGHBOUR, NEWCOMER):
        crews[character.email] = _crew(character, people[character.email], now)
    for character in (OWNER, NEIGHBOUR):
        operator_id = crews[character.email].operator_id
        _sound(registry.approve_operator(operator_id=operator_id, actor=people[REGISTRAR.email], now=now))
    return crews


def _crew(character: Character, person_id: str, now: datetime) -> Crew:
    operator, _ = registry.register_operator(person_id=person_id, contact=CONTACTS[character.email], now=now)
    aircraft: list[AircraftView] = [
        _made(registry.add_aircraft(operator_id=operator.id, draft=draft, now=now))
        for draft in AIRCRAFT[character.email]
    ]
    draft = PilotDraft(
        CONTACTS[character.email].name.removesuffix(" (exercice)"),
        Competence.NATIONAL,
        f"EX-{person_id[-6:].upper()}",
        (now + timedelta(days=700)).date(),
    )
    pilot: PilotView = _made(registry.add_pilot(operator_id=operator.id, draft=draft, now=now))
    return Crew(person_id, operator.id, aircraft[0].id, pilot.id)


def _made(result: Made | tuple[Fault, ...]) -> Made:
    if isinstance(result, tuple):
        _sound(result)
        raise AssertionError("faults without a fault")
    return result


def _sound(faults: tuple[Fault, ...]) -> None:
    # The demonstration's own data are at fault, never a person's: it stops and names them.
    if faults:
        raise Problem("desk.demo.refused", 422, faults)
