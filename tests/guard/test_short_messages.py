"""Every short message fits into one, in both languages, with the longest facts it can have."""

from __future__ import annotations

import pytest

from portal.kit.catalogues import merged
from portal.notices.formats import LONGEST_SMS, gsm7, septets

LONGEST = {"reference": "W" * 8, "phone": "+223 20 00 00 00", "code": "W" * 8, "time": "23/11 10:00"}
TEXTS = [
    pytest.param(message.id, message.string, id=f"{language}:{message.id}")
    for language in ("fr", "en")
    for message in merged(language)
    if isinstance(message.id, str) and message.id.endswith(".sms")
]


@pytest.mark.parametrize(("code", "text"), TEXTS)
def test_a_short_message_is_one_part_of_the_telephones_alphabet(code: str, text: str) -> None:
    whole = text % LONGEST
    assert gsm7(whole) == whole, "a letter that telephones' alphabet lacks"
    assert septets(whole) <= LONGEST_SMS
