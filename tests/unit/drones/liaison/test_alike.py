"""Requests that may be answered together."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drones.liaison.model import Cause, Request
from drones.liaison.rules.alike import alike, of_series
from drones.liaison.rules.places import Whereabouts
from drones.liaison.rules.queue import escalation
from tests.unit.drones.liaison.conftest import NOON

WHY = (Cause("zone_authorisation", "A"),)


@pytest.fixture
def request_(flight):
    def make(name="f1", lon=-10.8, operator="operator", why=WHY, series=None):
        return Request(
            replace(flight(name), operator_id=operator, series=series), Whereabouts(lon, 13.8), why
        )

    return make


def test_alike_is_the_same_operator_place_and_reasons(request_):
    one = request_()
    same = request_("f2", lon=-10.796)
    others = [
        request_("f3", lon=-10.79),
        request_("f4", operator="else"),
        request_("f5", operator=None),
        request_("f6", why=()),
        replace(request_("f7"), where=None),
    ]
    assert alike(one, [one, same, *others]) == (one, same)
    assert alike(request_(operator=None), [request_(operator=None)]) == ()


def test_a_series_is_only_what_was_filed_by_one_request(request_):
    one, other, alone = request_(series="s"), request_("f2", series="s"), request_("f3")
    assert of_series(one, [one, other, alone]) == (one, other)
    assert of_series(alone, [one, alone]) == ()


@pytest.mark.parametrize(("submitted_h", "expected_min"), [(-48, -60), (-2, -60), (-1, -30), (0, 0)])
def test_escalation_comes_before_the_expiry_and_never_before_halfway(submitted_h, expected_min):
    at = escalation(submitted_at=NOON + timedelta(hours=submitted_h), expiry=NOON, lead=timedelta(minutes=60))
    assert at == NOON + timedelta(minutes=expected_min)
