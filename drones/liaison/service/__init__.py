"""What an officer can do: read the queue, open a case, decide, look at what a concealed zone meets."""

from drones.liaison.service.alerting import acknowledge_alert, alerts
from drones.liaison.service.claiming import (
    changes,
    claim,
    claim_of,
    claims,
    colleagues,
    names,
    reassign,
    release,
)
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
    countersign,
    deny,
    note_view,
    obstacle,
    request_of,
    unsign,
)
from drones.liaison.service.queueing import queue, queue_stamp, requests
from drones.liaison.service.signing import open_signatures
from drones.liaison.service.stopping import (
    phoned,
    reinstate,
    rescind,
    stopped_request,
    suspend,
    unacknowledged,
)
from drones.liaison.service.talking import ask, possible, propose, recall, undo, write
from drones.liaison.service.watching import watch_air

__all__ = [
    "acknowledge",
    "acknowledge_alert",
    "alerts",
    "approve",
    "ask",
    "attention",
    "case",
    "changes",
    "claim",
    "claim_of",
    "claims",
    "colleagues",
    "conceal",
    "countersign",
    "deny",
    "names",
    "note_view",
    "obstacle",
    "on_concealed_set",
    "open_signatures",
    "phoned",
    "possible",
    "propose",
    "queue",
    "reassign",
    "recall",
    "queue_stamp",
    "reinstate",
    "release",
    "request_of",
    "requests",
    "rescind",
    "stopped_request",
    "suspend",
    "tasks",
    "unacknowledged",
    "undo",
    "unsign",
    "watch_air",
    "watch_uncovered",
    "wording_faults",
    "write",
]
