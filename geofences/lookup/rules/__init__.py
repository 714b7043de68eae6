"""The rules of the look-up: what an answer says, and which place a name means."""

from geofences.lookup.rules.answers import (
    FIRST_YEAR,
    INSTANT,
    LAST_YEAR,
    LONGEST,
    answers,
    hours_around,
    open_end,
    open_start,
    outside,
    period_of,
)
from geofences.lookup.rules.depths import up_to_the_ground
from geofences.lookup.rules.places import named, nearest, plain, read_places

__all__ = [
    "FIRST_YEAR",
    "INSTANT",
    "LAST_YEAR",
    "LONGEST",
    "answers",
    "hours_around",
    "named",
    "nearest",
    "open_end",
    "open_start",
    "outside",
    "period_of",
    "plain",
    "read_places",
    "up_to_the_ground",
]
