"""What an owner types arrives whole: several volumes, places, U-space, copies, one flight a form."""

import json
import re
from datetime import timedelta

import pytest

from drones.flights import service
from drones.flights.model import State
from drones.permits import service as permits
from drones.registry import service as registry
from drones.registry.model import AircraftClass, AircraftDraft
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.flights.test_pages import (  # noqa: F401
    CIRCLE,
    browser,
    error,
    only_flight,
    post,
    speak,
    value,
)

SECOND = {
    "volumes": "2",
    "v2_shape": "polygon",
    "v2_outline": "13.81 -10.83\n13.81 -10.82\n13.82 -10.82",
    "v2_floor_m": "60",
    "v2_floor_datum": "AMSL",
    "v2_ceiling_m": "90",
    "v2_datum": "AGL",
    "v2_start_date": "2026-11-24",
    "v2_start_time": "10h30",
    "v2_end_date": "2026-11-24",
    "v2_end_time": "1115",
}
USPACE = {
    "uspace": "y",
    "uspace_kind": "medical",
    "uspace_category": "specific",
    "uspace_identification": ["network", "direct"],
    "uspace_connectivity": ["cellular"],
    "uspace_endurance_min": "45",
    "uspace_emergency": "Retour au point de départ à 60 m",
}


def flights(browser):  # noqa: F811
    db.session.rollback()
    return service.own_flights(person_id=browser.owner.person_id)


def test_two_volumes_are_submitted_and_decided_as_the_permit_prints_them(browser, clock):  # noqa: F811
    assert post(browser, action="submit", **SECOND).status_code == 303
    flight = only_flight(browser)
    assert flight.state is State.REFERRED
    assert [(one.band.floor.datum, one.band.ceiling.metres) for one in flight.volumes] == [
        ("AGL", 60),
        ("AMSL", 90),
    ]
    with unit_of_work():
        service.approve(flight_id=flight.id, command="ZONE4", now=now())
    printed = permits.of_flight(flight_id=flight.id).content.volumes
    assert [one.flown.area.wkb for one in printed] == [one.area.wkb for one in flight.volumes]
    assert [one.flown.period for one in printed] == [one.period for one in flight.volumes]
    clock.set(clock.now() + timedelta(minutes=1))
    page = browser.get(f"/flights/{flight.id}/permit").text
    assert "Volume 1" in page
    assert "Volume 2" in page


def test_a_volume_is_added_and_removed_with_nothing_lost(browser):  # noqa: F811
    more = post(browser, action="add_volume")
    assert more.status_code == 200
    assert (value(more, "centre"), value(more, "v2_ceiling_m"), value(more, "v2_start_time")) == (
        CIRCLE["centre"],
        "60",
        "10:00",
    )
    less = post(browser, action="", remove="0", **SECOND)
    assert "10h30" in value(less, "start_time")
    assert "13.81 -10.83" in value(less, "outline")
    assert 'name="volumes" value="1"' in less.text
    assert flights(browser) == []


def test_a_fault_of_the_second_volume_stands_beside_its_field(browser):  # noqa: F811
    answer = post(browser, action="submit", **{**SECOND, "v2_end_time": "25h"})
    assert answer.status_code == 422
    assert "25h" in error(answer, "v2_end_time")
    assert value(answer, "v2_end_time") == "25h"
    assert flights(browser) == []


def test_a_flight_over_midnight_is_asked_about(browser):  # noqa: F811
    answer = post(browser, start_time="22h30", end_time="0h15")
    assert answer.status_code == 422
    assert 'name="next_day" value="0:2026-11-25"' in answer.text
    fixed = post(browser, action="", next_day="0:2026-11-25", start_time="22h30", end_time="0h15")
    assert value(fixed, "end_date") == "2026-11-25"


def test_a_place_is_found_by_its_name_and_shown_before_anything_is_sent(browser):  # noqa: F811
    answer = post(browser, action="submit", centre="bafoulabe")
    assert answer.status_code == 200
    assert value(answer, "centre") == "13.8065, -10.8321"
    assert "Bafoulabé" in answer.text
    assert flights(browser) == []


def test_of_several_places_of_one_name_one_is_chosen(browser):  # noqa: F811
    answer = post(browser, action="submit", centre="Moussala")
    assert answer.status_code == 422
    assert "Plusieurs lieux" in error(answer, "centre")
    chosen = re.findall(r'name="place" value="(centre:[^"]+)"', answer.text)
    assert len(chosen) == 12
    taken = post(browser, action="", place=chosen[0], centre="Moussala")
    assert value(taken, "centre") == chosen[0].removeprefix("centre:")


def test_the_fields_of_annex_iv_are_asked_for_kept_and_told(browser):  # noqa: F811
    missing = post(browser, action="submit", uspace="y", uspace_endurance_min="20")
    assert missing.status_code == 422
    assert "30" in error(missing, "uspace_endurance_min")
    assert error(missing, "uspace_emergency")
    assert post(browser, action="submit", **USPACE).status_code == 303
    flight = only_flight(browser)
    page = browser.get(f"/flights/{flight.id}").text
    assert "Retour au point de départ à 60 m" in page
    assert "vol médical" in page
    assert flight.plan.uspace.endurance_min == 45


def test_the_register_says_what_annex_iv_asks_of_it(browser):  # noqa: F811
    page = browser.get("/flights/new").text
    operator = registry.operator_of(person_id=browser.owner.person_id)
    assert operator.number in page
    assert "MFR1C123456789ABC, classe C1" in page


