"""What each move is called in the timeline and the ledger, and who makes it."""

from __future__ import annotations

from drones.flights.model.states import Move

#: Each move's line: ``flights.event.<line>`` in the catalogues, ``flights.<line>`` in the ledger.
EVENTS: dict[Move, str] = {
    Move.AMEND: "amended",
    Move.REFUSE: "refused",
    Move.REFER: "referred",
    Move.APPROVE: "approved",
    Move.CONSENT: "consented",
    Move.ASK: "asked",
    Move.ANSWER: "answered",
    Move.PROPOSE: "proposed",
    Move.ACCEPT: "accepted",
    Move.AGREE: "agreed",
    Move.DECLINE: "declined",
    Move.RECALL: "recalled",
    Move.DENY: "denied",
    Move.EXPIRE: "expired",
    Move.ACTIVATE: "activated",
    Move.END: "ended",
    Move.LAPSE: "lapsed",
    Move.SUSPEND: "suspended",
    Move.REINSTATE: "reinstated",
    Move.RESCIND: "rescinded",
    Move.WITHDRAW: "withdrawn",
    Move.UNDO: "undone",
}

_OWNERS = (
    Move.AMEND,
    Move.ANSWER,
    Move.ACCEPT,
    Move.AGREE,
    Move.DECLINE,
    Move.ACTIVATE,
    Move.WITHDRAW,
)
_COMMANDS = (
    Move.CONSENT,
    Move.ASK,
    Move.PROPOSE,
    Move.RECALL,
    Move.DENY,
    Move.REINSTATE,
    Move.RESCIND,
    Move.UNDO,
)
#: Who makes a move, in words of the docs.
BY: dict[Move, str] = {
    **dict.fromkeys(_OWNERS, "owner"),
    **dict.fromkeys(_COMMANDS, "command"),
    Move.REFUSE: "rules, at submission",
    Move.REFER: "rules, at submission",
    Move.APPROVE: "rules at submission, or the last command asked",
    Move.EXPIRE: "clock",
    Move.LAPSE: "clock",
    Move.END: "owner, or clock",
    Move.SUSPEND: "rules when facts change, or command",
}
