"""When nobody could be told that a flight was stopped, its command is."""

from __future__ import annotations

from datetime import timedelta

from drones.flights import service as flights
from portal.accounts import service as accounts
from portal.accounts.model import COMMANDED
from portal.kit.clock import now
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import rules as notice_rules
from portal.notices import service as notices
from portal.notices.model import NoticeGivenUp

#: One notice to a command within this time: where the mail server is down there are thousands.
QUIET = timedelta(minutes=15)


def on_notice_given_up(event: NoticeGivenUp) -> None:
    """A stop that its owner was not told, late or given up, is told to the officers of the flight's commands.

    The tasks of the desk show each until somebody has telephoned.
    """
    if event.code not in notice_rules.URGENT or event.reached or event.subject is None:
        return
    try:
        flight = flights.flight(flight_id=event.subject)
    except Problem:
        return
    moment = now()
    for command in flight.standing.commands or (settings().default_command,):
        if not notices.allowed(what=f"unreached {command}", most=1, now=moment, within=QUIET):
            continue
        people = [one.id for role in sorted(COMMANDED) for one in accounts.people_with_role(role, command)]
        facts = {
            "reference": flight.reference,
            "address": f"{settings().base_url}/liaison/tasks",
            "phone": flight.plan.contact,
        }
        for person_id in dict.fromkeys(people):
            notices.enqueue(person_id=person_id, code="liaison.told.unreached", facts=facts, now=moment)
