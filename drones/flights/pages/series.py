"""The page of several flights that were filed by one request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import flash, url_for
from flask_babel import ngettext

from drones.flights import service
from drones.flights.model import FlightView, Move, Refusal
from drones.flights.pages.room import Answer, blueprint
from drones.flights.rules import moves
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity


@blueprint.get("/flights/series/<series_id>")
@allow(Permission.FLIGHTS_OWN)
def series(series_id: str) -> Page:
    """Each flight of the series: when, where it stands, why it was refused; and the days left out."""
    found = service.own_series(series_id=series_id, person_id=identity().id)
    return Page(
        "flights/series.html",
        series=found,
        states=states(found.flights),
        withdrawable=sum(1 for one in found.flights if moves.allows(one.standing, Move.WITHDRAW)),
    )


@blueprint.post("/flights/series/<series_id>/withdraw")
@allow(Permission.FLIGHTS_OWN)
def withdraw_series(series_id: str) -> Answer:
    """The owner no longer wants any of them."""
    decided = service.withdraw_series(series_id=series_id, person_id=identity().id, now=now())
    gone = sum(1 for one in decided if not isinstance(one.found, Refusal))
    flash(ngettext("%(num)d flight is withdrawn.", "%(num)d flights are withdrawn.", gone), "success")
    return SeeOther(url_for("flights.series", series_id=series_id))


def states(flights: Iterable[FlightView]) -> list[tuple[str, int]]:
    """How many flights stand where, in the order in which they first come."""
    return list(Counter(one.state.value for one in flights).items())


def folded(flights: Iterable[FlightView]) -> list[dict[str, Any]]:
    """The list of flights with each series as one entry, where its first flight stood."""
    entries: dict[str, dict[str, Any]] = {}
    for one in flights:
        entry = entries.setdefault(one.series or one.id, {"series": one.series, "flights": []})
        entry["flights"].append(one)
    for entry in entries.values():
        entry["flights"].sort(key=lambda flight: (flight.series_number or 0, flight.id))
        entry["states"] = states(entry["flights"])
    return list(entries.values())
