"""What can be done at the desk; the one door for the faces.

Keyword-only throughout.
"""

from drones.desk.service.demonstration import (
    demonstration_accounts,
    describe,
    load,
    load_and_describe,
    stage_all,
)
from drones.desk.service.figures import figures
from drones.desk.service.known import LIMIT, ask, photo_of, read_place

__all__ = [
    "LIMIT",
    "ask",
    "demonstration_accounts",
    "describe",
    "figures",
    "load",
    "load_and_describe",
    "photo_of",
    "read_place",
    "stage_all",
]
