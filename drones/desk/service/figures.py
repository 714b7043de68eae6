"""The figures of a command over a period; an auditor's are those of all commands."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drones.desk.model import Table
from drones.desk.rules import figures as rules
from drones.flights.service import figures as source
from portal.kit.model import Identity
from portal.kit.problems import Problem
from portal.kit.settings import settings


def figures(*, reader: Identity, first: date, last: date) -> tuple[Table, ...]:
    """Requests by day, waiting times, outcomes, refusals by zone, conformance; local days, both included.

    They are counted from plans and published zones alone, so that no concealed cause shows. Raises a
    422 problem when the period holds more plans than can be counted at once.
    """
    zone = ZoneInfo(settings().time_zone)
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    found = source.submitted(start, end)
    if len(found) > source.MOST:
        raise Problem("desk.figures.too_many", 422, limit=source.MOST)
    flights = rules.of_command(found, reader.command)
    return (
        rules.requests(flights, first, last, zone),
        rules.waits(source.waits(start, end, reader.command)),
        rules.outcomes(flights),
        rules.refusals(flights),
        rules.conformance(source.conformance([one.id for one in flights])),
    )
