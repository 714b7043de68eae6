"""The desk's pages, as officers, an auditor and everybody else use them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drones.flights import service as flights
from drones.flights.model import Position, State
from drones.liaison import store
from drones.liaison.model import Decided
from drones.permits import service as permits
from drones.permits.model import Condition
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts import people
from tests.integration.accounts.people import post

CALL, OBSERVER = int(Condition.CALL_BEFORE_TAKE_OFF), int(Condition.OBSERVER)


def read(flight):
    db.session.rollback()
    return flights.flight(flight_id=flight.id)


def approve(client, flight, version=None, **fields):
    return post(client, f"/liaison/{flight.id}/approve", **answer("approve", flight, version, fields))


def deny(client, flight, version=None, **fields):
    return post(client, f"/liaison/{flight.id}/deny", **answer("deny", flight, version, fields))


def answer(name, flight, version, fields):
    texts = {"version": str(version or flight.version), **fields}
    return {f"{name}-{field}": text for field, text in texts.items()}


def actions(flight):
    return [one.entry.action for one in audit.story(subject=flight.id)]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("officer", 200),
        ("commander", 200),
        ("auditor", 200),
        ("owner", 403),
        ("admin", 403),
        ("registrar", 403),
        ("zone_editor", 403),
        ("checkpoint", 403),
    ],
)
def test_the_queue_is_for_officers_commanders_and_auditors(flight, as_person, role, status):
    client = as_person(role)
    assert client.get("/liaison").status_code == status
    assert client.get(f"/liaison/{flight.id}").status_code == status


def test_the_public_is_asked_to_sign_in(client, flight):
    assert client.get("/liaison").status_code == 303
    assert client.get(f"/liaison/{flight.id}").location.startswith("/login")


@pytest.mark.parametrize("role", ["auditor", "admin", "owner", "registrar", "zone_editor", "checkpoint"])
def test_nobody_but_officers_and_commanders_decides(flight, as_person, role):
    client = as_person(role)
    assert approve(client, flight).status_code == 403
    assert deny(client, flight, reason="security").status_code == 403
    assert read(flight).state is State.REFERRED


def test_an_auditor_reads_a_case_and_finds_nothing_to_press(flight, as_person):
    page = as_person("auditor").get(f"/liaison/{flight.id}").text
    assert flight.reference in page
    assert "/approve" not in page


def test_an_officer_of_another_command_does_not_even_learn_that_there_is_a_case(flight, as_person):
    other = as_person("officer", email="autre@kayes.example", command="ZONE2")
    assert flight.reference not in other.get("/liaison").text
    assert other.get(f"/liaison/{flight.id}").status_code == 404
    assert approve(other, flight).status_code == 404
    assert read(flight).state is State.REFERRED


def test_the_queue_tells_where_when_how_high_and_why(officer, flight):
    page = officer.get("/liaison").text
    for words in (
        flight.reference,
        "Bafoulabé",
        "24/11/2026 10:00–10:30 (Bamako)",
        "60 m au-dessus du sol",
        "Parrot Anafi",
        "Aire de liaison de la Zone 4 (KAY-LIA)",
        "22 h 00 min",
    ):
        assert words in page


def test_the_flight_with_least_time_left_stands_first(officer, owner, flight):
    sooner = owner.submit(start=flight.window.start - timedelta(hours=3))
    page = officer.get("/liaison").text
    assert page.index(sooner.reference) < page.index(flight.reference)
    page = officer.get("/liaison?sort=submitted").text
    assert page.index(flight.reference) < page.index(sooner.reference)


def test_the_case_shows_findings_operator_aircraft_and_a_map(officer, flight):
    page = officer.get(f"/liaison/{flight.id}").text
    for words in ("EXERCICE", "Awa Diallo", "awa@example.org", "Parrot Anafi", "Moussa Keïta", "data-map"):
        assert words in page
    assert '"kind": "zone"' in page
    assert '"kind": "flight"' in page


def test_the_case_speaks_english_too(officer, flight):
    post(officer, "/language", language="en", next="/")
    page = officer.get(f"/liaison/{flight.id}").text
    assert "What is asked" in page
    assert "Zone that needs consent" in page


def test_a_look_at_a_case_is_in_the_ledger(officer, flight):
    officer.get(f"/liaison/{flight.id}")
    assert "liaison.case_viewed" in actions(flight)


def test_an_approval_gives_a_permit_under_its_conditions(officer, owner, flight):
    form = {"conditions": [str(CALL), str(OBSERVER)], "ceiling_m": "40", "remark": "Appelez la tour."}
    response = approve(officer, flight, **form)
    assert (response.status_code, response.location) == (303, f"/liaison/{flight.id}")
    after = read(flight)
    assert (after.state, after.conditions) == (State.APPROVED, (CALL, OBSERVER))
    content = permits.of_flight(flight_id=flight.id).content
    assert (content.volumes[0].ceiling_m, content.conditions) == (40, (CALL, OBSERVER))
    assert flight.reference not in officer.get("/liaison").text


def test_the_decision_is_kept_with_its_officer_and_noted(officer, flight):
    approve(officer, flight, remark="Bon vol.")
    (decision,) = store.of_flight(flight.id)
    person = accounts.person_by_email("officer@kayes.example")
    assert (decision.decided, decision.officer_id, decision.text) == (
        Decided.APPROVED,
        person.id,
        "Bon vol.",
    )
    assert "liaison.approved" in actions(flight)
    assert audit.verify().faults == ()


def test_a_denial_reaches_the_owner_s_timeline_with_its_reason(officer, owner, as_person, flight):
    words = "Cérémonie à Bafoulabé ce jour-là."
    assert deny(officer, flight, reason="people", text=words).status_code == 303
    last = flights.timeline(flight_id=flight.id, person_id=owner.person_id)[-1]
    assert (last.kind, last.facts["code"]) == ("denied", "liaison.denial.people")
    page = as_person("owner").get(f"/flights/{flight.id}").text
    assert words in page
    assert "Risque pour des personnes" in page
    assert "officer@kayes.example" not in page


def test_the_owner_reads_an_approval_s_remark_and_never_the_officer_s_name(officer, as_person, flight):
    approve(officer, flight, remark="Restez au sud du fleuve.", conditions=[str(CALL)])
    page = as_person("owner").get(f"/flights/{flight.id}").text
    assert "Restez au sud du fleuve." in page
    assert "officer@kayes.example" not in page


def test_a_denial_without_a_reason_is_refused_beside_its_field(officer, flight):
    response = deny(officer, flight, reason="", text="Parce que.")
    assert response.status_code == 422
    assert "Choisissez un motif." in response.text
    assert "Parce que." in response.text
    assert read(flight).state is State.REFERRED


def test_another_reason_needs_a_sentence(officer, flight):
    response = deny(officer, flight, reason="other")
    assert response.status_code == 422
    assert "écrivez une phrase pour le propriétaire" in response.text


@pytest.mark.parametrize(
    ("ceiling", "words"),
    [("500", "Indiquez plus de 0 m et au plus 60 m."), ("haut", "approve-ceiling_m-error")],
)
def test_an_unfit_ceiling_is_told_beside_its_field_and_what_was_typed_stays(officer, flight, ceiling, words):
    response = approve(officer, flight, ceiling_m=ceiling, remark="À garder")
    assert response.status_code == 422
    assert words in response.text
    assert f'value="{ceiling}"' in response.text
    assert "À garder" in response.text
    assert read(flight).state is State.REFERRED


def test_a_remark_too_long_is_refused_and_kept(officer, flight):
    response = approve(officer, flight, remark="x" * 201)
    assert response.status_code == 422
    assert "200 caractères au plus." in response.text
    assert "x" * 201 in response.text


def test_a_condition_that_is_not_on_offer_is_refused(officer, flight):
    assert approve(officer, flight, conditions=["200"]).status_code == 422
    assert read(flight).state is State.REFERRED


def test_a_stale_version_decides_nothing_says_so_and_keeps_what_was_typed(officer, flight):
    response = approve(officer, flight, version=flight.version + 4, remark="Bon vol.")
    assert response.status_code == 412
    assert "Rien n’a été décidé." in response.text
    assert "Bon vol." in response.text
    assert f'name="approve-version" value="{flight.version}"' in response.text
    assert read(flight).state is State.REFERRED


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30])
def test_a_version_that_is_none_is_stale(officer, flight, version):
    fields = {"approve-version": version}
    assert post(officer, f"/liaison/{flight.id}/approve", **fields).status_code == 412


def test_what_another_officer_decided_already_is_said(officer, flight, as_person):
    approve(as_person("commander"), flight)
    response = deny(officer, flight, reason="time")
    assert response.status_code == 409
    assert "n’attend plus de décision" in response.text
    assert read(flight).state is State.APPROVED
    assert len(store.of_flight(flight.id)) == 1


def test_an_officer_does_not_decide_on_their_own_flight(app, pilot_officer):
    person, own = pilot_officer
    client = people.sign_in(app, person)
    page = client.get(f"/liaison/{own.id}").text
    assert "C’est votre propre vol" in page
    assert "/approve" not in page
    assert approve(client, own).status_code == 403
    assert deny(client, own, reason="time").status_code == 403
    assert read(own).state is State.REFERRED


def test_a_rival_is_shown_with_both_on_the_map(officer, flight, rival):
    second = rival.submit(centre=flight.plan.volumes[0].shapes[0].centre)
    page = officer.get(f"/liaison/{second.id}").text
    assert flight.reference in page
    assert '"kind": "other"' in page


def test_the_place_of_an_approved_flight_is_not_given_twice(officer, flight, rival):
    second = rival.submit(centre=flight.plan.volumes[0].shapes[0].centre)
    approve(officer, flight)
    response = approve(officer, second)
    assert response.status_code == 409
    assert read(second).state is State.REFERRED
    assert store.of_flight(second.id) == ()


def test_a_flight_that_does_not_exist_is_not_found(officer):
    assert officer.get("/liaison/00000000000000000000").status_code == 404
    assert officer.post("/liaison/00000000000000000000/approve").status_code in {400, 404}


def test_without_the_form_s_token_nothing_is_decided(officer, flight):
    assert officer.post(f"/liaison/{flight.id}/approve", data={"approve-version": "2"}).status_code == 400
    assert read(flight).state is State.REFERRED


def test_what_an_owner_wrote_is_shown_as_text(officer, owner, flight):
    with unit_of_work():
        plan = replace(owner.plan(ceiling_m=50), notes="<script>alert(1)</script>")
        made = flights.draft(person_id=owner.person_id, plan=plan, typed=None, now=now())
        flights.submit(flight_id=made.id, person_id=owner.person_id, now=now())
    page = officer.get(f"/liaison/{made.id}").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_distances_are_written_as_the_language_writes_them(officer, owner):
    away = owner.submit(centre=Position(lon=-9.40, lat=13.05), ceiling_m=50)
    assert "à 9,8 km de Kita" in officer.get(f"/liaison/{away.id}").text
