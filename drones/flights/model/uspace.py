"""What a plan states beside its volumes where it asks for a U-space flight authorisation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FlightKind(StrEnum):
    """Special operations that go first ((EU) 2021/664, Annex IV, 3, and SERA, Article 4); else ordinary."""

    ORDINARY = "ordinary"
    POLICE = "police"
    TRAFFIC = "traffic"
    ENVIRONMENT = "environment"
    RESCUE = "rescue"
    MEDICAL = "medical"
    EVACUATION = "evacuation"
    FIRE = "fire"
    STATE = "state"


class Category(StrEnum):
    """Category of the operation (Annex IV, 4)."""

    OPEN = "open"
    SPECIFIC = "specific"
    CERTIFIED = "certified"


class Identification(StrEnum):
    """How the aircraft can be identified in flight (Annex IV, 6)."""

    NETWORK = "network"
    DIRECT = "direct"
    ADS_B = "adsb"
    OTHER = "other"


class Connectivity(StrEnum):
    """How the aircraft is connected in flight (Annex IV, 7)."""

    CELLULAR = "cellular"
    RADIO = "radio"
    SATELLITE = "satellite"
    WIFI = "wifi"


@dataclass(frozen=True)
class UspaceInput:
    """Annex IV as far as neither the registry nor the volumes say it; ``None`` or empty where missing.

    ``emergency`` is the procedure on loss of the command and control link, or its address;
    ``endurance_min`` are minutes.
    """

    kind: FlightKind | None = None
    category: Category | None = None
    identification: tuple[Identification, ...] = ()
    connectivity: tuple[Connectivity, ...] = ()
    endurance_min: int | None = None
    emergency: str = ""
    certificate: str = ""
    mark: str = ""
