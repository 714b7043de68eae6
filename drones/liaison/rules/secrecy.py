"""Words to an owner that would give a concealed zone away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo

#: A name this short is an everyday word as likely as a zone's: only its identifier is looked for.
SHORTEST_NAME = 4
#: A height or a time nearer than this to a concealed zone's own would give that away.
NEAR_M = 10.0
NEAR = timedelta(minutes=10)
_FEET = 0.3048
#: What stands between two letters of a name and is no letter or figure.
_GAP = "[^a-z0-9]*"
#: Letters of other alphabets that look like Latin ones; what Unicode itself takes apart is not among them.
_ALIKE = str.maketrans("авеіјкмнорсѕтухѵԁɡαβεικνορτυχο", "abeijkmhopcstyxvdgabeiknoptuxo")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_NOT_SEEN = "".join(map(chr, [0xAD, 0x34F, 0x180E, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF]))
_UNSEEN = dict.fromkeys(map(ord, _NOT_SEEN))
_HEIGHT = re.compile(
    r"(\d+(?:[.,]\d+)?|\d{1,3}(?:[ \u202f\u00a0]\d{3})+)\s*(m|metres?|ft|feet|pieds?)(?![a-z0-9])"
)
_TIME = re.compile(r"(?<![\d.,])([01]?\d|2[0-4])\s*(?:[h:]|heures?)\s*([0-5]\d)?(?!\d)")
#: Figures as positions are written: decimal degrees, degrees with signs or letters, UTM and MGRS.
_POSITION = re.compile(
    r"\d{1,3}[.,]\d{2,}\s*[°nsewo]?\s*[,;/ ]+\s*[-+]?\d{1,3}[.,]\d{2,}"
    r"|\d{1,3}\s*°|\d{4,6}\s*[ns]\s*\d{5,7}\s*[ewo]"
    r"|(?<!\d)\d{1,2}\s*[c-x]\s*[a-z]{2}\s*\d{2,5}\s*\d{2,5}(?!\d)|(?<!\d)\d{1,2}\s*[c-x]\s+\d{6}\s+\d{7}"
)


def gives_away(text: str, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Identifiers and names (of pairs of both) that ``text`` mentions, however they are spelled.

    Case, accents, hyphens, blanks, signs that are not seen, zeros before a number and letters of
    other alphabets that look the same make no difference: « c x-01 » mentions CX-1.

    >>> gives_away("Restez loin de cx1.", [("CX-1", "Camp nord")])
    ('CX-1',)
    >>> gives_away("Le CAMP  Nord est fermé", [("CX-1", "Camp nord")])
    ('Camp nord',)
    >>> gives_away("Le camp est au nord", [("CX-1", "Camp nord")])
    ()
    """
    said = plain(text)
    return tuple(
        name
        for pair in names
        for name in pair
        if (name is pair[0] or len(name) >= SHORTEST_NAME) and _mentions(said, plain(name))
    )


def plain(text: str) -> str:
    """The text in small Latin letters without accents and without what nobody sees."""
    folded = unicodedata.normalize("NFKD", text.translate(_UNSEEN).casefold()).translate(_DASHES)
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return bare.translate(_ALIKE)


def has_position(text: str) -> bool:
    """Whether the text states coordinates in any usual writing."""
    return _POSITION.search(plain(text)) is not None


def heights_m(text: str) -> tuple[float, ...]:
    """All heights that the text states, in metres; feet are converted."""
    found = []
    for figures, unit in _HEIGHT.findall(plain(text)):
        value = float(re.sub(r"\s", "", figures).replace(",", "."))
        found.append(value * (_FEET if unit[0] in "fp" else 1.0))
    return tuple(found)


def clock_times(text: str) -> tuple[timedelta, ...]:
    """All times of day that the text states, as time since midnight: « 14h30 », « 14:30 », « 14 h »."""
    return tuple(
        timedelta(hours=int(hours) % 24, minutes=int(minutes or 0))
        for hours, minutes in _TIME.findall(plain(text))
    )


def repeats_height(text: str, heights: Iterable[float], *, known: Iterable[float]) -> bool:
    """Whether the text states one of the ``heights``, or nearly, that nobody knows from elsewhere."""
    public = {round(one, 1) for one in known}
    stated = [one for one in heights_m(text) if round(one, 1) not in public]
    return any(abs(one - secret) < NEAR_M for one in stated for secret in heights)


def repeats_time(
    text: str, moments: Iterable[datetime], *, known: Iterable[datetime], zones: Iterable[tzinfo]
) -> bool:
    """Whether the text states the clock time of one of the ``moments``, or nearly in any of the ``zones``."""
    places = tuple(zones)
    public = {clock for moment in known for clock in _clocks(moment, places)}
    stated = [one for one in clock_times(text) if one not in public]
    secret = [clock for moment in moments for clock in _clocks(moment, places)]
    return any(_apart(one, other) < NEAR for one in stated for other in secret)


def _clocks(moment: datetime, zones: tuple[tzinfo, ...]) -> Iterator[timedelta]:
    for zone in zones:
        local = moment.astimezone(zone)
        yield timedelta(hours=local.hour, minutes=local.minute)


def _apart(one: timedelta, other: timedelta) -> timedelta:
    """On the clock's face: 23:55 and 0:05 are ten minutes apart."""
    distance = abs(one - other)
    return min(distance, timedelta(days=1) - distance)


def _mentions(said: str, name: str) -> bool:
    """Whether a name stands in the text by itself, whatever lies between its letters."""
    parts = re.findall(r"[a-z]|[0-9]+", name)
    if not parts:
        return False
    letters = [f"0*{part.lstrip('0')}" if part.isdigit() else part for part in parts]
    return re.search(rf"(?<![a-z0-9]){_GAP.join(letters)}(?![a-z0-9])", said) is not None
