"""What a short message asks for: its command, the flight it names, the rest; forgiving as thumbs are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, time, timedelta

from drones.desk.model import Asked, Verb

#: A text as long as ten parts; what is longer is cut.
LONGEST = 1_600
#: An answer to a question that still fits beside its word in the register.
LONGEST_ANSWER = 160
_FRENCH = {
    "STATUT": Verb.STATUS, "ETAT": Verb.STATUS, "PERMIS": Verb.PERMIT, "ANNULER": Verb.WITHDRAW,
    "ANNULE": Verb.WITHDRAW, "ANNULEZ": Verb.WITHDRAW, "RETIRER": Verb.WITHDRAW, "OUI": Verb.YES,
    "NON": Verb.NO, "REP": Verb.ANSWER, "REPONSE": Verb.ANSWER, "REPONDRE": Verb.ANSWER,
    "CONNU": Verb.KNOWN, "AIDE": Verb.HELP,
}  # fmt: skip
_ENGLISH = {
    "STATUS": Verb.STATUS, "PERMIT": Verb.PERMIT, "CANCEL": Verb.WITHDRAW, "WITHDRAW": Verb.WITHDRAW,
    "YES": Verb.YES, "NO": Verb.NO, "REPLY": Verb.ANSWER, "ANSWER": Verb.ANSWER, "KNOWN": Verb.KNOWN,
    "HELP": Verb.HELP,
}  # fmt: skip
#: Commands that are about one flight of the sender's.
_OF_FLIGHT = frozenset({Verb.STATUS, Verb.WITHDRAW, Verb.YES, Verb.NO, Verb.ANSWER})
_REFERENCE = re.compile(r"([A-Za-z0-9]{3})[\s._–-]?([A-Za-z0-9]{3})(?![A-Za-z0-9])[\s:;,.]*(.*)", re.DOTALL)
_TIME = re.compile(r"(?:\s+(?:a|à|at|vers))?\s+([01]?\d|2[0-3])\s?[:hH]\s?([0-5]\d)?$")
_EDGES = " .,;:!?\"'()[]<>«»“”‘’-–—*#"
_CONSONANTS, _VOWELS = "BCDFGJKLMNPRSTVZ", "AEIOU"
_SYLLABLES = 3


def read(text: str) -> Asked:
    """The command of a message; case, accents, blanks and marks around it do not count.

    >>> read("  statut: k7q m2x ")
    Asked(verb=<Verb.STATUS: 'status'>, reference='K7Q-M2X', rest='', locale='fr')
    """
    plain = " ".join(_printable(text[:LONGEST]).split()).lstrip(_EDGES)
    first, _, rest = plain.partition(" ")
    word, mark, glued = re.sub(r"[:=,;]", " ", first, count=1).partition(" ")
    if mark:  # "STATUT:K7Q-M2X" in one piece
        rest = f"{glued} {rest}".strip()
    name = bare(word).strip(_EDGES)
    verb = _FRENCH.get(name) or _ENGLISH.get(name) or Verb.NONE
    locale = "en" if name in _ENGLISH and name not in _FRENCH else "fr"
    rest = rest.lstrip(" :;,").strip()
    if verb not in _OF_FLIGHT:
        return Asked(verb, "", rest, locale)
    found = _REFERENCE.match(rest.lstrip(_EDGES))
    if found is None:
        return Asked(verb, "", rest, locale)
    reference = f"{bare(found[1])}-{bare(found[2])}"
    return Asked(verb, reference, found[3].strip(), locale)


def bare(text: str) -> str:
    """Capitals without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if not unicodedata.combining(one)).upper()


def word_in(rest: str) -> str:
    """The one-time word in what follows a reference; empty when there is none."""
    first = rest.split(maxsplit=1)[0] if rest else ""
    return bare(first).strip(_EDGES)


def place_and_time(rest: str, there: datetime) -> tuple[str, datetime]:
    """Where a drone was seen and when, from ``Diboli 14:05``; ``there`` is the moment in the local zone.

    Without a time it is that moment; a time of day is the nearest one, so that 23:50 at midnight was before.
    """
    found = _TIME.search(f" {rest}")
    if found is None:
        return rest, there
    place = f" {rest}"[: found.start()].strip()
    at = datetime.combine(there.date(), time(int(found[1]), int(found[2] or 0)), there.tzinfo)
    return place, min((at + timedelta(days=days) for days in (-1, 0, 1)), key=lambda one: abs(one - there))


def one_time_word(draw: Callable[[int], int]) -> str:
    """Three syllables that any telephone writes; ``draw(n)`` gives a number from 0 to n - 1.

    There are 512,000 of them; three tries find one in 170,000 cases.
    """
    return "".join(
        _CONSONANTS[draw(len(_CONSONANTS))] + _VOWELS[draw(len(_VOWELS))] for _ in range(_SYLLABLES)
    )


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in unicodedata.normalize("NFC", text))
