"""What an officer asks to see of the queue."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from drones.flights.model import Mode, PlanInput, Reason, State
from drones.liaison.model import Request
from drones.liaison.rules.claims import Claim
from drones.liaison.rules.lines import Line, matching, understood
from drones.liaison.rules.places import DIEMA, Whereabouts
from drones.liaison.rules.risk import Risk
from portal.kit.model import Identity
from tests.unit.drones.liaison.conftest import NOON

ME = Identity(id="me", command="ZONE4")


@pytest.fixture
def line(flight):
    def make(*, minutes=120, state=State.REFERRED, reasons=(), holder=None, escalated=False, alert=False):
        plan = PlanInput(mode=Mode.BVLOS, purpose=Reason.SURVEY)
        one = replace(flight(minutes=minutes, state=state, commands=("ZONE2", "ZONE4")), plan=plan)
        claim = holder and Claim(one.id, "ZONE4", holder, "AB", "officer", NOON, NOON + timedelta(minutes=9))
        request = Request(one, Whereabouts(DIEMA.lon, DIEMA.lat, DIEMA), ())
        return Line(request, Risk(1, reasons), claim, NOON if escalated else None, alert)

    return make


def passes(line, **wanted):
    meant = understood({name.rstrip("_"): value for name, value in wanted.items()})
    return bool(matching([line], meant, reader=ME, now=NOON, zone=UTC))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, True),
        ({"state": "referred"}, True),
        ({"state": "proposed"}, False),
        ({"mode": "BVLOS", "purpose": "survey"}, True),
        ({"mode": "VLOS"}, False),
        ({"command": "ZONE2"}, True),
        ({"command": "ZONE1"}, False),
        ({"place": "diema"}, True),
        ({"place": "DIÉ"}, True),
        ({"place": "Kita"}, False),
        ({"text": "kay-0001"}, True),
        ({"text": "0002"}, False),
        ({"within": "4h"}, True),
        ({"within": "1h"}, False),
        ({"from_": "2026-11-23T14:00"}, True),
        ({"from_": "2026-11-23T14:01"}, False),
        ({"to": "2026-11-23T13:59"}, False),
        ({"within": "7d", "to": "2026-11-23T13:59"}, False),
        ({"held": "free"}, True),
        ({"held": "mine"}, False),
        ({"mark": "escalated"}, False),
    ],
)
def test_a_line_is_shown_when_it_is_all_that_was_asked(line, wanted, expected):
    assert passes(line(), **wanted) is expected


@pytest.mark.parametrize(
    ("about", "mark"),
    [
        ({"escalated": True}, "escalated"),
        ({"reasons": ("conflict",)}, "conflict"),
        ({"reasons": ("rivals",)}, "conflict"),
        ({"reasons": ("outside",)}, "record"),
        ({"alert": True}, "alert"),
    ],
)
def test_marks_are_asked_for_one_by_one(line, about, mark):
    assert [
        name for name in ("escalated", "conflict", "record", "alert") if passes(line(**about), mark=name)
    ] == [mark]


@pytest.mark.parametrize(("holder", "held"), [("me", "mine"), ("them", "others"), (None, "free")])
def test_who_holds_it_is_told_apart(line, holder, held):
    one = line(holder=holder)
    assert [name for name in ("mine", "others", "free") if passes(one, held=name)] == [held]
    assert passes(one, holder="them") is (holder == "them")


def test_what_cannot_be_meant_is_not_asked_for():
    asked = {
        "state": "approved",
        "colour": "red",
        "within": "9h",
        "place": "  ",
        "text": "x" * 99,
        "mark": "",
    }
    assert understood(asked) == {"text": "x" * 60}
