"""What a verification says, case by case."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drones.permits.model import Permit, PermitArea, ReadCode, Reading, State
from drones.permits.rules import now_valid, state
from geofences.engine.model import Datum
from tests.unit.drones.permits.cast import NOON, content, sixteen, volume

GENUINE = Reading(ReadCode.GENUINE, content(), "00000000")
RECORD = Permit(
    id=content().code, flight_id="f1", content=content(), signed=b"", key_id="00000000", issued_at=NOON
)
SUSPENDED = replace(RECORD, suspended_at=NOON)
REVOKED = replace(SUSPENDED, revoked_at=NOON, revoked_reason="aircraft_lost")
AT = {"before": NOON - timedelta(seconds=1), "in": NOON, "after": NOON + timedelta(minutes=30)}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (RECORD, {"before": State.NOT_YET, "in": State.VALID, "after": State.EXPIRED}),
        (SUSPENDED, {"before": State.SUSPENDED, "in": State.SUSPENDED, "after": State.EXPIRED}),
        (REVOKED, dict.fromkeys(AT, State.REVOKED)),
        (None, dict.fromkeys(AT, State.NOT_IN_REGISTER)),
    ],
)
def test_a_genuine_permit_is_judged_by_the_register_and_the_clock(record, said):
    assert {name: state(GENUINE, record, moment) for name, moment in AT.items()} == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (ReadCode.NOT_GENUINE, State.NOT_GENUINE),
        (ReadCode.UNKNOWN_KEY, State.UNKNOWN_KEY),
        (ReadCode.UNKNOWN_FORMAT, State.UNKNOWN_KEY),
    ],
)
@pytest.mark.parametrize("record", [None, RECORD, REVOKED])
def test_what_is_not_known_to_be_genuine_is_never_valid(code, said, record):
    assert state(Reading(code), record, NOON) is said


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": 2**40}, "permit_number"),
        ({"operator_number": "MLIkay4drone001l-z9q"}, "operator_number"),
        ({"serial_tail": "1234567"}, "serial_tail"),
        ({"serial_tail": ""}, "serial_tail"),
        ({"ceiling_m": 100_001}, "height_out_of_range"),
        ({"floor_m": 121}, "band_upside_down"),
        ({"end": NOON}, "period_upside_down"),
        ({"start": NOON.replace(tzinfo=None)}, "time_without_zone"),
        ({"start": NOON.replace(microsecond=1)}, "time_not_whole"),
        ({"conditions": (3, 1)}, "conditions"),
        ({"conditions": (0,)}, "conditions"),
    ],
)
def test_a_permit_that_could_not_be_signed_cannot_be_built(changes, code):
    with pytest.raises(ValueError, match=code):
        content(**changes)


def test_heights_of_two_datums_are_not_compared():
    assert volume(floor_m=300, floor_datum=Datum.AMSL, ceiling_m=120).floor_m == 300


@pytest.mark.parametrize(
    ("digits", "rings", "code"),
    [
        (3, (((0, 0), (1, 0), (0, 1)),), "area_digits"),
        (7, (), "area_without_ring"),
        (7, (((0, 0), (1, 0)),), "area_without_ring"),
        (7, (tuple((at, at * at) for at in range(17)),), "area_too_many_vertices"),
        (4, (((0, 0), (1_800_001, 0), (0, 1)),), "area_off_the_earth"),
    ],
)
def test_an_area_that_could_not_be_signed_cannot_be_built(digits, rings, code):
    with pytest.raises(ValueError, match=code):
        PermitArea(digits, rings)


@pytest.mark.parametrize(
    ("volumes", "code"),
    [
        ((), "volumes_count"),
        (tuple(volume(ceiling_m=at) for at in range(1, 6)), "volumes_count"),
        ((volume(), volume(area=sixteen(60_000))), "area_too_many_vertices"),
        ((volume(), volume(area=PermitArea(5, (((0, 0), (9, 0), (0, 9)),)))), "volumes_of_different_digits"),
    ],
)
def test_volumes_that_could_not_be_signed_together_cannot_be_built(volumes, code):
    with pytest.raises(ValueError, match=code):
        content(volumes=volumes)


def test_an_area_that_volumes_share_counts_once():
    shared = content(volumes=tuple(volume(ceiling_m=60 + at) for at in range(4)))
    assert [one.area for one in shared.volumes] == [sixteen()] * 4


def test_a_permit_is_open_when_one_of_its_volumes_is():
    later = volume(start=NOON + timedelta(hours=2), end=NOON + timedelta(hours=3))
    several = content(volumes=(volume(ceiling_m=30), volume(), later))
    record = replace(RECORD, content=several)
    moments = {minutes: NOON + timedelta(minutes=minutes) for minutes in (-1, 0, 30, 120, 180)}
    assert {at: state(GENUINE, record, moment) for at, moment in moments.items()} == {
        -1: State.NOT_YET,
        0: State.VALID,
        30: State.NOT_YET,
        120: State.VALID,
        180: State.EXPIRED,
    }
    assert [now_valid(several, moment) for moment in moments.values()] == [(), (0, 1), (), (2,), ()]
