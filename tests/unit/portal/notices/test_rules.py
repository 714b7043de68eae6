"""When a notice is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.notices import rules

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_each_try_waits_longer_than_the_one_before():
    waits = [rules.next_try(attempts=number, now=NOW) for number in range(1, len(rules.BACK_OFF) + 1)]
    assert waits == sorted(waits)
    assert waits[0] == NOW + timedelta(minutes=1)


def test_after_the_last_try_a_notice_is_given_up():
    assert rules.next_try(attempts=len(rules.BACK_OFF) + 1, now=NOW) is None


@pytest.mark.parametrize("attempts", [0, -1])
def test_a_number_of_tries_that_cannot_be_is_given_up(attempts):
    assert rules.next_try(attempts=attempts, now=NOW) is None


def test_a_try_is_begun_again_only_after_it_can_have_ended():
    assert timedelta(minutes=1) < rules.LEASE
