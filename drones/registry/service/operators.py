"""Registering as an operator, and what may be known of one."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from drones.registry.model import (
    Contact,
    OperatorFile,
    OperatorState,
    OperatorView,
    Standing,
)
from drones.registry.rules import numbers, operators
from drones.registry.rules.contacts import contact_faults
from drones.registry.rules.operators import OperatorMove
from drones.registry.store import operators as store
from drones.registry.store.rows import Hold
from portal.audit import service as audit
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings

MOST_LISTED = 200


def register_operator(*, person_id: str, contact: Contact, now: datetime) -> tuple[OperatorView, str]:
    """A new pending operator and its full number, which is given this once and kept nowhere.

    Raises a 422 with every fault of the contact, and a 409 when the account has an operator.
    """
    faults = contact_faults(contact)
    if faults:
        raise Problem("registry.operator.incomplete", 422, faults)
    number = _draw_number()
    made = store.add(
        person_id=person_id,
        contact=contact,
        number=number.public,
        secret_digest=numbers.digest(number, settings().registry_key),
        now=now,
    )
    if made is None:
        raise Problem("registry.operator.exists", 409)
    audit.note("registry.operator_registered", subject=made.id, facts={"kind": made.kind.value})
    return made, number.reveal()


def apply_again(*, operator_id: str, contact: Contact, now: datetime) -> tuple[Fault, ...]:
    """A refused operator corrects its details and waits for the registrar once more."""
    file = held(operator_id)
    after = operators.moved(file.operator.state, OperatorMove.APPLY_AGAIN)
    faults = contact_faults(contact)
    if isinstance(after, Fault):
        faults += (after,)
    if faults:
        return faults
    store.change(operator_id, contact=contact, state=after, reason="", registered_at=now)
    audit.note("registry.operator_applied_again", subject=operator_id)
    return ()


def ask_renewal(*, operator_id: str, now: datetime) -> tuple[Fault, ...]:
    """An operator asks the registrar to renew; nothing changes until the registrar does."""
    operator = held(operator_id).operator
    after = operators.moved(operator.state, OperatorMove.RENEW)
    if isinstance(after, Fault):
        return (after,)
    until = operators.renewed(operator.valid_until or now, now)
    if isinstance(until, Fault):
        return (until,)
    store.change(operator_id, renewal_asked_at=now)
    audit.note("registry.renewal_asked", subject=operator_id)
    return ()


def operator_of(*, person_id: str) -> OperatorView | None:
    """The operator that this account registered."""
    file = store.by_person(person_id)
    return file.operator if file else None


def operator(*, operator_id: str) -> OperatorView | None:
    """The operator with this id."""
    file = store.by_id(operator_id)
    return file.operator if file else None


def operator_file(*, operator_id: str) -> OperatorFile:
    """The operator with its contact, for its owner and the registrar; a 404 when unknown."""
    return found(store.by_id(operator_id))


def operators_waiting() -> list[OperatorFile]:
    """Operators a registrar has to look at, those that wait longest first."""
    return store.waiting(most=MOST_LISTED)


def operators_in(*, states: Collection[OperatorState]) -> list[OperatorFile]:
    """The operators in these states, at most :data:`MOST_LISTED`."""
    return store.in_states(states, most=MOST_LISTED)


def standing(*, number: str, now: datetime) -> Standing:
    """All that the public may learn of a number: valid, or not.

    Only the public part is looked at; a number that is none, or unknown, is simply not valid.
    """
    read = numbers.read_typed(numbers.showable(number), prefix=settings().country)
    known = None if isinstance(read, Fault) else store.by_number(read.public)
    if known is None:
        return Standing.NOT_VALID
    return operators.standing(known.state, known.valid_until, now)


def number_fault(*, number: str) -> Fault | None:
    """Why what a person typed is no registration number of any country; ``None`` when it is one.

    With a secret the check character is verified, so a slip of the finger is named as one. This
    says nothing of the register.
    """
    read = numbers.read_typed(number)
    return read if isinstance(read, Fault) else None


def own_number(*, operator_id: str, number: str) -> bool:
    """True when ``number`` is the operator's own with its right secret: proof that it is theirs."""
    read = numbers.read_typed(number, prefix=settings().country)
    kept = store.digest_of(operator_id)
    if isinstance(read, Fault) or read.secret is None or kept is None:
        return False
    return numbers.same_digest(kept, numbers.digest(read, settings().registry_key))


def held(operator_id: str) -> OperatorFile:
    """The operator, held alone until the transaction ends; a 404 when unknown."""
    return found(store.by_id(operator_id, Hold.ALONE))


def found(file: OperatorFile | None) -> OperatorFile:
    """The operator, or a 404."""
    if file is None:
        raise Problem("registry.operator.unknown", 404)
    return file


def _draw_number() -> numbers.RegistrationNumber:
    base, secret = (
        "".join(secrets.choice(numbers.ALPHABET) for _ in range(length))
        for length in (numbers.BASE_LENGTH, numbers.SECRET_LENGTH)
    )
    return numbers.generate(settings().country, base, secret)
