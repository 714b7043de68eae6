"""Alerts about flights in the air, for the officers of their commands."""

from __future__ import annotations

from datetime import datetime

from drones.flights import service as flights
from drones.flights.model import AlertView
from portal.accounts import rules as accounts
from portal.kit.model import Identity, Permission
from portal.kit.problems import Problem


def alerts(*, reader: Identity) -> tuple[AlertView, ...]:
    """What nobody of the reader's command (for an auditor: of any) has acknowledged, the newest first.

    What has a concealed cause is left out for whoever may not know of concealed zones.
    """
    knows = accounts.may(reader, Permission.CONCEALED_READ)
    return tuple(one for one in flights.alerts(command=reader.command) if knows or not one.concealed)


def acknowledge_alert(*, alert_id: str, officer: Identity, now: datetime) -> AlertView:
    """An officer of the alert's command takes note; a 404 problem for any other alert."""
    if officer.command is None:
        raise Problem("problem.not_found", 404)
    return flights.acknowledge_alert(
        alert_id=alert_id, officer_id=officer.id, command=officer.command, now=now
    )
