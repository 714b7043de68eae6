"""What can be done at the desk; the one door for the faces.

Keyword-only throughout.
"""

from drones.desk.service.checkpoints import (
    checkpoint,
    checkpoints,
    own_checkpoint,
    permits_around,
    remove_checkpoint,
    set_checkpoint,
)
from drones.desk.service.demonstration import (
    demonstration_accounts,
    describe,
    load,
    load_and_describe,
    stage_all,
)
from drones.desk.service.figures import figures
from drones.desk.service.inbound import Done, Received, receive
from drones.desk.service.inbound import forget as forget_messages
from drones.desk.service.known import LIMIT, ask, photo_of, read_place

__all__ = [
    "LIMIT",
    "Done",
    "Received",
    "ask",
    "checkpoint",
    "checkpoints",
    "demonstration_accounts",
    "describe",
    "figures",
    "forget_messages",
    "load",
    "load_and_describe",
    "own_checkpoint",
    "permits_around",
    "photo_of",
    "read_place",
    "receive",
    "remove_checkpoint",
    "set_checkpoint",
    "stage_all",
]
