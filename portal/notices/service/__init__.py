"""Telling people: a notice is written with the change it tells of, and leaves afterwards."""

from portal.notices.service.delivering import deliver, deliver_all, tasks
from portal.notices.service.outbox import (
    MOST_A_ROUND,
    Addresses,
    cancel,
    connect,
    enqueue,
    enqueue_all,
    given_up,
)
from portal.notices.service.webhooks import add_hook, hooks, remove_hook

__all__ = [
    "MOST_A_ROUND",
    "Addresses",
    "add_hook",
    "cancel",
    "connect",
    "deliver",
    "deliver_all",
    "enqueue",
    "enqueue_all",
    "given_up",
    "hooks",
    "remove_hook",
    "tasks",
]
