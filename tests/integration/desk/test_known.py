"""Is it known? As a checkpoint, an officer, their programs and everybody else ask it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from app import create_app
from drones.flights import service as flights
from drones.flights.model import State
from drones.registry import formats
from drones.registry import service as registry
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.audit.model import Search
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.limits import limiter
from portal.kit.model import Permission
from portal.kit.settings import settings
from tests.integration.accounts import people
from tests.integration.flights.conftest import FREE, TOMORROW, make_owner, stage  # noqa: F401
from tests.pages import CheckedClient

HERE = "13.5, -9.5"
AT = {"date": "2026-11-24", "time": "10:05"}


@pytest.fixture
def owner(stage):  # noqa: F811
    return make_owner("person-1", "MFR1C123456789ABC")


@pytest.fixture
def flight(owner):
    """Approved by rule: a circle of 200 m, tomorrow from 10:00 to 10:30."""
    made = owner.submit(centre=FREE)
    assert made.state is State.APPROVED
    db.session.rollback()
    return made


@pytest.fixture
def soldier(as_person, flight):
    return as_person("checkpoint")


def answered(client, place=HERE, **when):
    """The text of the answer and its status as the page's own mark says it."""
    page = client.get("/known", query_string={"place": place, **(when or AT)})
    assert page.status_code == 200, page.text
    mark = re.search(r'data-status="(\w+)"', page.text)
    return page.text, mark.group(1) if mark else None


def lines():
    db.session.rollback()
    return audit.search(wanted=Search(action="desk.known_asked"))


def test_a_checkpoint_begins_here(as_person):
    assert as_person("checkpoint").get("/", follow_redirects=False).status_code in {200, 303}
    page = as_person("checkpoint").get("/known")
    assert page.status_code == 200
    assert "Ce drone est-il connu" in page.text


def test_a_known_flight_is_told_with_its_aircraft_and_never_with_its_people(soldier, flight):
    text, status = answered(soldier)
    assert status == "known"
    for told in ("Parrot Anafi", "C1", "320 g", "9ABC", "+223 20 00 00 00", "Autorisé", flight.permit):
        assert told in text
    for hidden in ("Awa", "Diallo", "awa@example.org", "+223 70 00 00 00", "MFR1C123456789ABC"):
        assert hidden not in text


@pytest.mark.parametrize(
    "place",
    ["13.5 -9.5", "13°30'00\"N 9°30'00\"O", "13,5 ; -9,5", "13 30 N 9 30 W"],
)
def test_the_place_may_be_typed_in_the_ways_of_the_form(soldier, place):
    assert answered(soldier, place)[1] == "known"


def test_elsewhere_or_at_another_time_it_is_not_known_and_nobody_is_called_an_enemy(soldier):
    for text, status in (answered(soldier, "13.6, -9.5"), answered(soldier, time="10:05")):
        assert status == "not_known"
        assert "Pas connu ici" in text
        assert "+223 20 00 00 00" in text
        assert not re.search("hostil|ennemi|menace", text, re.IGNORECASE)


def test_a_flight_in_the_air_and_a_suspended_one_are_told_as_such(soldier, flight, clock):
    clock.set(TOMORROW + timedelta(minutes=5))
    with unit_of_work():
        flights.activate(flight_id=flight.id, person_id="person-1", now=now())
    text, status = answered(soldier, time="")
    assert (status, "En vol" in text) == ("known", True)
    with unit_of_work():
        flights.suspend(
            flight_id=flight.id, command="ZONE4", code="liaison.suspension.security", text="", now=now()
        )
    text, status = answered(soldier, time="")
    assert status == "known_suspended"
    assert "ne doit pas voler" in text


def test_a_place_name_is_looked_up_and_its_position_shown(soldier):
    text, status = answered(soldier, "Kita")
    assert status == "not_known"
    assert "Centre de Kita" in text


