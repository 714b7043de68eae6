"""Texts of ED-318, each in several languages: one is kept, French before English before the first."""

from __future__ import annotations

import re

from geofences.zones.formats.document import Place
from geofences.zones.formats.lengths import SHORT as MAX_TEXT
from geofences.zones.formats.lengths import pieces

#: The languages that are kept, best first; any other only when it stands alone.
PREFERRED = ("fr", "en")
MAX_LANGUAGE = 5


def read_said(place: Place) -> str:
    """The text of a list of ``{text, lang}`` in the preferred language; several of one are its pieces.

    Tolerated: one object instead of a list, and a plain text (the Irish feed), with a warning.
    What is said in other languages is left out, with a warning that counts it.
    """
    if isinstance(place.value, str):
        if place.value.strip():
            place.warn("text_without_language")
        return place.text(MAX_TEXT)
    said = [one for item in place.listed() if (one := _one(item)) is not None and one[1]]
    if not said:
        return ""
    best = min(range(len(said)), key=lambda index: (_rank(said[index][0]), index))
    same = [text for language, text in said if language == said[best][0]]
    if len(same) < len(said):
        place.warn("languages_left_out", kept=said[best][0] or "?", count=len(said) - len(same))
    return " ".join(same)


def _one(place: Place) -> tuple[str, str] | None:
    if isinstance(place.value, str):
        return "", place.text(MAX_TEXT)
    if not place.is_object:
        place.error("not_an_object")
        return None
    place.keep_only("text", "lang")
    return place.member("lang").text(MAX_LANGUAGE, 35).lower(), place.member("text").text(MAX_TEXT)


def _rank(language: str) -> int:
    short = re.split(r"[-_]", language)[0]
    return PREFERRED.index(short) if short in PREFERRED else len(PREFERRED)


def write_said(text: str, language: str) -> list[dict[str, str]]:
    """The text in one language, a long one in several pieces of the standard's length; none for no text."""
    return [{"text": piece, "lang": language[:MAX_LANGUAGE]} for piece in pieces(text, MAX_TEXT)]
