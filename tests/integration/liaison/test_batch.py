"""Several cases decided together: each on its own, and none over a colleague."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drones.flights import service as flights
from drones.flights.model import Position, State
from drones.liaison import service
from drones.liaison.model import Approval, Denial, Refused, Sort
from drones.liaison.rules.places import KITA
from drones.liaison.service import Chosen
from geofences.engine.model import Restriction
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from tests.integration.accounts import people
from tests.integration.accounts.people import post
from tests.integration.flights.test_series import file, rows
from tests.integration.liaison.conftest import HERE

SAID = Approval(remark="Restez sous 60 m.")


@pytest.fixture
def waiting(owner, flight):
    """Three requests of one operator in one place, hours apart."""
    hours = (timedelta(hours=more) for more in (2, 4))
    return [flight, *(owner.submit(start=flight.window.start + more) for more in hours)]


@pytest.fixture
def who(waiting):
    made = people.make("officer", email="oumar.traore@kayes.example")
    db.session.rollback()
    return Identity(id=made.id, email=made.email, roles=made.roles, command="ZONE4")


def states(found):
    db.session.rollback()
    return [flights.flight(flight_id=one.id).state.value for one in found]


def cases(found):
    return [Chosen(one.id, one.version) for one in found]


def ticks(found):
    return [f"{one.id}.{one.version}" for one in found]


def test_each_is_approved_on_its_own_and_can_be_undone(waiting, who):
    done = service.approve_many(cases=cases(waiting), officer=who, approval=SAID)
    assert [(one.done, one.reference) for one in done] == [(True, one.reference) for one in waiting]
    assert states(waiting) == ["approved"] * 3
    undone = service.undo_many(cases=[Chosen(one.flight_id, one.version) for one in done], officer=who)
    assert all(one.done for one in undone)
    assert states(waiting) == ["referred"] * 3


def test_one_that_changed_is_held_or_is_unknown_keeps_none_of_the_others(waiting, who, as_person):
    held, stale, _ = waiting
    colleague = people.make("officer", email="awa.sy@kayes.example")
    with unit_of_work():
        them = Identity(id=colleague.id, email=colleague.email, command="ZONE4")
        service.claim(flight_id=held.id, officer=them, now=now())
        flights.ask(flight_id=stale.id, command="ZONE4", text="Où ?", now=now())
    chosen = [*cases(waiting), Chosen("nowhere", 1)]
    found = service.approve_many(cases=chosen, officer=who, approval=SAID)
    codes = [one.faults[0].code if one.faults else "" for one in found]
    assert codes == ["liaison.refusal.claimed", "liaison.refusal.decided", "", "flights.problem.unknown"]
    assert states(waiting) == ["referred", "info_requested", "approved"]


def test_a_denial_of_many_says_the_same_to_each(waiting, who, owner):
    no = Refused(Denial.TIME, "Cérémonie ces jours-là.")
    assert all(one.done for one in service.deny_many(cases=cases(waiting), officer=who, refused=no))
    assert states(waiting) == ["denied"] * 3
    assert all(owner.kinds(one)[-1] == "denied" for one in waiting)


def test_nobody_decides_on_their_own_flights_or_on_another_command_s(waiting, owner):
    own = Identity(id=owner.person_id, email="x@y.example", roles=frozenset({"officer"}), command="ZONE4")
    other = Identity(id="else", email="x@y.example", roles=frozenset({"officer"}), command="ZONE2")
    for officer, code in ((own, "liaison.refusal.own_flight"), (other, "problem.not_found")):
        found = service.approve_many(cases=cases(waiting), officer=officer, approval=SAID)
        assert {one.faults[0].code for one in found} == {code}
    assert states(waiting) == ["referred"] * 3


def test_a_case_whose_place_was_taken_meanwhile_is_named_and_stays(waiting, who, rival):
    same = rival.submit(centre=Position(-10.8321, 13.8065))
    first = service.approve_many(cases=cases([waiting[0]]), officer=who, approval=SAID)
    assert first[0].done
    (second,) = service.approve_many(cases=cases([same]), officer=who, approval=SAID)
    assert not second.done
    assert states([same]) == ["referred"]


def test_like_requests_are_of_one_operator_in_one_place_for_the_same_reasons(waiting, owner, rival, who):
    elsewhere = owner.submit(centre=Position(KITA.lon, KITA.lat))
    other = rival.submit(start=waiting[0].window.start + timedelta(hours=6))
    like = service.together(reader=who, flight_id=waiting[1].id, series=False)
    ids = {one.flight.id for one in like}
    assert ids == {one.id for one in waiting}
    assert not ids & {elsewhere.id, other.id}


def test_the_page_shows_what_was_ticked_and_tells_each_result(officer, waiting):
    page = officer.get("/liaison/batch?case=" + "&case=".join(one.id for one in waiting[:2])).text
    assert all(one.reference in page for one in waiting[:2])
    assert waiting[2].reference not in page
    nothing = post(officer, "/liaison/batch/approve", shown=[one.id for one in waiting])
    assert nothing.status_code == 422
    assert "Choisissez au moins un dossier" in nothing.text
    reasonless = post(
        officer, "/liaison/batch/deny", case=ticks(waiting[:1]), shown=[one.id for one in waiting]
    )
    assert reasonless.status_code == 422
    assert f'value="{waiting[0].id}.{waiting[0].version}" checked' in reasonless.text
    assert f'value="{waiting[1].id}.{waiting[1].version}">' in reasonless.text
    done = post(officer, "/liaison/batch/approve", case=[*ticks(waiting), "rubbish", "x.-1", "y.9"])
    assert done.status_code == 200
    assert "Faits : 3 sur 4" in done.text
    assert states(waiting) == ["approved"] * 3
    undone = post(officer, "/liaison/batch/undo", case=[f"{one.id}.{one.version + 1}" for one in waiting])
    assert "Faits : 3 sur 3" in undone.text
    assert states(waiting) == ["referred"] * 3


def test_who_cannot_decide_cannot_decide_together(as_person, waiting):
    for role in ("auditor", "admin", "owner"):
        client = as_person(role)
        assert client.get("/liaison/batch").status_code == 403
        assert post(client, "/liaison/batch/approve", case=ticks(waiting)).status_code == 403
    assert states(waiting) == [State.REFERRED.value] * 3


def test_the_occurrences_of_a_series_are_approved_together_and_only_those(owner, flight, who):
    plans = [owner.plan(centre=HERE, start=flight.window.start + timedelta(days=day)) for day in (1, 2, 3)]
    made = file(owner, rows(owner, *plans)).series
    found = service.together(reader=who, flight_id=made.flights[0].id, series=True)
    assert [one.flight.id for one in found] == [one.id for one in made.flights]
    chosen = cases([one.flight for one in found][:2])
    assert all(one.done for one in service.approve_many(cases=chosen, officer=who, approval=SAID))
    assert states([*made.flights, flight]) == ["approved", "approved", "referred", "referred"]


def test_where_two_must_sign_a_batch_gives_the_first_signature_alone(waiting, who):
    with unit_of_work():
        asking = [one for one in zones.published() if one.restriction is Restriction.REQ_AUTHORISATION]
        zones.put(zones=[replace(one, two_signatures=True) for one in asking], now=now())
    first = service.approve_many(cases=cases(waiting), officer=who, approval=SAID)
    assert [(one.done, one.signed) for one in first] == [(True, True)] * 3
    boss = people.make("commander", email="fanta.keita@kayes.example")
    second = Identity(id=boss.id, email=boss.email, roles=boss.roles, command="ZONE4")
    db.session.rollback()
    found = service.approve_many(cases=cases(waiting), officer=second, approval=SAID)
    assert {one.faults[0].code for one in found} == {"liaison.refusal.reauthentication"}
    assert states(waiting) == ["referred"] * 3
    shown = service.queue(reader=who, sort=Sort.RISK, now=now(), wanted={"mark": "signed"})
    assert len(shown.lines) == 3
