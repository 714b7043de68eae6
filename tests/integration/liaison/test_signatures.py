"""Where a zone demands it, two persons sign a consent, one of them a commander: nothing goes around that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drones.flights import service as flights
from drones.flights.model import State
from drones.liaison import service
from drones.liaison.model import Approval
from drones.liaison.store import signatures
from drones.permits import service as permits
from geofences.engine.model import Restriction
from geofences.zones import service as zones
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from tests.integration.accounts import people
from tests.integration.flights.conftest import TOMORROW
from tests.integration.flights.test_series import file, rows
from tests.integration.liaison.conftest import HERE
from tests.integration.liaison.test_talking import do, read


def demand(two_signatures, **more):
    """Let the zone that asks at Bafoulabé demand two signatures, or no longer."""
    with unit_of_work():
        asking = [one for one in zones.published() if one.restriction is Restriction.REQ_AUTHORISATION]
        zones.put(zones=[replace(one, two_signatures=two_signatures, **more) for one in asking], now=now())


@pytest.fixture
def demanded(stage):
    demand(True)


@pytest.fixture
def flight(demanded, owner):
    referred = owner.submit(centre=HERE)
    db.session.rollback()
    return referred


@pytest.fixture
def second(as_person, flight):
    return as_person("officer", email="second@kayes.example")


@pytest.fixture
def commander(as_person, flight):
    return as_person("commander")


def sign(client, flight, email="commander@kayes.example", version=None, **texts):
    code = people.code(accounts.person_by_email(email))
    db.session.rollback()
    return do(
        client, flight, "sign", version=version, **({"password": people.PASSWORD, "code": code} | texts)
    )


def words(flight, command="ZONE4"):
    db.session.rollback()
    return [
        one.ended.value if one.ended else "open" for one in signatures.of_flight(flight.id, command=command)
    ]


def who(name, role="officer", command="ZONE4"):
    return Identity(
        id=name, email=f"{name}@kayes.example", roles=frozenset({role}), command=command, second_factor=True
    )


def test_one_signature_approves_nothing_and_is_shown_on_the_case(officer, commander, flight):
    answer = do(officer, flight, "approve", conditions=["3"], remark="Restez bas.")
    assert answer.status_code == 303
    after = read(flight)
    assert (after.state, after.version, after.permit) == (State.REFERRED, flight.version, None)
    page = commander.get(f"/liaison/{flight.id}").text
    assert "attend une deuxième signature" in page
    assert "Signer en second" in page
    assert "Restez bas." in page
    assert words(flight) == ["open"]


def test_the_owner_sees_nothing_of_a_first_signature(officer, as_person, flight):
    owner = as_person("owner")
    before = owner.get(f"/flights/{flight.id}").text
    do(officer, flight, "approve")
    after = owner.get(f"/flights/{flight.id}").text
    assert people.TOKEN.sub("", after) == people.TOKEN.sub("", before)


def test_a_commander_completes_it_and_both_signatures_are_in_the_ledger(officer, commander, flight):
    do(officer, flight, "approve", conditions=["3"])
    assert sign(commander, flight).status_code == 303
    after = read(flight)
    assert (after.state, after.conditions, after.standing.signed_twice) == (State.APPROVED, (3,), ("ZONE4",))
    assert permits.of_flight(flight_id=flight.id) is not None
    assert words(flight) == ["completed", "completed"]
    lines = [one.entry for one in audit.story(subject=flight.id)]
    signed = [line for line in lines if line.action == "liaison.signed"]
    assert [line.facts["place"] for line in signed] == [1, 2]
    assert len({line.actor for line in signed}) == 2
    assert "liaison.approved" in [line.action for line in lines]


def test_the_same_person_does_not_sign_twice(commander, flight):
    do(commander, flight, "approve")
    assert sign(commander, flight).status_code == 409
    answer = do(commander, flight, "approve")
    assert answer.status_code == 409
    assert "déjà signé" in answer.text
    assert read(flight).state is State.REFERRED


def test_two_officers_are_not_enough(officer, second, commander, flight):
    do(officer, flight, "approve")
    answer = sign(second, flight, "second@kayes.example")
    assert answer.status_code == 403
    assert "commandant" in answer.text
    assert read(flight).state is State.REFERRED
    assert sign(commander, flight).status_code == 303
    assert read(flight).state is State.APPROVED


@pytest.mark.parametrize("texts", [{"password": "faux"}, {"password": ""}, {"code": "000000"}, {"code": ""}])
def test_the_second_signer_shows_password_and_code(officer, commander, flight, texts):
    do(officer, flight, "approve")
    answer = sign(commander, flight, **texts)
    assert answer.status_code == 422
    assert "Ce mot de passe" in answer.text or "Ce code" in answer.text
    assert read(flight).state is State.REFERRED
    assert "accounts.reauthentication_failed" in [
        line.entry.action
        for line in audit.story(subject=accounts.person_by_email("commander@kayes.example").id)
    ]


def test_guessing_closes_the_second_signature_for_a_while(officer, commander, flight):
    do(officer, flight, "approve")
    for _ in range(5):
        assert sign(commander, flight, password="faux").status_code == 422
    answer = sign(commander, flight)
    assert answer.status_code == 422
    assert read(flight).state is State.REFERRED


def test_who_confirmed_a_moment_ago_signs_the_next_case_without_the_password(
    officer, commander, owner, flight, clock
):
    other = owner.submit(centre=HERE, start=flight.window.start + timedelta(hours=3))
    for one in (flight, other):
        do(officer, one, "approve")
    assert sign(commander, flight).status_code == 303
    clock.set(now() + timedelta(minutes=4, seconds=59))
    assert do(commander, other, "sign").status_code == 303
    assert read(other).state is State.APPROVED


def test_after_five_minutes_they_confirm_again(officer, commander, owner, flight, clock):
    other = owner.submit(centre=HERE, start=flight.window.start + timedelta(hours=3))
    for one in (flight, other):
        do(officer, one, "approve")
    assert sign(commander, flight).status_code == 303
    clock.set(now() + timedelta(minutes=5))
    assert do(commander, other, "sign").status_code == 422
    assert do(commander, other, "approve").status_code == 403
    assert read(other).state is State.REFERRED


def test_other_conditions_let_the_first_signature_lapse_for_all_to_see(officer, second, commander, flight):
    do(officer, flight, "approve", conditions=["3"])
    assert do(commander, flight, "approve", ceiling_m="40").status_code == 303
    assert read(flight).state is State.REFERRED
    assert words(flight) == ["replaced", "open"]
    page = officer.get(f"/liaison/{flight.id}").text
    assert "une autre personne a signé autrement" in page
    assert sign(officer, flight, "officer@kayes.example").status_code == 303
    after = read(flight)
    assert (after.state, after.conditions) == (State.APPROVED, ())
    assert after.volumes[0].band.ceiling.metres == 40


def test_what_happens_to_the_plan_lets_the_first_signature_lapse(officer, commander, as_person, flight):
    do(officer, flight, "approve")
    do(commander, flight, "ask", text="Qui observe ?")
    people.post(as_person("owner"), f"/flights/{flight.id}/answer", text="Mon frère.")
    assert "tombée : le plan a changé depuis" in commander.get(f"/liaison/{flight.id}").text
    assert sign(commander, flight).status_code == 409
    assert do(commander, flight, "approve").status_code == 303
    assert read(flight).state is State.REFERRED


def test_a_stale_page_signs_nothing(officer, commander, flight):
    do(officer, flight, "approve")
    assert sign(commander, flight, version=1).status_code == 412
    assert read(flight).state is State.REFERRED


def test_the_signer_takes_a_signature_back_and_so_does_a_commander_but_no_other_officer(
    officer, second, commander, flight
):
    do(officer, flight, "approve")
    assert do(second, flight, "unsign", "act").status_code == 403
    assert do(officer, flight, "unsign", "act").status_code == 303
    assert words(flight) == ["withdrawn"]
    assert sign(commander, flight).status_code == 409
    do(officer, flight, "approve")
    assert do(commander, flight, "unsign", "act").status_code == 303
    assert words(flight) == ["withdrawn", "withdrawn"]
    assert do(commander, flight, "unsign", "act").status_code == 409


def test_undo_takes_both_signatures_back(officer, commander, flight):
    do(officer, flight, "approve")
    sign(commander, flight)
    assert do(officer, flight, "undo", "act").status_code == 303
    after = read(flight)
    assert (after.state, after.standing.signed_twice) == (State.REFERRED, ())
    assert words(flight) == ["undone", "undone"]
    assert do(commander, flight, "approve").status_code == 303
    assert read(flight).state is State.REFERRED


def test_a_signature_falls_with_its_signer(officer, commander, flight):
    do(officer, flight, "approve")
    person = accounts.person_by_email("officer@kayes.example")
    db.session.rollback()
    with unit_of_work():
        assert accounts.change_roles(person_id=person.id, roles={"owner"}, command=None, by=None) == []
    assert "tombée avec son signataire" in commander.get(f"/liaison/{flight.id}").text
    assert sign(commander, flight).status_code == 409
    assert read(flight).state is State.REFERRED


def test_a_zone_that_comes_to_demand_it_meanwhile_is_heard(officer, commander, owner, stage):
    demand(False)
    flight = owner.submit(centre=HERE)
    demand(True)
    assert do(officer, flight, "approve").status_code == 303
    assert read(flight).state is State.REFERRED
    demand(False)
    assert do(commander, flight, "approve").status_code == 303
    assert read(flight).state is State.APPROVED
    assert words(flight) == ["unneeded"]


def test_no_key_signs_as_the_second(officer, commander, flight, client):
    person = accounts.person_by_email("commander@kayes.example")
    db.session.rollback()
    with unit_of_work():
        key = accounts.issue_key(
            person_id=person.id, scopes=["liaison.decide", "liaison.read"], now=now()
        ).text
    do(officer, flight, "approve")
    headers = {"Authorization": f"Bearer {key}", "If-Match": str(read(flight).version)}
    answer = client.post(f"/api/v1/liaison/requests/{flight.id}/approve", json={}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "liaison.refusal.reauthentication")
    assert read(flight).state is State.REFERRED


def test_a_key_gives_the_first_signature_and_reads_that_the_request_still_waits(commander, flight, client):
    person = people.make("officer", email="programme@kayes.example")
    with unit_of_work():
        key = accounts.issue_key(
            person_id=person.id, scopes=["liaison.decide", "liaison.read"], now=now()
        ).text
    headers = {"Authorization": f"Bearer {key}", "If-Match": str(read(flight).version)}
    answer = client.post(
        f"/api/v1/liaison/requests/{flight.id}/approve", json={"ceiling_m": 40}, headers=headers
    )
    assert (answer.status_code, answer.json["status"]) == (200, "referred")
    assert (answer.json["signature"]["by"], answer.json["signature"]["terms"]["ceiling_m"]) == ("PR", 40)
    assert sign(commander, flight).status_code == 303
    assert read(flight).volumes[0].band.ceiling.metres == 40


def test_the_owner_s_yes_to_a_proposal_is_no_second_signature(officer, commander, as_person, flight):
    do(officer, flight, "propose", ceiling_m="40")
    people.post(as_person("owner"), f"/flights/{flight.id}/accept")
    after = read(flight)
    assert (after.state, after.standing.consents, after.permit) == (State.REFERRED, (), None)
    assert after.volumes[0].band.ceiling.metres == 40
    do(officer, flight, "approve")
    assert sign(commander, flight).status_code == 303
    assert read(flight).state is State.APPROVED


def test_a_series_is_not_approved_with_one_signature(owner, demanded):
    plans = [owner.plan(centre=HERE, start=TOMORROW + timedelta(days=day)) for day in range(2)]
    first = file(owner, rows(owner, *plans)).series.flights[0]
    with unit_of_work():
        decided = flights.approve_series(flight_id=first.id, command="ZONE4", now=now())
    assert [one.found.code for one in decided] == ["flights.refusal.second_signature"] * 2
    assert read(first).state is State.REFERRED


def test_no_room_approves_with_one_signature(flight):
    with unit_of_work():
        refusal = flights.approve(flight_id=flight.id, command="ZONE4", now=now())
    assert refusal.code == "flights.refusal.second_signature"
    assert read(flight).state is State.REFERRED


def test_what_one_person_consented_to_is_not_reinstated_where_two_must_sign(officer, owner, stage):
    demand(False)
    flight = owner.submit(centre=HERE)
    do(officer, flight, "approve")
    do(officer, flight, "suspend", reason="time")
    demand(True)
    answer = do(officer, flight, "reinstate", "act")
    assert answer.status_code == 409
    assert "deux signatures" in answer.text
    assert read(flight).state is State.SUSPENDED
    demand(False)
    assert do(officer, flight, "reinstate", "act").status_code == 303


def test_what_two_persons_signed_is_reinstated(officer, commander, flight):
    do(officer, flight, "approve")
    sign(commander, flight)
    do(officer, flight, "suspend", reason="time")
    assert do(officer, flight, "reinstate", "act").status_code == 303
    assert read(flight).state is State.APPROVED


def test_of_two_commands_each_signs_as_its_own_zones_demand(officer, commander, as_person, owner, stage):
    demand(True)
    asking = next(one for one in zones.published() if one.restriction is Restriction.REQ_AUTHORISATION)
    db.session.rollback()
    with unit_of_work():
        once = replace(asking, identifier="Z2ASK", command="ZONE2", two_signatures=False)
        zones.put(zones=[once], now=now())
    flight = owner.submit(centre=HERE)
    assert flight.standing.commands == ("ZONE2", "ZONE4")
    other = as_person("officer", email="autre@kayes.example", command="ZONE2")
    assert do(other, flight, "approve").status_code == 303
    assert read(flight).standing.consents == ("ZONE2",)
    do(officer, flight, "approve")
    assert read(flight).state is State.REFERRED
    assert sign(commander, flight).status_code == 303
    after = read(flight)
    assert (after.state, after.standing.signed_twice) == (State.APPROVED, ("ZONE4",))


def test_a_consent_of_one_signature_is_asked_anew_when_two_are_demanded_before_the_last(
    officer, as_person, owner, stage
):
    demand(False)
    asking = next(one for one in zones.published() if one.restriction is Restriction.REQ_AUTHORISATION)
    db.session.rollback()
    with unit_of_work():
        zones.put(zones=[replace(asking, identifier="Z2ASK", command="ZONE2")], now=now())
    flight = owner.submit(centre=HERE)
    do(officer, flight, "approve")
    with unit_of_work():
        zones.put(zones=[replace(asking, two_signatures=True)], now=now())
    other = as_person("officer", email="autre@kayes.example", command="ZONE2")
    assert do(other, flight, "approve").status_code == 303
    after = read(flight)
    assert (after.state, after.standing.consents) == (State.REFERRED, ("ZONE2",))


def test_a_command_whose_zone_came_meanwhile_is_asked_too(officer, owner, stage):
    demand(False)
    flight = owner.submit(centre=HERE)
    asking = next(one for one in zones.published() if one.restriction is Restriction.REQ_AUTHORISATION)
    db.session.rollback()
    with unit_of_work():
        zones.put(zones=[replace(asking, identifier="Z2ASK", command="ZONE2")], now=now())
    assert do(officer, flight, "approve").status_code == 303
    after = read(flight)
    assert (after.state, after.standing.commands, after.standing.consents) == (
        State.REFERRED,
        ("ZONE2", "ZONE4"),
        ("ZONE4",),
    )


def test_a_colleague_who_signed_first_does_not_keep_the_case(officer, commander, flight):
    people.post(officer, f"/liaison/{flight.id}/claim")
    do(officer, flight, "approve")
    assert sign(commander, flight).status_code == 303


def test_the_services_themselves_ask_for_the_fresh_confirmation(officer, flight):
    do(officer, flight, "approve")
    db.session.rollback()
    stated = {
        "flight_id": flight.id,
        "approval": Approval(),
        "expected_version": flight.version,
        "now": now(),
    }
    chief = who("chief", "commander")
    for seen in (None, now() - timedelta(minutes=5), now() + timedelta(seconds=1)):
        with unit_of_work():
            (fault,) = service.approve(officer=chief, reauthenticated_at=seen, **stated)
        assert fault.code == "liaison.refusal.reauthentication"
    with unit_of_work():
        assert service.approve(officer=chief, reauthenticated_at=now(), **stated) == ()
    assert read(flight).state is State.APPROVED
