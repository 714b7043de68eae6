"""The part of the queue that refreshes itself: its tag, and what makes another one."""

from datetime import timedelta

import pytest

from drones.flights import service as flights
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from tests.integration.accounts.people import post

LIVE = "/liaison/live?sort=risk"


@pytest.fixture
def ask(officer):
    """``ask(tag, client=…)``: the fragment, if it is no longer the one with this tag."""

    def call(tag=None, client=officer, path=LIVE):
        headers = {} if tag is None else {"If-None-Match": tag}
        return client.get(path, headers=headers)

    return call


def test_nothing_is_sent_while_nothing_changed(ask, flight):
    first = ask()
    assert flight.reference in first.text
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    again = ask(tag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


def test_the_same_tag_means_the_same_bytes(ask, flight):
    first, second = ask(), ask()
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.data == second.data


def test_the_page_carries_the_tag_of_its_fragment(ask, officer, flight):
    tag = ask().headers["ETag"].strip('"')
    assert f'data-tag="{tag}"' in officer.get("/liaison?sort=risk").text


def test_a_request_a_claim_an_alert_and_a_minute_each_make_another_tag(ask, officer, owner, flight, clock):
    tags = [ask().headers["ETag"]]
    owner.submit(start=flight.window.start + timedelta(hours=2))
    tags.append(ask(tags[-1]).headers["ETag"])
    post(officer, f"/liaison/{flight.id}/claim", version=str(flight.version))
    tags.append(ask(tags[-1]).headers["ETag"])
    with unit_of_work():
        flights.message(flight_id=flight.id, text="Où ?", command="ZONE4", now=now())
    tags.append(ask(tags[-1]).headers["ETag"])
    clock.set(now() + timedelta(minutes=1))
    tags.append(ask(tags[-1]).headers["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_lease_that_ends_makes_another_tag(ask, officer, flight, clock):
    clock.set(now().replace(second=30))
    post(officer, f"/liaison/{flight.id}/claim", version=str(flight.version))
    clock.set(now() + timedelta(minutes=9, seconds=55))
    tag = ask().headers["ETag"]
    clock.set(now() + timedelta(seconds=4))
    assert ask(tag).status_code == 304
    clock.set(now() + timedelta(seconds=1))
    assert ask(tag).status_code == 200


def test_each_reader_language_and_address_has_a_tag_of_its_own(ask, as_person, officer, flight):
    mine = ask().headers["ETag"]
    colleague = as_person("officer", email="awa.sy@kayes.example")
    others = as_person("officer", email="autre@kayes.example", command="ZONE2")
    found = {
        mine,
        ask(client=colleague).headers["ETag"],
        ask(client=others).headers["ETag"],
        ask(path="/liaison/live?sort=urgency").headers["ETag"],
        ask(path="/liaison/live?held=mine").headers["ETag"],
    }
    post(officer, "/language", language="en", next="/liaison")
    found.add(ask().headers["ETag"])
    assert len(found) == 6
    assert ask(mine, client=others).status_code == 200


def test_who_holds_a_case_goes_on_holding_it_and_nobody_takes_one_by_looking(
    officer, as_person, flight, clock
):
    hold = f"/liaison/{flight.id}/hold"
    assert post(officer, hold).status_code == 409
    post(officer, f"/liaison/{flight.id}/claim", version=str(flight.version))
    clock.set(now() + timedelta(minutes=9))
    assert post(officer, hold).status_code == 204
    assert post(as_person("officer", email="awa.sy@kayes.example"), hold).status_code == 409
    assert "jusqu’au 23/11/2026 12:19 (Bamako)" in officer.get("/liaison").text
    clock.set(now() + timedelta(minutes=10))
    assert post(officer, hold).status_code == 409
