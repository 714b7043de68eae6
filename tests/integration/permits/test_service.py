"""Permits on both databases: issued, in and out of force, never unsigned."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from shapely.geometry import Point, box

from drones.permits import service
from drones.permits.formats import content as format_
from drones.permits.formats import revocations, text
from drones.permits.model import State
from drones.permits.tables import PermitRow
from geofences.engine.model import Datum
from portal.audit import service as audit
from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem
from tests.integration.permits.conftest import volume


def _state(code: str, clock, minutes: float = 0) -> State:
    return service.verify(code=code, now=clock.now() + timedelta(minutes=minutes)).state


def _rows() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(PermitRow))


def test_an_issued_permit_verifies_by_its_text_its_address_and_its_code(issue, clock):
    permit = issue()
    whole = text.encode(permit.signed)
    for shown in (whole, f"https://x.example/V/{whole}", permit.id, text.spaced(permit.id).lower()):
        found = service.verify(code=shown, now=clock.now())
        assert (found.state, found.content) == (State.VALID, permit.content)


def test_it_is_valid_in_its_half_open_window_alone(issue, clock):
    code = issue().id
    seen = [_state(code, clock, minutes) for minutes in (-0.02, 0, 29.99, 30)]
    assert seen == [State.NOT_YET, State.VALID, State.VALID, State.EXPIRED]


def test_a_permit_never_allows_more_than_was_asked_for(issue, clock):
    circle = Point(-11.44448, 14.44693).buffer(0.0018)
    start = clock.now() + timedelta(seconds=0.4)
    content = issue(
        area=circle, ceiling_m=121.92, floor_m=0.2, start=start, end=start + timedelta(minutes=1)
    ).content
    (printed,) = content.volumes
    assert circle.covers(printed.area.polygon)
    assert (printed.ceiling_m, printed.floor_m) == (121, 1)
    assert content.start == clock.now() + timedelta(seconds=1)
    assert content.end == clock.now() + timedelta(seconds=60)
    assert content.conditions == (1, 3)
    assert content.serial_tail == "789ABC"


@pytest.mark.parametrize(("serial", "tail"), [("Été n° 7", "tn7"), ("éà", "-"), ("A", "A")])
def test_any_serial_has_a_printable_tail(issue, serial, tail):
    assert issue(serial=serial).content.serial_tail == tail


def test_a_suspended_permit_says_so_at_once_and_may_come_back(issue, clock):
    code = issue().id
    with unit_of_work():
        service.suspend(flight_id="f1", now=clock.now())
    assert _state(code, clock) is State.SUSPENDED
    with unit_of_work():
        service.reinstate(flight_id="f1", now=clock.now())
    assert _state(code, clock) is State.VALID


def test_a_revoked_permit_stays_revoked(issue, clock):
    code = issue().id
    with unit_of_work():
        revoked = service.revoke(flight_id="f1", reason="aircraft_lost", now=clock.now())
        service.reinstate(flight_id="f1", now=clock.now())
        assert service.suspend(flight_id="f1", now=clock.now()) == ()
    assert [permit.id for permit in revoked] == [code]
    found = service.verify(code=code, now=clock.now())
    assert (found.state, found.reason) == (State.REVOKED, "aircraft_lost")
    with unit_of_work():
        assert service.revoke(permit_id=code, reason="again", now=clock.now()) == ()


def test_one_permit_can_be_revoked_beside_another_of_the_same_flight(issue, clock):
    first, second = issue(), issue()
    with unit_of_work():
        service.revoke(permit_id=first.id, reason="replaced", now=clock.now())
    assert _state(first.id, clock) is State.REVOKED
    assert _state(second.id, clock) is State.VALID


def test_a_flight_has_its_newest_permit(issue, clock):
    issue()
    clock.set(clock.now() + timedelta(minutes=1))
    newest = issue()
    assert service.of_flight(flight_id="f1") == newest
    assert service.of_flight(flight_id="f2") is None
    assert service.by_id(permit_id=newest.id) == newest


def test_each_step_is_in_the_ledger_under_the_flight(issue, clock):
    permit = issue()
    with unit_of_work():
        service.suspend(flight_id="f1", now=clock.now())
        service.reinstate(flight_id="f1", now=clock.now())
        service.revoke(flight_id="f1", reason="aircraft_lost", now=clock.now())
    story = audit.story(subject="f1")
    assert [one.entry.action for one in story] == [
        "permits.issued",
        "permits.suspended",
        "permits.reinstated",
        "permits.revoked",
    ]
    assert all(one.entry.facts["permit"] == permit.id for one in story)


def test_without_a_key_nothing_is_issued(issue, key_file):
    key_file.unlink()
    with pytest.raises(Problem, match="no_key") as caught:
        issue()
    assert caught.value.status == 503
    assert _rows() == 0


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_may_read_is_not_used(issue, key_file, mode, clock):
    code = issue().id
    key_file.chmod(mode)
    with pytest.raises(Problem, match="key_file_open_to_others"):
        issue()
    with pytest.raises(Problem, match="key_file_open_to_others"):
        _state(code, clock)
    assert _rows() == 1


def test_the_key_file_is_tight_from_the_start(key, key_file):
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert list(key_file.parent.glob("*.new")) == []


def test_after_a_change_of_keys_both_permits_verify_and_the_new_one_signs(issue, key, clock):
    old = issue()
    with unit_of_work():
        newer = service.create_key(exercise=False, now=clock.now()).id
    new = issue()
    assert (old.key_id, new.key_id) == (key, newer)
    with unit_of_work():
        service.retire_key(key_id=newer)
    assert issue().key_id == key
    assert {_state(permit.id, clock) for permit in (old, new)} == {State.VALID}


def test_a_permit_of_an_unknown_key_cannot_be_judged(issue, key_file, clock):
    permit = issue()
    key_file.unlink()
    assert _state(permit.id, clock) is State.UNKNOWN_KEY
    assert _state(text.encode(permit.signed), clock) is State.UNKNOWN_KEY


@pytest.mark.parametrize(
    "code", ["", "AAAAAAAA", "A", "hello there", "../../etc/passwd", "A" * 5_000, "é" * 8]
)
def test_whatever_was_never_issued_is_not_genuine(issue, clock, code):
    issue()
    assert _state(code, clock) is State.NOT_GENUINE


def test_a_changed_text_is_not_genuine(issue, clock):
    whole = text.encode(issue().signed)
    changed = ("A" if whole[60] != "A" else "B").join((whole[:60], whole[61:]))
    assert _state(changed, clock) is State.NOT_GENUINE


def test_a_genuine_permit_that_the_register_lost_is_not_confirmed(issue, clock):
    permit = issue()
    with unit_of_work() as session:
        session.execute(sa.delete(PermitRow))
    assert _state(text.encode(permit.signed), clock) is State.NOT_IN_REGISTER


def test_other_bytes_under_an_issued_number_are_not_confirmed(issue, clock):
    permit = issue()
    signing = service.keys().signing
    higher = replace(permit.content.volumes[0], ceiling_m=500)
    other = format_.sign(replace(permit.content, volumes=(higher,)), signing)
    assert _state(text.encode(other), clock) is State.NOT_IN_REGISTER


def test_what_cannot_stand_on_a_permit_is_refused(issue, clock):
    with pytest.raises(Problem, match="area_too_small"):
        issue(area=box(0.00000001, 0.00000001, 0.00000002, 0.00000002))
    with pytest.raises(Problem, match="not_printable"):
        issue(end=clock.now() + timedelta(milliseconds=400))
    with pytest.raises(Problem, match="not_printable"):
        issue(operator_number="MLIkay4drone001l-z9q")
    with pytest.raises(Problem, match="not_printable"):
        issue(floor_m=59.2, ceiling_m=59.8)
    with pytest.raises(Problem, match="not_printable"):
        issue(volumes=[volume(clock.now(), ceiling_m=60 + step) for step in range(5)])
    assert _rows() == 0


def test_a_band_of_two_datums_is_kept(issue):
    (one,) = issue(floor_m=40, floor_datum=Datum.AGL, ceiling_m=30, ceiling_datum=Datum.AMSL).content.volumes
    assert (one.floor_m, one.floor_datum) == (40, Datum.AGL)
    assert (one.ceiling_m, one.ceiling_datum) == (30, Datum.AMSL)


def test_of_several_volumes_one_that_is_open_is_enough_and_is_named(issue, clock):
    start = clock.now()
    later = volume(start, ceiling_m=90, start=start + timedelta(hours=2), end=start + timedelta(hours=3))
    code = issue(volumes=(volume(start), later)).id
    seen = []
    for minutes in (0, 29.9, 30, 119.9, 120, 179.9, 180):
        found = service.verify(code=code, now=start + timedelta(minutes=minutes))
        seen.append((found.state, found.now_valid))
    assert seen == [
        (State.VALID, (0,)),
        (State.VALID, (0,)),
        (State.NOT_YET, ()),
        (State.NOT_YET, ()),
        (State.VALID, (1,)),
        (State.VALID, (1,)),
        (State.EXPIRED, ()),
    ]


def test_an_exercise_key_marks_what_it_signs(key, issue, clock):
    with unit_of_work():
        service.create_key(exercise=True, now=clock.now())
    assert issue().content.exercise


def test_the_signed_list_names_what_is_out_of_force_and_not_long_over(issue, clock):
    revoked, suspended, in_force = issue(), issue(flight_id="f2"), issue(flight_id="f3")
    over = issue(flight_id="f4", start=clock.now() - timedelta(days=3), end=clock.now() - timedelta(days=2))
    with unit_of_work():
        service.revoke(flight_id="f1", reason="aircraft_lost", now=clock.now())
        service.suspend(flight_id="f2", now=clock.now())
        service.revoke(flight_id="f4", reason="aircraft_lost", now=clock.now())
    found = revocations.read(service.revocations(now=clock.now()), service.keys().public)
    assert found.revoked == {revoked.content.number}
    assert found.suspended == {suspended.content.number}
    assert not {in_force.content.number, over.content.number} & (found.revoked | found.suspended)
