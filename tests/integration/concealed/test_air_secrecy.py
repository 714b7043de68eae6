"""What an owner reads of a flight in the air is the same, byte by byte, with a concealed zone and without."""

import re
from datetime import timedelta

import sqlalchemy as sa

from drones.flights.tables import Wait
from portal.kit.database import db, unit_of_work
from tests.integration.accounts import people
from tests.integration.concealed.conftest import FAR, HERE, hidden
from tests.integration.concealed.test_air import Pilot, alerts, watch
from tests.integration.flights.conftest import TOMORROW

#: What differs between any two flights: ids, references, permits and their signatures.
OWN = re.compile(r"\b[0-9a-z]{20}\b|\b[A-Z0-9]{3}-[A-Z0-9]{3}\b|[A-Z2-7]{8,}|MFR1C\w+")


def story(app, client, clock, number):
    """An owner flies, strays into a place and comes back; gives every answer that was read on the way."""
    clock.set(TOMORROW - timedelta(hours=22))
    email = f"pilot{number}@kayes.example"
    pilot = Pilot(client, email, f"MFR1C12345678{number:04d}").fly(FAR, clock)
    browser = people.sign_in(app, people.service.person_by_email(email))
    read = []
    for second, place in ((1, FAR), (30, HERE), (31, HERE), (95, HERE), (170, FAR)):
        clock.set(TOMORROW + timedelta(seconds=second))
        read.append(pilot.report(place, seconds=second).text)
        watch()
        for path in (pilot.path, pilot.path + "/positions", pilot.path + "/waits", "/flights"):
            answer = pilot.call("GET", path)
            read += [answer.text, str(answer.headers.get("ETag"))]
        read += [visible(browser.get(path).text) for path in (pilot.path, "/flights")]
    read.append(pilot.call("POST", pilot.path + "/end").text)
    told = sa.text("SELECT code, channel FROM notices_message WHERE person_id = :id ORDER BY id")
    read.append(str(db.session.execute(told, {"id": pilot.owner.person_id}).all()))
    with unit_of_work():
        db.session.execute(sa.delete(Wait))
    return [OWN.sub("own", text) for text in read]


def visible(page):
    """A page without the token of its forms."""
    return re.sub(r'name="csrf_token"[^>]*>|nonce="[^"]*"', "", page)


def test_every_answer_to_a_pilot_is_the_same_with_a_concealed_zone_and_without(room, stage, client, clock):
    without = story(stage, client, clock, 1)
    assert alerts() == []
    clock.set(TOMORROW - timedelta(hours=22))
    room.set(hidden())
    with_one = story(stage, client, clock, 2)
    assert len(alerts()) == 1
    assert with_one == without
