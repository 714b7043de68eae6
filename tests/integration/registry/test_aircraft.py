"""Aircraft: added, lost, found, withdrawn; a serial is there once."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image

from drones.registry import formats, service
from drones.registry.model import AircraftClass, AircraftState, AircraftUnusable, AircraftView
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from portal.kit.problems import Problem

SERIAL = "MFR1C123456789ABC"


def codes(faults):
    assert isinstance(faults, tuple), faults
    return [fault.code for fault in faults]


def add(operator, draft):
    with unit_of_work():
        return service.add_aircraft(operator_id=operator.id, draft=draft, now=now())


def change(operator, aircraft, state):
    with unit_of_work():
        return service.change_aircraft_state(
            operator_id=operator.id, aircraft_id=aircraft.id, state=AircraftState(state), now=now()
        )


def test_an_operator_not_yet_approved_may_already_add_aircraft(cast):
    operator, _ = cast.registered()
    aircraft = cast.aircraft(operator)
    assert service.aircraft_of(operator_id=operator.id) == [aircraft]
    assert service.aircraft(aircraft_id=aircraft.id) == aircraft
    assert (aircraft.label, aircraft.state) == ("Parrot Anafi", AircraftState.ACTIVE)


def test_every_fault_of_an_entry_comes_at_once_and_nothing_is_added(cast):
    operator = cast.approved()
    found = add(operator, cast.draft("1A2B3AB", maker="", mtom_g=0))
    assert codes(found) == [
        "registry.aircraft.missing",
        "registry.mtom.too_light",
        "registry.serial.length_code",
    ]
    assert service.aircraft_of(operator_id=operator.id) == []


@pytest.mark.parametrize("state", ["active", "lost", "stolen"])
def test_a_serial_that_is_held_is_refused_to_anybody_without_saying_whose(cast, state):
    owner, other = cast.approved("person-1"), cast.approved("person-2")
    aircraft = cast.aircraft(owner)
    if state != "active":
        change(owner, aircraft, state)
    for operator in (owner, other):
        found = add(operator, cast.draft())
        assert codes(found) == ["registry.serial.taken"]
        assert found[0].facts == {}


def test_a_serial_is_the_same_in_another_case_or_with_blanks(cast):
    operator = cast.approved()
    cast.aircraft(operator, "Maison 7", cls=AircraftClass.PRIVATE)
    found = add(operator, cast.draft(" maison7", AircraftClass.PRIVATE))
    assert codes(found) == ["registry.serial.taken"]


def test_a_withdrawn_aircraft_frees_its_serial(cast):
    operator, other = cast.approved("person-1"), cast.approved("person-2")
    assert change(operator, cast.aircraft(operator), "withdrawn") == ()
    assert isinstance(add(other, cast.draft()), AircraftView)


def test_of_many_who_add_one_serial_at_once_one_succeeds(app, cast):
    operators = [cast.approved(f"person-{number}") for number in range(4)]

    def race(operator):
        with app.app_context():
            return add(operator, cast.draft())

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(race, operators))
    assert sum(isinstance(outcome, AircraftView) for outcome in outcomes) == 1
    assert [codes(found) for found in outcomes if isinstance(found, tuple)] == [["registry.serial.taken"]] * 3


def test_leaving_the_state_active_is_announced_and_coming_back_is_not(cast, heard):
    operator = cast.approved()
    aircraft = cast.aircraft(operator)
    for state in ("lost", "stolen", "active", "withdrawn"):
        assert change(operator, aircraft, state) == ()
    assert heard == [AircraftUnusable(aircraft.id)] * 2
    assert codes(change(operator, aircraft, "active")) == ["registry.aircraft.no_such_move"]


def test_somebody_elses_aircraft_is_a_404(cast):
    aircraft, stranger = cast.aircraft(cast.approved("person-1")), cast.approved("person-2")
    with pytest.raises(Problem) as caught:
        change(stranger, aircraft, "lost")
    assert caught.value.status == 404
    with pytest.raises(Problem):
        service.own_aircraft(operator_id=stranger.id, aircraft_id=aircraft.id)


def test_a_photo_is_kept_and_replaced(cast):
    operator = cast.approved()
    aircraft = cast.aircraft(operator)
    with pytest.raises(Problem) as caught:
        service.photo(aircraft_id=aircraft.id)
    assert caught.value.status == 404
    for size in ((30, 20), (20, 30)):
        upload = BytesIO()
        Image.new("RGB", size, "red").save(upload, "PNG")
        made = formats.photo(upload.getvalue())
        with unit_of_work():
            service.keep_photo(operator_id=operator.id, aircraft_id=aircraft.id, photo=made)
        kept = service.photo(aircraft_id=aircraft.id)
        assert (kept.mimetype, (kept.width, kept.height)) == ("image/jpeg", size)
        assert kept.content[:3] == b"\xff\xd8\xff"
    assert service.aircraft_with_photo(operator_id=operator.id) == {aircraft.id}
