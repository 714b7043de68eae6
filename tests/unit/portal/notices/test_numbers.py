"""Telephone numbers in E.164, and signatures of incoming requests."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notices import formats, rules

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECRET = formats.new_secret(b"k" * 32)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("70 12 34 56", "+22370123456"),
        ("00223 70-12-34-56", "+22370123456"),
        ("22370123456", "+22370123456"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("(+223) 70.12.34.56", "+22370123456"),
        ("+223 7012345", None),
        ("+223 701234567", None),
        ("0612345678", None),
        ("7012345", None),
        ("+0123456789", None),
        ("٧٠١٢٣٤٥٦", None),
        ("+", None),
        ("", None),
    ],
)
def test_a_number_is_one_whatever_marks_stand_in_it(typed, number):
    assert rules.telephone(typed) == number


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_number_or_nothing(typed):
    found = rules.telephone(typed)
    assert found is None or (found.startswith("+") and found[1:].isdigit() and 8 <= len(found[1:]) <= 15)
    assert found is None or rules.telephone(found) == found


def signed(body=b"{}", **changes):
    given_ = {"message_id": "msg_1", "timestamp": str(int(NOW.timestamp())), "secret": SECRET} | changes
    signature = formats.signature(
        secret=SECRET, message_id="msg_1", timestamp=int(NOW.timestamp()), body=b"{}"
    )
    given_ = {"signatures": signature} | given_
    return formats.is_genuine(body=body, now=NOW, tolerance=timedelta(minutes=5), **given_)


def test_a_genuine_request_is_taken():
    assert signed()
    assert signed(
        signatures="v1,AAAA "
        + formats.signature(secret=SECRET, message_id="msg_1", timestamp=int(NOW.timestamp()), body=b"{}")
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"body": b"{} "},
        {"message_id": "msg_2"},
        {"message_id": ""},
        {"message_id": "msg_1.1"},
        {"timestamp": str(int(NOW.timestamp()) + 1)},
        {"timestamp": str(int(NOW.timestamp()) - 301)},
        {"timestamp": "²"},
        {"timestamp": "-1"},
        {"timestamp": "9" * 30},
        {"signatures": ""},
        {"signatures": "v1a,AAAA"},
        {"signatures": "v1,\udcff"},
        {"secret": ""},
        {"secret": formats.new_secret(b"x" * 32)},
    ],
)
def test_a_request_that_was_changed_is_refused(changes):
    assert not signed(**changes)
