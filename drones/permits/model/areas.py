"""An area and a volume as they are printed and signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit

#: All areas of a permit together have at most this many vertices.
MOST_VERTICES = 16
#: Volumes of different height, time or place on one permit; more would not fit its square (QR version 13).
MOST_VOLUMES = 4
#: Decimal places of the coordinates: 7 is a centimetre, 4 is eleven metres (for very large areas).
MOST_DIGITS, LEAST_DIGITS = 7, 4

Vertex = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PermitArea:
    """An area as printed and signed: rings of whole numbers, each a vertex (lon, lat) x 10**digits.

    Rings are open (the first vertex is not repeated) and have no holes; together they have at most
    16 vertices. WGS 84.
    """

    digits: int
    rings: tuple[tuple[Vertex, ...], ...]

    def __post_init__(self) -> None:
        if not LEAST_DIGITS <= self.digits <= MOST_DIGITS:
            raise ValueError("area_digits")
        if not self.rings or any(len(ring) < 3 for ring in self.rings):
            raise ValueError("area_without_ring")
        if sum(map(len, self.rings)) > MOST_VERTICES:
            raise ValueError("area_too_many_vertices")
        scale = 10**self.digits
        for lon, lat in self.vertices:
            if abs(lon) > 180 * scale or abs(lat) > 90 * scale:
                raise ValueError("area_off_the_earth")

    @property
    def vertices(self) -> tuple[Vertex, ...]:
        """All vertices of all rings in order."""
        return tuple(vertex for ring in self.rings for vertex in ring)

    @property
    def degrees(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The rings as (lon, lat) in degrees."""
        scale = 10**self.digits
        return tuple(tuple((lon / scale, lat / scale) for lon, lat in ring) for ring in self.rings)

    @property
    def polygon(self) -> Polygon | MultiPolygon:
        """The area in lon, lat degrees."""
        parts = [Polygon(ring) for ring in self.degrees]
        return parts[0] if len(parts) == 1 else MultiPolygon(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitVolume:
    """Where, how high and when: an area, a band in whole metres, a half-open window in whole seconds.

    Raises ``ValueError`` for what could not be signed.
    """

    area: PermitArea
    ceiling_m: int
    ceiling_datum: Datum
    floor_m: int = 0
    floor_datum: Datum = Datum.AGL
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if any(not -1_000 <= height <= 100_000 for height in (self.floor_m, self.ceiling_m)):
            raise ValueError("height_out_of_range")
        if self.floor_datum is self.ceiling_datum and self.floor_m > self.ceiling_m:
            raise ValueError("band_upside_down")
        for moment in (self.start, self.end):
            if moment.tzinfo is None:
                raise ValueError("time_without_zone")
            if moment.microsecond or moment.timestamp() < 0:
                raise ValueError("time_not_whole")
        if not self.start < self.end:
            raise ValueError("period_upside_down")

    def holds_at(self, moment: datetime) -> bool:
        """Whether a moment lies in the window."""
        return self.start <= moment < self.end

    @property
    def flown(self) -> FlightVolume:
        """The same as the engine knows it."""
        floor = Height(self.floor_m, Unit.METRES, self.floor_datum)
        ceiling = Height(self.ceiling_m, Unit.METRES, self.ceiling_datum)
        return FlightVolume(self.area.polygon, Band(floor, ceiling), Period(self.start, self.end))


@dataclass(frozen=True, slots=True)
class Catchment:
    """All that lies within some metres of a place (WGS 84 degrees)."""

    lon: float
    lat: float
    radius_m: int


def whole_area(volumes: tuple[PermitVolume, ...]) -> BaseGeometry:
    """All that some volumes cover on the ground, in lon, lat degrees."""
    return shapely.union_all([volume.area.polygon for volume in volumes])
