"""Whose consent to a plan two persons must sign."""

from __future__ import annotations

from datetime import datetime

from drones.flights.model import WAITING, FlightView
from drones.flights.rules import outcomes
from drones.flights.service import assessing
from portal.kit.settings import settings


def signing_twice(*, flight: FlightView, now: datetime) -> tuple[str, ...]:
    """Commands that must sign twice for a waiting plan, as the published zones now are.

    For telling beforehand: what counts is weighed again under the locks.
    """
    if flight.state not in WAITING or not flight.volumes:
        return ()
    verdict = assessing.verdict_of(assessing.snapshot_now(now), flight.volumes)
    return outcomes.signing_twice(verdict, settings().default_command)
