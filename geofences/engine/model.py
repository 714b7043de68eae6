"""Frozen values of the engine: heights, periods, schedules, zones, flight volumes, findings.

Positions are WGS 84 longitude, latitude in degrees, in that order, everywhere in the engine.
Times are aware datetimes; periods are half-open ``[start, end)``. A value that would be
ambiguous (a height without a datum, a period that ends before it starts) cannot be built.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from enum import IntEnum, StrEnum
from math import inf, isfinite
from zoneinfo import ZoneInfo

from shapely.geometry.base import BaseGeometry

FEET_TO_METRES = 0.3048
#: A limit of 99,999 (metres or feet) is how several States write "no limit" (ED-269 feeds).
NO_LIMIT = 99_999


class Datum(StrEnum):
    """Vertical reference of a height (ED-318 ``CodeVerticalReferenceType``)."""

    AGL = "AGL"
    AMSL = "AMSL"
    WGS84 = "WGS84"


class Unit(StrEnum):
    """Unit of a vertical limit (ED-318 ``uom``)."""

    METRES = "m"
    FEET = "ft"


@dataclass(frozen=True, slots=True)
class Height:
    """One vertical limit: a finite value with its unit and its datum."""

    value: float
    unit: Unit
    datum: Datum

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise ValueError("height_not_finite")

    @property
    def metres(self) -> float:
        """The value in metres, in the same datum."""
        return self.value * (FEET_TO_METRES if self.unit is Unit.FEET else 1.0)


@dataclass(frozen=True, slots=True)
class Band:
    """A vertical band; ``None`` means that the limit is not stated, so it is unbounded there.

    Raises ``ValueError("band_upside_down")`` when both limits share a datum and the floor is
    above the ceiling. Limits of different datums may not be compared here (see heights.py).
    """

    floor: Height | None = None
    ceiling: Height | None = None

    def __post_init__(self) -> None:
        if (
            self.floor is not None
            and self.ceiling is not None
            and self.floor.datum is self.ceiling.datum
            and self.floor.metres > self.ceiling.metres
        ):
            raise ValueError("band_upside_down")


@dataclass(frozen=True, slots=True)
class TerrainBounds:
    """What is known of the ground and the geoid over an area, all in metres.

    ``ground_*`` are heights of the terrain above mean sea level (AMSL); ``geoid_*`` is the
    height of the geoid (AMSL zero) above the WGS 84 ellipsoid. The defaults are the widest
    values on Earth, so that nothing is ever separated by ignorance.
    """

    ground_low: float = -500.0
    ground_high: float = 9_000.0
    geoid_low: float = -110.0
    geoid_high: float = 90.0

    def __post_init__(self) -> None:
        if not (self.ground_low <= self.ground_high and self.geoid_low <= self.geoid_high):
            raise ValueError("terrain_bounds_upside_down")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open, aware span of time ``[start, end)`` with ``start < end``."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("time_without_zone")
        if not _precedes(self.start, self.end):
            raise ValueError("period_upside_down")


def _precedes(first: datetime, second: datetime) -> bool:
    """Whether an instant comes before another: Python compares two of one zone by their clocks alone."""
    if first.tzinfo is not second.tzinfo or first.tzinfo is UTC:
        return first < second
    return first.astimezone(UTC) < second.astimezone(UTC)


class Weekday(IntEnum):
    """Days as ``datetime.weekday()`` counts them."""

    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6


EVERY_DAY = frozenset(Weekday)


class SolarEvent(StrEnum):
    """ED-318 ``CodeDailyTimeEventType``."""

    BMCT = "BMCT"
    SUNRISE = "SR"
    SUNSET = "SS"
    EECT = "EECT"


@dataclass(frozen=True, slots=True)
class DailyRule:
    """A part of each named day, e.g. a nightly curfew 23:00-06:00.

    ``start`` and ``end`` are wall-clock times (naive ``time``) or solar events, read in
    ``zone``. ``end <= start`` means overnight: the night belongs to the day on which it
    starts. ``time.max`` never appears: the end of a day is ``time(0)`` of the next, so
    00:00-00:00 is the whole day. Days are judged in ``zone`` (ED-269 schedule semantics).
    """

    days: frozenset[Weekday]
    start: time | SolarEvent
    end: time | SolarEvent
    zone: ZoneInfo | timezone

    def __post_init__(self) -> None:
        if not self.days:
            raise ValueError("rule_without_days")
        for clock in (self.start, self.end):
            if isinstance(clock, time) and clock.tzinfo is not None:
                raise ValueError("clock_time_with_zone")


@dataclass(frozen=True, slots=True)
class Applicability:
    """When a zone applies: within ``[start, end)`` (``None`` = open) and the daily rules.

    No rules means the whole window; no window and no rules means always (permanent).
    """

    start: datetime | None = None
    end: datetime | None = None
    rules: tuple[DailyRule, ...] = ()

    def __post_init__(self) -> None:
        for instant in (self.start, self.end):
            if instant is not None and instant.tzinfo is None:
                raise ValueError("time_without_zone")
        if self.start is not None and self.end is not None and not _precedes(self.start, self.end):
            raise ValueError("period_upside_down")


ALWAYS = Applicability()


class Restriction(StrEnum):
    """What a geographical zone asks for (ED-269 ``restriction``, spelled with S)."""

    PROHIBITED = "PROHIBITED"
    REQ_AUTHORISATION = "REQ_AUTHORISATION"
    CONDITIONAL = "CONDITIONAL"
    NO_RESTRICTION = "NO_RESTRICTION"


class Purpose(StrEnum):
    """What an authority is to be contacted for (ED-269 ``purpose``)."""

    AUTHORIZATION = "AUTHORIZATION"
    NOTIFICATION = "NOTIFICATION"
    INFORMATION = "INFORMATION"


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom to ask (ED-269 ``zoneAuthority``)."""

    name: str = ""
    service: str = ""
    contact_name: str = ""
    site_url: str = ""
    email: str = ""
    phone: str = ""
    purpose: Purpose | None = None
    interval_before: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """A geodesic circle as its source states it: centre in degrees, radius in metres."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class ZoneVolume:
    """One layer of a zone: a valid (Multi)Polygon in lon, lat and its vertical band.

    ``circle`` keeps the source's own statement when the area was a circle, so that an export
    gives back what was imported; ``area`` is then the polygon that encloses it.
    """

    area: BaseGeometry
    band: Band
    circle: Circle | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """A published geographical zone; its identity is ``country`` and ``identifier``."""

    country: str
    identifier: str
    restriction: Restriction
    volumes: tuple[ZoneVolume, ...]
    applicability: tuple[Applicability, ...] = (ALWAYS,)
    name: str = ""
    reasons: tuple[str, ...] = ()
    other_reason: str = ""
    message: str = ""
    conditions: tuple[str, ...] = ()
    authorities: tuple[Authority, ...] = ()
    #: Code of the command whose consent is asked, e.g. ``ZONE4``; empty: nobody's here.
    command: str = ""
    #: Its command consents by two signatures of different persons, where its consent is asked at all.
    two_signatures: bool = False
    #: Time zone in which people are shown this zone's times.
    time_zone: str = "UTC"
    #: True for a demonstration zone: every text that shows it says so.
    exercise: bool = False
    #: Where the rule comes from (an act, a file), for people.
    source: str = ""

    def __post_init__(self) -> None:
        if not self.volumes:
            raise ValueError("zone_without_volume")
        if not self.applicability:
            raise ValueError("zone_without_applicability")

    @property
    def key(self) -> tuple[str, str]:
        """The zone's identity: country and identifier."""
        return (self.country, self.identifier)


