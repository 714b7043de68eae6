"""Places by name as people type it: accents, case and hyphens do not count, a slip is forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from math import asin, cos, radians, sin, sqrt

from geofences.lookup.model import Place

MOST = 12
LONGEST_QUERY = 60
EARTH_RADIUS_M = 6_371_009.0
#: Letters from which a name may be wrong in one, and in two.
_ONE_SLIP, _TWO_SLIPS = 4, 8
_KINDS = ("town", "aerodrome", "village")
_APART = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """The letters and digits of a name, in lower case and without accents.

    >>> plain("Bafoulabé-Nord")
    'bafoulabe nord'
    """
    letters = unicodedata.normalize("NFKD", text[:LONGEST_QUERY]).lower().replace("œ", "oe")
    return _APART.sub(" ", "".join(one for one in letters if not unicodedata.combining(one))).strip()


def named(query: str, places: Sequence[Place], *, most: int = MOST) -> tuple[Place, ...]:
    """The places that a query may mean: those of that very name, else those that begin so, else the like.

    Towns come first. Several may share one name: none of them is preferred to be the one meant.
    """
    wanted = plain(query)
    if len(wanted) < 2:
        return ()
    graded = sorted(
        (
            grade,
            _KINDS.index(place.kind) if place.kind in _KINDS else len(_KINDS),
            place.name,
            place.lat,
            place.lon,
            at,
        )
        for at, place in enumerate(places)
        if (grade := _grade(wanted, place)) is not None
    )
    best = [row for row in graded if row[0] == graded[0][0]] if graded else []
    return tuple(places[row[-1]] for row in best[:most])


def nearest(lon: float, lat: float, places: Sequence[Place]) -> tuple[Place, float] | None:
    """The place nearest to a position (degrees, WGS 84), and its distance in metres on a sphere (to 1 %)."""
    found = [(_metres(lon, lat, place), at) for at, place in enumerate(places)]
    if not found:
        return None
    metres, at = min(found)
    return places[at], metres


def _metres(lon: float, lat: float, place: Place) -> float:
    north, east = radians(place.lat - lat), radians(place.lon - lon)
    chord = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(place.lat)) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def read_places(lines: Iterable[str]) -> Iterator[Place]:
    """The places of a gazetteer: ``name;lat;lon;kind;country;other|names`` a line, ``#`` for a remark.

    Raises ``ValueError`` with the number of the first line that cannot be read.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith(("#", "name;")):
            continue
        parts = [part.strip() for part in line.split(";")]
        try:
            name, lat, lon, kind = parts[0], float(parts[1]), float(parts[2]), parts[3]
        except (IndexError, ValueError) as fault:
            raise ValueError(f"gazetteer_line_{number}") from fault
        if not name or not abs(lat) <= 90 or not abs(lon) <= 180:
            raise ValueError(f"gazetteer_line_{number}")
        others = tuple(one for one in parts[5].split("|") if one) if len(parts) > 5 else ()
        yield Place(name, lat, lon, kind, parts[4] if len(parts) > 4 else "", others)


def _grade(wanted: str, place: Place) -> int | None:
    """0 for the very name, 1 for its beginning, 2 for all its words, 3 for a slip; None for another name."""
    names = [plain(name) for name in (place.name, *place.other_names)]
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    words = wanted.split()
    if len(words) > 1 and any(set(words) <= set(name.split()) for name in names):
        return 2
    return 3 if any(_nearly(wanted, name) for name in names) else None


def _nearly(wanted: str, name: str) -> bool:
    slips = 2 if len(wanted) >= _TWO_SLIPS else 1 if len(wanted) >= _ONE_SLIP else 0
    return bool(slips) and abs(len(wanted) - len(name)) <= slips and _distance(wanted, name, slips) <= slips


def _distance(a: str, b: str, limit: int) -> int:
    """Letters to change, add, drop or swap from ``a`` to ``b``; above ``limit`` it is not exact."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
