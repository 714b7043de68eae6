"""Concealed zones: set, withdraw, read, what a flight meets, and the watch over their cover.

Whoever calls answers for the reader: everything here is for officers and commanders of the zone's
own command and for auditors.
"""

from geofences.concealed.service.covering import gaps_of, on_published, on_withdrawn, watch
from geofences.concealed.service.reading import closed, history, met, names, standing, uncovered, version
from geofences.concealed.service.setting import (
    read_form,
    set_zone,
    typed_of,
    withdraw,
)

__all__ = [
    "closed",
    "gaps_of",
    "history",
    "met",
    "names",
    "on_published",
    "on_withdrawn",
    "read_form",
    "set_zone",
    "standing",
    "typed_of",
    "uncovered",
    "version",
    "watch",
    "withdraw",
]