def test_names_of_several_places_are_offered_and_bad_input_is_kept(soldier):
    bad = soldier.get("/known", query_string={"place": "99, 99.5.5", "time": "25:99"})
    assert bad.status_code == 422
    assert 'value="99, 99.5.5"' in bad.text
    assert "25:99" in bad.text
    assert soldier.get("/known", query_string={"place": ""}).status_code == 422
    assert soldier.get("/known", query_string={"place": "89.9999N 0E"}).status_code == 422
    assert lines() == []


def test_every_question_is_in_the_ledger_with_a_coarse_place_alone(soldier):
    answered(soldier, "13.50123, -9.50321")
    (line,) = lines()
    told = str(line)
    assert "13.5/-9.5" in told
    assert "50123" not in told
    person = accounts.person_by_email("checkpoint@kayes.example")
    assert person.id in told


def test_others_may_not_ask(as_person, client, flight):
    for role in ("owner", "registrar", "auditor", "admin", "zone_editor"):
        assert as_person(role).get("/known", query_string={"place": HERE}).status_code == 403
    assert client.get("/known").status_code == 303
    assert client.get("/api/v1/known?lat=13.5&lon=-9.5").status_code == 401


def test_a_program_gets_the_same_answer(app, flight):
    person = people.make("checkpoint")
    with unit_of_work():
        key = accounts.issue_key(person_id=person.id, scopes=[Permission.KNOWN_ASK], now=now())
    headers = {"Authorization": f"Bearer {key.text}"}
    asked = {"lat": 13.5, "lon": -9.49, "at": "2026-11-24T10:05:00Z"}
    found = app.test_client().get("/api/v1/known", query_string=asked, headers=headers)
    assert found.status_code == 200, found.text
    answer = found.json
    assert (answer["status"], answer["known"], answer["radius_m"]) == ("known", True, 2000)
    (told,) = answer["flights"]
    assert told["state"] == "approved"
    assert told["direction"] == "w"
    assert 850 < told["distance_m"] < 920
    assert told["aircraft"]["class"] == "C1"
    nothing = app.test_client().get("/api/v1/known?lat=13.5&lon=-9.5", headers=headers).json
    assert (nothing["status"], nothing["known"], nothing["flights"]) == ("not_known", False, [])
    assert app.test_client().get("/api/v1/known?lat=95&lon=0", headers=headers).status_code == 422
    assert app.test_client().get("/api/v1/known?lat=89.9999&lon=0", headers=headers).status_code == 422
    assert len(lines()) == 2


def test_the_photo_is_shown_of_flights_that_stand(soldier, flight, owner):
    assert soldier.get(f"/known/{flight.id}/photo").status_code == 404
    picture = BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    kept = formats.photo(picture.getvalue())
    with unit_of_work():
        registry.keep_photo(operator_id=owner.operator_id, aircraft_id=owner.aircraft, photo=kept)
    assert f"/known/{flight.id}/photo" in answered(soldier)[0]
    assert soldier.get(f"/known/{flight.id}/photo").mimetype == "image/jpeg"
    draft = owner.draft()
    assert soldier.get(f"/known/{draft.id}/photo").status_code == 404


@pytest.fixture
def limited(app):
    """The same portal with its limits on, as it runs for people."""
    whole = create_app(
        settings(),
        TESTING=True,
        RATELIMIT_ENABLED=True,
        PORTAL_PASSWORD_COST={"time_cost": 1, "memory_cost": 8},
    )
    whole.test_client_class = CheckedClient
    whole.extensions["portal.clock"].set(now())
    yield whole
    limiter.enabled = False
    with whole.app_context():
        db.session.remove()
        db.engine.dispose()


def test_one_person_asks_thirty_times_a_minute_and_another_still_may(limited, flight):
    question = {"place": HERE, **AT}
    with limited.app_context():
        soldier, officer = (people.signed_in(limited, role) for role in ("checkpoint", "officer"))
        db.session.rollback()
    asked = [soldier.get("/known", query_string=question).status_code for _ in range(31)]
    assert asked == [200] * 30 + [429]
    assert soldier.get("/known").status_code == 200
    assert soldier.get("/api/v1/known?lat=13.5&lon=-9.5").status_code == 429
    assert officer.get("/known", query_string=question).status_code == 200
