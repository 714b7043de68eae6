"""What a command decides on the flights of one request together, each weighed again on its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from drones.flights.model import Decided, FlightView, Refusal, State
from drones.flights.service import assessing, deciding
from drones.flights.service.series import series_of


def approve_series(
    *,
    flight_id: str,
    command: str,
    conditions: tuple[int, ...] = (),
    remark: str = "",
    only: Collection[str] | None = None,
    now: datetime,
) -> tuple[Decided, ...]:
    """A command consents to every flight of the series that waits for it, or to ``only`` those (by id).

    Each is weighed again under the locks as :func:`deciding.approve` does; one that may not be approved
    any more is told with its refusal and keeps none of the others.
    """
    waiting = [one for one in series_of(flight_id=flight_id) if _waits(one, command, only)]
    if not waiting:
        return ()
    plans = [(one.volumes, one.plan.aircraft, one.plan.pilot) for one in waiting if one.volumes]
    # All locks first and in their order: taken flight by flight two batches could wait in a circle.
    assessing.hold_all(plans, operator_id=waiting[0].operator_id or "", now=now)
    decided = []
    for one in sorted(waiting, key=lambda flight: flight.id):
        found: FlightView | Refusal = deciding.approve(
            flight_id=one.id, command=command, conditions=conditions, remark=remark, now=now
        )
        decided.append(Decided(one.id, found))
    return tuple(decided)


def _waits(flight: FlightView, command: str, only: Collection[str] | None) -> bool:
    open_ = command in set(flight.standing.commands) - set(flight.standing.consents)
    return flight.state is State.REFERRED and open_ and (only is None or flight.id in only)
