"""Telling people: a notice is written with the change it tells of, and leaves afterwards."""

from portal.notices.formats import fitting
from portal.notices.service.delivering import deliver, deliver_all, tasks
from portal.notices.service.incoming import is_signed
from portal.notices.service.outbox import (
    MOST_A_ROUND,
    Addresses,
    allowed,
    cancel,
    connect,
    enqueue,
    enqueue_all,
    enqueue_text,
    forget_quotas,
    given_up,
    overdue,
)
from portal.notices.service.webhooks import add_hook, hooks, remove_hook

__all__ = [
    "MOST_A_ROUND",
    "Addresses",
    "add_hook",
    "allowed",
    "cancel",
    "connect",
    "deliver",
    "deliver_all",
    "enqueue",
    "enqueue_all",
    "enqueue_text",
    "fitting",
    "forget_quotas",
    "given_up",
    "hooks",
    "is_signed",
    "overdue",
    "remove_hook",
    "tasks",
]