@dataclass(frozen=True, slots=True)
class PreApproval:
    """A published ceiling and hours, under which a command consents in advance.

    It satisfies every authorisation_required zone of the same command when the whole flight
    lies inside ``area``, under ``ceiling`` and within its hours; it lifts no prohibition.
    """

    identifier: str
    command: str
    area: BaseGeometry
    ceiling: Height
    applicability: tuple[Applicability, ...] = (ALWAYS,)
    name: str = ""
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class FlightVolume:
    """One 4D operational volume (ASTM F3548 ``Volume4D``): swept area, band, period."""

    area: BaseGeometry
    band: Band
    period: Period


class Status(StrEnum):
    """A verdict's status, most severe first."""

    PROHIBITED = "prohibited"
    AUTHORISATION_REQUIRED = "authorisation_required"
    UNKNOWN = "unknown"
    CONDITIONAL = "conditional"
    CLEAR = "clear"

    @property
    def severity(self) -> int:
        """0 for clear, 4 for prohibited: larger is more severe."""
        return _SEVERITY[self]


_SEVERITY = {status: rank for rank, status in enumerate(reversed(Status))}


class FindingCode(StrEnum):
    """Why a finding was made; words for each live in the catalogues as ``finding.<code>``."""

    ZONE_PROHIBITED = "zone_prohibited"
    ZONE_AUTHORISATION = "zone_authorisation"
    ZONE_CONDITIONAL = "zone_conditional"
    ZONE_INFORMATION = "zone_information"
    PRE_APPROVED = "pre_approved"
    OUTSIDE_COVERAGE = "outside_coverage"
    OTHER_FLIGHT = "other_flight"


class HeightOverlap(StrEnum):
    """How sure the overlap in height is."""

    CERTAIN = "certain"
    POSSIBLE = "possible"  # different datums that the terrain bounds cannot separate


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason for a verdict: what meets the flight, where, when, how high, whom to ask."""

    code: FindingCode
    status: Status
    volume: int
    zone: Zone | None = None
    zone_volume: int = 0
    pre_approval: PreApproval | None = None
    intervals: tuple[Period, ...] = ()
    heights: HeightOverlap = HeightOverlap.CERTAIN
    #: The zone's band that the flight meets, as published.
    band: Band | None = None
    #: True when the whole volume is concerned: it lies outside the coverage without meeting it.
    wholly: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and all findings behind it, most severe first."""

    status: Status
    findings: tuple[Finding, ...] = ()
    #: Commands whose consent is needed, sorted; empty unless authorisation is required.
    commands: tuple[str, ...] = ()
    #: Those of them that must sign twice, because one of their zones that asks demands it.
    signing_twice: tuple[str, ...] = ()
    #: How many findings were left out by the caller's bound (0: all are here).
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Alternative:
    """The same flight, changed so that it meets a better status."""

    #: later_start, earlier_start, lower_ceiling, trimmed_area; ``none``: nothing within the time
    #: searched; ``unsearched``: too much is met to look for all of them.
    kind: str
    status: Status | None = None
    start: datetime | None = None
    ceiling: Height | None = None
    area: BaseGeometry | None = None
    share: float | None = None
    searched_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The area for which the register answers; ``area=None`` is the whole world."""

    area: BaseGeometry | None = field(default=None)


def utc_offset(minutes: int) -> tzinfo:
    """A fixed offset east of UTC, in minutes (|minutes| < 24 h)."""
    return timezone(timedelta(minutes=minutes))


UNBOUNDED_METRES = inf