def test_u_space_needs_a_unique_serial_number(browser):  # noqa: F811
    draft = AircraftDraft("Maison", "Aile", AircraftClass.PRIVATE, 320, "aile-1")
    with unit_of_work():
        craft = registry.add_aircraft(operator_id=browser.owner.operator_id, draft=draft, now=now())
    answer = post(browser, action="submit", **{**USPACE, "aircraft": craft.id})
    assert answer.status_code == 422
    assert "« aile-1 »" in error(answer, "aircraft")
    assert flights(browser) == []
    assert post(browser, action="submit", aircraft=craft.id).status_code == 303


def test_two_tabs_on_one_draft_never_write_over_each_other_unseen(browser):  # noqa: F811
    post(browser, action="save")
    draft = only_flight(browser)
    address = f"/flights/{draft.id}/edit"
    assert f'name="version" value="{draft.version}"' in browser.get(address).text
    seen = {"version": str(draft.version)}
    assert post(browser, address, action="save", notes="Un", token="t-1", **seen).status_code == 303
    late = post(browser, address, action="save", notes="Deux", token="t-2", **seen)
    assert (late.status_code, value(late, "notes")) == (412, "Deux")
    assert "modifié ailleurs" in late.text
    assert only_flight(browser).plan.notes == "Un"
    now_seen = {"version": str(only_flight(browser).version)}
    assert post(browser, address, action="save", notes="Deux", token="t-2", **now_seen).status_code == 303
    assert only_flight(browser).plan.notes == "Deux"


def test_the_same_form_sent_twice_is_one_flight(browser):  # noqa: F811
    first = post(browser, action="submit", token="t-1")
    again = post(browser, action="submit", token="t-1")
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert len(flights(browser)) == 1


def test_the_same_token_with_other_words_keeps_what_was_typed_and_makes_nothing(browser):  # noqa: F811
    post(browser, action="submit", token="t-1")
    other = post(browser, action="submit", token="t-1", notes="Autre chose")
    assert other.status_code == 422
    assert value(other, "notes") == "Autre chose"
    assert "déjà été envoyé" in other.text
    assert 'name="token" value="t-1"' not in other.text
    assert len(flights(browser)) == 1


def test_a_form_refused_for_its_faults_can_be_sent_again_with_its_token(browser):  # noqa: F811
    assert post(browser, action="submit", token="t-2", contact="").status_code == 422
    assert post(browser, action="submit", token="t-2").status_code == 303
    assert len(flights(browser)) == 1


def test_a_copy_is_a_draft_of_another_day_and_both_tell_of_each_other(browser, clock):  # noqa: F811
    post(browser, action="submit", **SECOND)
    first = only_flight(browser)
    clock.set(clock.now() + timedelta(days=3))
    answer = post(browser, f"/flights/{first.id}/copy")
    made = next(one for one in flights(browser) if one.id != first.id)
    assert answer.location.endswith(f"/flights/{made.id}/edit")
    assert made.state is State.DRAFT
    tomorrow = (clock.now() + timedelta(days=1)).date()
    assert [one.start.date() for one in made.plan.volumes] == [tomorrow] * 2
    assert f"/flights/{made.id}" in browser.get(f"/flights/{first.id}").text
    assert f"/flights/{first.id}" in browser.get(f"/flights/{made.id}").text
    assert value(browser.get(answer.location), "v2_start_time") == "10:30"


def test_a_submitted_plan_is_changed_by_withdrawing_it(browser):  # noqa: F811
    post(browser, action="submit")
    first = only_flight(browser)
    post(browser, f"/flights/{first.id}/replace")
    states = {one.id: one.state for one in flights(browser)}
    assert states.pop(first.id) is State.WITHDRAWN
    assert list(states.values()) == [State.DRAFT]


def test_what_was_typed_comes_back_and_is_forgotten_once_sent(browser):  # noqa: F811
    kept = post(browser, "/flights/typing/new", **SECOND, notes="à moitié")
    assert kept.status_code == 200
    assert "kept_at" in json.loads(kept.text)
    page = browser.get("/flights/new")
    assert "de nouveau là" in page.text
    assert (value(page, "notes"), value(page, "v2_floor_m")) == ("à moitié", "60")
    post(browser, action="save", **SECOND)
    assert "de nouveau là" not in browser.get("/flights/new").text


def test_what_is_dropped_is_gone(browser):  # noqa: F811
    post(browser, "/flights/typing/new", notes="à moitié")
    assert post(browser, "/flights/typing/new/drop").status_code == 303
    assert value(browser.get("/flights/new"), "notes") == ""


@pytest.mark.parametrize("subject", ["somebody-elses", "x"])
def test_nothing_is_kept_for_a_plan_that_is_not_ones_own(browser, subject):  # noqa: F811
    assert post(browser, f"/flights/typing/{subject}", notes="x").status_code == 404


def test_a_name_of_the_maker_and_the_model_is_not_said_twice(browser):  # noqa: F811
    page = browser.get("/flights/new").text
    assert "Parrot Anafi" in page
    assert "Anafi – Parrot Anafi" not in page


def test_english_speaks_of_all_of_it(browser):  # noqa: F811
    speak(browser, "en")
    answer = post(browser, centre="-10.83210, 13.80650")
    assert "did you mean 13.8065, -10.8321?" in error(answer, "centre")
