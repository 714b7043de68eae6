"""Every short message fits into one, in both languages, with the longest facts it can have."""

from __future__ import annotations

import pytest

from portal.kit.catalogues import merged
from portal.notices.formats import LONGEST_SMS, gsm7, septets

PHONE = "+223 20 00 00 00"
LONGEST = {
    "reference": "WWW-WWW", "phone": PHONE, "time": "23/11 10:00", "permit": "WWWWWWWW", "count": 200,
    "digits": "000000", "minutes": 10, "word": "BAKITO", "start": "23/11 10:00", "end": "23/11 10:00",
    "until": "10:00", "serial": "1234", "operator": "MLI" + "w" * 13, "distance": "2000 m NO",
    "ceiling": "10000 m WGS84", "aircraft": "W" * 24, "more": "",
    # A place too many, a longer question or refusal is cut, and three dots tell so.
    "text": "", "places": "",
}  # fmt: skip


def _words(language: str) -> dict[str, str]:
    return {one.id: str(one.string) for one in merged(language) if isinstance(one.id, str)}


def _longest(words: dict[str, str], start: str) -> str:
    return max((text for code, text in words.items() if code.startswith(start)), key=septets)


def _facts(words: dict[str, str]) -> dict[str, object]:
    changes = [text for code, text in words.items() if code.startswith("desk.sms.change.")]
    return LONGEST | {
        "state": _longest(words, "desk.sms.state."),
        "next": _longest(words, "desk.sms.next."),
        "window": " 23/11 10:00-24/11 11:30.",
        "exercise": words["desk.sms.exercise"],
        "changes": ", ".join(changes) % (LONGEST | {"ceiling": "10000"}),
    }


TEXTS = [
    pytest.param(language, code, id=f"{language}:{code}")
    for language in ("fr", "en")
    for code in _words(language)
    if code.endswith(".sms")
]


@pytest.mark.parametrize(("language", "code"), TEXTS)
def test_a_short_message_is_one_part_of_the_telephones_alphabet(language: str, code: str) -> None:
    words = _words(language)
    facts = _facts(words)
    if code == "desk.sms.status.sms":
        facts["permit"] = words["desk.sms.with_permit"] % LONGEST
    whole = words[code] % facts
    assert gsm7(whole) == whole, "a letter that telephones' alphabet lacks"
    assert septets(whole) <= LONGEST_SMS


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_parts_of_short_messages_are_of_the_telephones_alphabet(language: str) -> None:
    parts = {code: text for code, text in _words(language).items() if code.startswith("desk.sms.")}
    assert {code for code, text in parts.items() if gsm7(text) != text} == set()
