"""Alerts about flights in the air, for the officers of their commands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from drones.flights import service as flights
from drones.flights.model import AlertView
from portal.accounts import rules as accounts
from portal.kit.model import Identity, Permission
from portal.kit.problems import Problem

#: So many stand on one page; the rest follows when these are acknowledged.
MOST_SHOWN = 100


def alerts(*, reader: Identity, most: int = MOST_SHOWN) -> tuple[AlertView, ...]:
    """What nobody of the reader's command (for an auditor: of any) has acknowledged, the newest first.

    What has a concealed cause is left out for whoever may not know of concealed zones.
    """
    return tuple(flights.alerts(command=reader.command, concealed=_knows(reader), most=most))


def count_alerts(*, reader: Identity) -> int:
    """How many such alerts there are."""
    return flights.count_alerts(command=reader.command, concealed=_knows(reader))


def alarmed(*, reader: Identity, flight_ids: Collection[str]) -> frozenset[str]:
    """Those of some flights about which such an alert stands."""
    return flights.alarmed(command=reader.command, concealed=_knows(reader), flight_ids=flight_ids)


def acknowledge_alerts(*, alert_ids: Collection[str], officer: Identity, now: datetime) -> int:
    """An officer takes note of many alerts at once; one that is not the command's is passed over."""
    mine = {one.id for one in alerts(reader=officer)}
    chosen = sorted(mine & set(alert_ids))
    for alert_id in chosen:
        acknowledge_alert(alert_id=alert_id, officer=officer, now=now)
    return len(chosen)


def _knows(reader: Identity) -> bool:
    return accounts.may(reader, Permission.CONCEALED_READ)


def acknowledge_alert(*, alert_id: str, officer: Identity, now: datetime) -> AlertView:
    """An officer of the alert's command takes note; a 404 problem for any other alert."""
    if officer.command is None:
        raise Problem("problem.not_found", 404)
    return flights.acknowledge_alert(
        alert_id=alert_id, officer_id=officer.id, command=officer.command, now=now
    )
