"""Towns by which an officer knows where a flight is; names repeat, so a place is a name and a position."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

#: A town further away than this says nothing about where a flight is.
FURTHEST_M = 40_000.0
_EARTH_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Place:
    """A named place, WGS 84 degrees."""

    name: str
    lon: float
    lat: float


KAYES = Place("Kayes", -11.44448, 14.44693)
DIBOLI = Place("Diboli", -12.19945, 14.45511)
GOGUI = Place("Gogui", -9.32967, 15.68592)
NIORO = Place("Nioro du Sahel", -9.59277, 15.22932)
DIEMA = Place("Diéma", -9.19210, 14.54000)
BAFOULABE = Place("Bafoulabé", -10.83210, 13.80650)
YELIMANE = Place("Yélimané", -10.57729, 15.11868)
KITA = Place("Kita", -9.48950, 13.03490)
#: Positions: GeoNames and OCHA, rounded.
PLACES = (KAYES, DIBOLI, GOGUI, NIORO, DIEMA, BAFOULABE, YELIMANE, KITA)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A position, and the nearest named place with its distance in metres, if one is near enough."""

    lon: float
    lat: float
    place: Place | None = None
    distance_m: float = 0.0


def whereabouts(lon: float, lat: float, places: tuple[Place, ...] = PLACES) -> Whereabouts:
    """Where a position is, by the nearest of ``places`` within ``FURTHEST_M``."""
    near = min(places, key=lambda place: distance_m(lon, lat, place), default=None)
    if near is None or distance_m(lon, lat, near) > FURTHEST_M:
        return Whereabouts(lon, lat)
    return Whereabouts(lon, lat, near, distance_m(lon, lat, near))


def distance_m(lon: float, lat: float, place: Place) -> float:
    """Metres on a sphere: good to 0.5 %, enough for words; never for a verdict."""
    south, north = radians(lat), radians(place.lat)
    chord = sin((north - south) / 2) ** 2
    chord += cos(south) * cos(north) * sin(radians(place.lon - lon) / 2) ** 2
    return 2 * _EARTH_M * asin(min(1.0, sqrt(chord)))
