"""Requests so alike that an officer may want to answer them together."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, hypot, radians

from drones.liaison.model import Request

#: Centres further apart than this are not the same place.
SAME_PLACE_M = 500.0
_DEGREE_M = 111_195.0


def alike(one: Request, others: Iterable[Request]) -> tuple[Request, ...]:
    """Of ``others`` those of the same operator, in the same place, that wait for the same reasons."""
    return tuple(other for other in others if _is_like(one, other))


def of_series(one: Request, others: Iterable[Request]) -> tuple[Request, ...]:
    """Of ``others`` the occurrences of the same series."""
    series = one.flight.series
    return tuple(other for other in others if series is not None and other.flight.series == series)


def _is_like(one: Request, other: Request) -> bool:
    same_operator = one.flight.operator_id is not None and one.flight.operator_id == other.flight.operator_id
    why = {(cause.code, cause.identifier) for cause in one.causes}
    same_reasons = why == {(cause.code, cause.identifier) for cause in other.causes}
    return same_operator and same_reasons and _apart_m(one, other) <= SAME_PLACE_M


def _apart_m(one: Request, other: Request) -> float:
    """Metres on a plane: good enough for a few hundred of them."""
    if one.where is None or other.where is None:
        return float("inf")
    aside = (one.where.lon - other.where.lon) * cos(radians(one.where.lat))
    return _DEGREE_M * hypot(aside, one.where.lat - other.where.lat)
