"""What an officer can do: read the queue, open a case, decide, look at what a concealed zone meets."""

from drones.liaison.service.concealing import (
    acknowledge,
    attention,
    conceal,
    on_concealed_set,
    tasks,
    watch_uncovered,
    wording_faults,
)
from drones.liaison.service.deciding import (
    approve,
    case,
    deny,
    note_view,
    obstacle,
    request_of,
    requests,
)

__all__ = [
    "acknowledge",
    "approve",
    "attention",
    "case",
    "conceal",
    "deny",
    "note_view",
    "obstacle",
    "on_concealed_set",
    "request_of",
    "requests",
    "tasks",
    "watch_uncovered",
    "wording_faults",
]
