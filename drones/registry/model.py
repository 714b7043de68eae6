"""Frozen values of the registry: operators, aircraft, remote pilots, transfers, and its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.kit.model import Event


class OperatorKind(StrEnum):
    """Who operates: a natural person or an organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"


class OperatorState(StrEnum):
    """Where an operator's registration stands; only ``approved`` may submit flights."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


class AircraftClass(StrEnum):
    """Class mark of (EU) 2019/945, or none, or an aircraft its owner built."""

    C0 = "C0"
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    C5 = "C5"
    C6 = "C6"
    NONE = "none"
    PRIVATE = "private"


class AircraftState(StrEnum):
    """Where an aircraft stands; only ``active`` may fly."""

    ACTIVE = "active"
    TRANSFERRED = "transferred"
    LOST = "lost"
    STOLEN = "stolen"
    WITHDRAWN = "withdrawn"


class Competence(StrEnum):
    """What a remote pilot is certified for."""

    A1_A3 = "A1/A3"
    A2 = "A2"
    STS = "STS"
    NATIONAL = "national"


class TransferState(StrEnum):
    """Where an offer to hand over an aircraft stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """All that the public may learn of a registration number."""

    VALID = "valid"
    NOT_VALID = "not_valid"


@dataclass(frozen=True, slots=True)
class OperatorView:
    """An operator as other rooms see it; ``number`` is the public part, 16 characters."""

    id: str
    number: str
    state: OperatorState
    name: str
    kind: OperatorKind
    valid_until: datetime | None
    person_id: str


@dataclass(frozen=True, slots=True)
class OperatorFile:
    """An operator as its owner and the registrar see it: contact, reason, dates."""

    operator: OperatorView
    email: str
    phone: str
    address: str
    reason: str
    registered_at: datetime
    renewal_asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class AircraftView:
    """An aircraft as other rooms see it; ``mtom_g`` is the maximum take-off mass in grams."""

    id: str
    label: str
    maker: str
    model: str
    cls: AircraftClass
    mtom_g: int
    serial: str
    state: AircraftState


@dataclass(frozen=True, slots=True)
class PilotView:
    """A remote pilot; ``expires_on`` is the last day on which the competence holds."""

    id: str
    name: str
    competence: Competence
    expires_on: date


@dataclass(frozen=True, slots=True)
class PilotFile:
    """A remote pilot as the operator and the registrar see it."""

    pilot: PilotView
    certificate: str


@dataclass(frozen=True, slots=True)
class TransferView:
    """An offer to hand over an aircraft, between two public numbers."""

    id: str
    aircraft: AircraftView
    from_number: str
    to_number: str
    state: TransferState
    offered_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """Who an operator is and how it is reached: personal data, never in the ledger."""

    kind: OperatorKind
    name: str
    email: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AircraftDraft:
    """What an owner states of an aircraft before it is in the register."""

    maker: str
    model: str
    cls: AircraftClass
    mtom_g: int
    serial: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class PilotDraft:
    """What an operator states of a remote pilot."""

    name: str
    competence: Competence
    certificate: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is stored and served: re-encoded, without what the camera wrote into it."""

    content: bytes
    mimetype: str
    width: int
    height: int


@dataclass(frozen=True)
class AircraftUnusable(Event):
    """An aircraft left the state ``active``: lost, stolen, withdrawn or handed over."""

    aircraft_id: str


@dataclass(frozen=True)
class OperatorSuspended(Event):
    """A registrar suspended an operator."""

    operator_id: str


@dataclass(frozen=True)
class OperatorExpired(Event):
    """An operator's registration ran out."""

    operator_id: str


@dataclass(frozen=True)
class PilotLapsed(Event):
    """A remote pilot's competence ran out."""

    pilot_id: str
