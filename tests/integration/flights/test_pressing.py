"""Buttons pressed twice, by one hand or two, do one thing and call nothing wrong."""

import threading
from datetime import timedelta

import pytest
from shapely.geometry import box

from drones.flights import service
from drones.flights.model import Changes, State
from geofences.engine.model import Restriction
from portal.kit.clock import now
from portal.kit.database import db
from tests.integration.flights.conftest import TOMORROW, zone
from tests.integration.flights.test_life_pages import awa, by_command  # noqa: F401
from tests.integration.flights.test_pages import browser, only_flight, post  # noqa: F401

TROUBLE = ("changé entre-temps", "Impossible", "flash-error", "notice-warn")


def both(app, one, path, data):
    """The same form from two windows of one browser at one moment; gives both answers."""
    session = {cookie.key: cookie for cookie in one._cookies.values()}
    barrier, found = threading.Barrier(2), []

    def press():
        with app.app_context():
            other = app.test_client()
            for name, cookie in session.items():
                other.set_cookie(name, cookie.value)
            barrier.wait(20)
            found.append(other.post(path, data=data, content_type="multipart/form-data"))
            db.session.remove()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_one_form_sent_by_two_windows_at_one_moment_is_one_flight(app, browser):  # noqa: F811
    token = browser.get("/flights/new").text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {**browser.whole, "action": "submit", "csrf_token": token, "token": "a" * 20}
    answers = both(app, browser, "/flights/new", data)
    assert [one.status_code for one in answers] == [303, 303]
    assert {one.location for one in answers} == {f"/flights/{only_flight(browser).id}"}


def test_a_draft_submitted_twice_at_one_moment_is_submitted_once(app, browser):  # noqa: F811
    post(browser, action="save")
    flight = only_flight(browser)
    token = browser.get(f"/flights/{flight.id}").text.split('name="csrf_token" value="')[1].split('"')[0]
    answers = both(app, browser, f"/flights/{flight.id}/submit", {"csrf_token": token})
    assert [one.status_code for one in answers] == [303, 303]
    db.session.rollback()
    kinds = [one.kind for one in service.timeline(flight_id=flight.id, person_id=browser.owner.person_id)]
    assert kinds == ["drafted", "referred"]


@pytest.mark.parametrize("move", ["withdraw", "accept", "decline", "confirm"])
def test_the_second_press_finds_it_done(awa, move):  # noqa: F811
    if move in {"accept", "decline"}:
        by_command(service.propose, awa.flight, changes=Changes(ceiling_m=40))
    if move == "confirm":
        by_command(service.approve, awa.flight)
        by_command(service.suspend, awa.flight, code="liaison.suspension.safety")
    awa.post(move)
    stands = awa.state
    awa.page()
    assert awa.post(move).status_code == 303
    page = awa.page()
    assert awa.state is stands
    assert not any(word in page for word in TROUBLE)


@pytest.mark.parametrize("move", ["activate", "end"])
def test_taking_off_and_landing_are_pressed_twice(awa, clock, move):  # noqa: F811
    by_command(service.approve, awa.flight)
    clock.set(TOMORROW - timedelta(minutes=5))
    for step in ("activate", "end")[: ("activate", "end").index(move) + 1]:
        awa.post(step)
    awa.page()
    awa.post(move)
    assert not any(word in awa.page() for word in TROUBLE)
    assert awa.state is {"activate": State.ACTIVE, "end": State.ENDED}[move]


def test_a_pilot_is_told_from_when_on_one_reports_ready(awa, clock):  # noqa: F811
    by_command(service.approve, awa.flight)
    clock.set(now() + timedelta(minutes=1))
    page = awa.page()
    assert "À partir du 24/11/2026 09:30 (Bamako), un bouton vous permet ici de vous déclarer prêt." in page
    assert "/activate" not in page
    clock.set(TOMORROW - timedelta(minutes=30))
    page = awa.page()
    assert "vous déclarer prêt" not in page
    assert "/activate" in page


def test_a_flight_that_a_new_zone_stops_names_it_where_its_owner_confirms(awa, put):  # noqa: F811
    by_command(service.approve, awa.flight)
    place = awa.flight.volumes[0].area.centroid
    area = box(place.x - 0.05, place.y - 0.05, place.x + 0.05, place.y + 0.05)
    put(zone("CORTEGE", Restriction.PROHIBITED, area=area))
    page = awa.page()
    confirm = page[page.index('id="confirm"') : page.index("Je l’ai lu")]
    assert "Cortege" in confirm
