"""The concealed exercise zones, set by the demonstration's commander as any commander would."""

from __future__ import annotations

from datetime import datetime

from drones.desk import kayes
from drones.desk.cast import COMMANDER
from drones.liaison import service as liaison
from portal.accounts import service as accounts
from portal.accounts.model import Role
from portal.kit.model import Fault, Identity
from portal.kit.problems import Problem

TAKEN = "concealed.error.identifier_taken"


def conceal(now: datetime) -> None:
    """Set each exercise zone that does not stand yet; nothing without the commander's account.

    A zone without cover is a fault of the demonstration's own data: it stops and says so.
    """
    person = accounts.person_by_email(COMMANDER.email)
    if person is None:
        return
    commander = Identity(person.id, person.email, frozenset({Role.COMMANDER}), command=kayes.COMMAND)
    for one in kayes.CONCEALED:
        done = liaison.conceal(zone=kayes.concealed(one), commander=commander, now=now)
        faults = [fault for fault in done.faults if fault.code != TAKEN]
        faults += [Fault(one.identifier, f"concealed.lack.{gap.lack.value}") for gap in done.gaps]
        if faults:
            raise Problem("desk.demo.refused", 422, faults)
