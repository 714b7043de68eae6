"""What is known of an operator and a remote pilot from their earlier flights, for officers."""

from __future__ import annotations

from drones.flights.model import FlightView
from drones.flights.model.records import Earlier, Record
from drones.flights.rules import records
from drones.flights.store import earlier
from drones.flights.store import flights as store

#: Older plans than these say little about today.
MOST_EARLIER = 200


def earlier_record(*, flight: FlightView) -> tuple[Record, Record]:
    """The records of a plan's operator and of its remote pilot, this plan left out.

    Of each the newest ``MOST_EARLIER`` plans count. Nothing that their owners do not know is in it.
    """
    who, whose, most = flight.operator_id, flight.plan.pilot, MOST_EARLIER + 1
    operators = earlier.of_operator(who, apart_from=flight.id, most=most) if who else []
    pilots = earlier.of_pilot(whose, apart_from=flight.id, most=most) if whose else []
    return _record(operators), _record(pilots)


def _record(plans: list[Earlier]) -> Record:
    shown = plans[:MOST_EARLIER]
    timelines = store.timelines([plan.id for plan in shown]) if shown else {}
    return records.record(shown, timelines, more=len(plans) > MOST_EARLIER)
