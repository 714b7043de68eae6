"""Operators from registration to expiry, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from drones.registry import service
from drones.registry.model import OperatorExpired, OperatorState, OperatorSuspended
from drones.registry.rules import numbers
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem

REGISTRAR = "registrar-1"
YEAR = timedelta(days=365)


def codes(faults):
    return [fault.code for fault in faults]


def state_of(operator):
    found = service.operator(operator_id=operator.id)
    assert found is not None
    return found.state


def everything_stored():
    """Every value of every text or binary column of every table."""
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(sa.text("*")).select_from(table)):
            yield from (str(value) for value in row)


def test_a_new_operator_waits_and_has_a_number_of_this_country(cast):
    operator, number = cast.registered()
    assert operator.state is OperatorState.PENDING
    assert operator.valid_until is None
    assert isinstance(numbers.read(number, prefix="MLI"), numbers.RegistrationNumber)
    assert number.startswith(operator.number + "-")
    assert service.operator_of(person_id="person-1") == operator
    assert service.operators_waiting()[0].operator == operator


def test_the_secret_part_is_stored_nowhere(cast):
    operator, number = cast.registered()
    stored = list(everything_stored())
    assert any(operator.number == text for text in stored)
    assert not any(number in text or number[-4:] in text for text in stored)


def test_the_secret_proves_whose_number_it_is(cast):
    operator, number = cast.registered()
    other, _ = cast.registered("person-2")
    assert service.own_number(operator_id=operator.id, number=number.upper())
    assert not service.own_number(operator_id=operator.id, number=operator.number)
    assert not service.own_number(operator_id=other.id, number=number)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert not service.own_number(operator_id=operator.id, number=wrong)


def test_an_account_registers_once(cast):
    cast.registered()
    with pytest.raises(Problem) as caught:
        cast.registered()
    assert (caught.value.code, caught.value.status) == ("registry.operator.exists", 409)


def test_a_contact_without_name_or_with_a_broken_address_is_refused_with_every_fault(cast):
    with pytest.raises(Problem) as caught:
        cast.registered(name=" ", phone="call me")
    assert codes(caught.value.faults) == ["registry.contact.name_missing", "registry.contact.phone"]


def test_an_approved_operator_is_valid_for_a_year(cast):
    operator = cast.approved()
    assert operator.state is OperatorState.APPROVED
    assert operator.valid_until == now() + YEAR
    for typed in (operator.number, operator.number.upper(), f" {operator.number} "):
        assert service.standing(number=typed, now=now()) == "valid"
    assert service.standing(number=operator.number, now=now() + YEAR) == "not_valid"


def test_who_waits_who_is_unknown_and_what_is_no_number_look_the_same(cast):
    pending, _ = cast.registered()
    for typed in (pending.number, "MLI0000000000000", "FIN87astrdge12k8", "nonsense", ""):
        assert service.standing(number=typed, now=now()) == "not_valid"


def test_nobody_approves_themselves(cast):
    operator, _ = cast.registered("registrar-1")
    with unit_of_work():
        faults = service.approve_operator(operator_id=operator.id, actor="registrar-1", now=now())
    assert codes(faults) == ["registry.operator.own"]
    assert state_of(operator) is OperatorState.PENDING


def test_a_refused_operator_reads_why_and_applies_again(cast):
    operator, _ = cast.registered()
    with unit_of_work():
        service.refuse_operator(operator_id=operator.id, actor=REGISTRAR, reason=" Nom illisible ", now=now())
    file = service.operator_file(operator_id=operator.id)
    assert (file.operator.state, file.reason) == (OperatorState.REFUSED, "Nom illisible")
    with unit_of_work():
        again = service.apply_again(operator_id=operator.id, contact=cast.contact("Awa B. Diallo"), now=now())
    assert again == ()
    file = service.operator_file(operator_id=operator.id)
    assert (file.operator.state, file.operator.name, file.reason) == ("pending", "Awa B. Diallo", "")


def test_a_suspension_is_announced_and_ends_with_reinstatement(cast, heard):
    operator = cast.approved()
    with unit_of_work():
        service.suspend_operator(operator_id=operator.id, actor=REGISTRAR, reason="Enquête", now=now())
    assert heard == [OperatorSuspended(operator.id)]
    assert service.standing(number=operator.number, now=now()) == "not_valid"
    with unit_of_work():
        assert service.reinstate_operator(operator_id=operator.id, actor=REGISTRAR, now=now()) == ()
    assert service.operator(operator_id=operator.id) == operator


def test_a_move_that_cannot_be_made_changes_nothing_and_announces_nothing(cast, heard):
    operator, _ = cast.registered()
    with unit_of_work():
        faults = service.suspend_operator(
            operator_id=operator.id, actor=REGISTRAR, reason="Enquête", now=now()
        )
    assert codes(faults) == ["registry.operator.no_such_move"]
    assert (heard, state_of(operator)) == ([], OperatorState.PENDING)


def test_the_worker_expires_a_registration_once_and_the_registrar_renews_it(cast, clock, heard):
    operator = cast.approved()
    clock.set(now() + YEAR - timedelta(seconds=1))
    with unit_of_work():
        service.expire(now())
    assert heard == []
    clock.set(now() + timedelta(seconds=1))
    for _ in range(2):
        with unit_of_work():
            service.expire(now())
    assert heard == [OperatorExpired(operator.id)]
    assert state_of(operator) is OperatorState.EXPIRED
    with unit_of_work():
        assert service.ask_renewal(operator_id=operator.id, now=now()) == ()
    assert [file.operator.id for file in service.operators_waiting()] == [operator.id]
    with unit_of_work():
        assert service.renew_operator(operator_id=operator.id, actor=REGISTRAR, now=now()) == ()
    renewed = service.operator(operator_id=operator.id)
    assert renewed is not None
    assert (renewed.state, renewed.valid_until) == (OperatorState.APPROVED, now() + YEAR)
    assert service.operators_waiting() == []


def test_renewal_is_neither_asked_nor_given_months_ahead(cast):
    operator = cast.approved()
    with unit_of_work():
        asked = service.ask_renewal(operator_id=operator.id, now=now())
        given = service.renew_operator(operator_id=operator.id, actor=REGISTRAR, now=now())
    assert codes(asked) == codes(given) == ["registry.operator.renewal_early"]


def test_each_step_is_in_the_ledger_without_personal_data(cast):
    operator = cast.approved()
    with unit_of_work():
        service.suspend_operator(
            operator_id=operator.id, actor=REGISTRAR, reason="Secret de Polichinelle", now=now()
        )
    story = audit.story(subject=operator.id)
    assert [linked.entry.action for linked in story] == [
        "registry.operator_registered",
        "registry.operator_approved",
        "registry.operator_suspended",
    ]
    assert story[1].entry.actor == REGISTRAR
    told = str(story)
    assert not any(word in told for word in ("Awa", "example.org", "Polichinelle"))


def test_an_unknown_operator_is_a_404(app):
    with pytest.raises(Problem) as caught, unit_of_work():
        service.approve_operator(operator_id="nobody", actor=REGISTRAR, now=now())
    assert caught.value.status == 404
    assert service.operator(operator_id="nobody") is None


def test_of_two_registrars_at_once_one_decides(app, cast):
    operator, _ = cast.registered()

    def decide(approve):
        with app.app_context(), unit_of_work():
            if approve:
                return service.approve_operator(operator_id=operator.id, actor="r1", now=now())
            return service.refuse_operator(operator_id=operator.id, actor="r2", reason="non", now=now())

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(decide, (True, False)))
    assert sorted(codes(faults) for faults in outcomes) == [[], ["registry.operator.no_such_move"]]
