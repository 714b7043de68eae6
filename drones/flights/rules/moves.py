"""The life of a flight plan: one function a move, each giving the new standing or a refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from drones.flights.model.states import (
    WAITING,
    LastWord,
    Move,
    Moved,
    Outcome,
    Refusal,
    Standing,
    State,
)

#: The code of a consent that lacks nothing but the signature of a second person.
SECOND_SIGNATURE = "flights.refusal.second_signature"

#: A pilot may report ready this long before the start.
EARLY_ACTIVATION = timedelta(minutes=30)

_OPEN = frozenset({State.DRAFT, State.REFUSED})
_ENDABLE = frozenset({State.ACTIVE, State.SUSPENDED})
_WITHDRAWABLE = _OPEN | WAITING | {State.APPROVED, State.SUSPENDED}
#: What takes a permission away counts at once and for good, so it is not among these.
_UNDOABLE = WAITING | {State.APPROVED, State.DENIED}

#: From which states each move starts, and to which it leads; ``None``: see the move itself.
TABLE: dict[Move, tuple[frozenset[State], State | None]] = {
    Move.AMEND: (_OPEN, State.DRAFT),
    Move.REFUSE: (_OPEN, State.REFUSED),
    Move.REFER: (_OPEN, State.REFERRED),
    Move.APPROVE: (_OPEN | {State.REFERRED}, State.APPROVED),
    Move.CONSENT: (frozenset({State.REFERRED}), State.REFERRED),
    Move.ASK: (frozenset({State.REFERRED}), State.INFO_REQUESTED),
    Move.ANSWER: (frozenset({State.INFO_REQUESTED}), State.REFERRED),
    Move.PROPOSE: (frozenset({State.REFERRED, State.INFO_REQUESTED}), State.PROPOSED),
    Move.ACCEPT: (frozenset({State.PROPOSED}), State.APPROVED),
    Move.AGREE: (frozenset({State.PROPOSED}), State.REFERRED),
    Move.DECLINE: (frozenset({State.PROPOSED}), State.REFERRED),
    Move.RECALL: (frozenset({State.INFO_REQUESTED, State.PROPOSED}), State.REFERRED),
    Move.DENY: (frozenset({State.REFERRED}), State.DENIED),
    Move.EXPIRE: (WAITING, State.EXPIRED),
    Move.ACTIVATE: (frozenset({State.APPROVED}), State.ACTIVE),
    Move.END: (_ENDABLE, State.ENDED),
    Move.LAPSE: (frozenset({State.APPROVED, State.SUSPENDED}), State.LAPSED),
    Move.SUSPEND: (frozenset({State.APPROVED, State.ACTIVE}), State.SUSPENDED),
    Move.REINSTATE: (frozenset({State.SUSPENDED}), None),
    Move.RESCIND: (frozenset({State.SUSPENDED}), State.RESCINDED),
    Move.WITHDRAW: (_WITHDRAWABLE, State.WITHDRAWN),
    Move.UNDO: (_UNDOABLE, None),
}


def allows(standing: Standing, move: Move) -> bool:
    """Whether the plan stands where this move may start (times and consents apart)."""
    if standing.state is State.SUSPENDED and standing.resumes is State.ACTIVE:
        return move in {Move.END, Move.REINSTATE, Move.RESCIND}
    if standing.state is State.SUSPENDED:
        return move in {Move.LAPSE, Move.WITHDRAW, Move.REINSTATE, Move.RESCIND}
    return standing.state in TABLE[move][0]


def amend(standing: Standing) -> Moved | Refusal:
    """The owner changes a draft, or a plan that a rule refused; it is a draft (again)."""
    return _go(standing, Move.AMEND, submitted_at=None, commands=(), consents=())


def submit(
    standing: Standing, outcome: Outcome, *, commands: tuple[str, ...], now: datetime
) -> Moved | Refusal:
    """The owner submits and the rules answer at once: refused, referred to ``commands``, approved."""
    if outcome is Outcome.REFUSED:
        return _go(standing, Move.REFUSE, submitted_at=now, commands=(), consents=())
    if standing.state not in _OPEN:
        return _refusal(standing, Move.REFER)
    if outcome is Outcome.APPROVED:
        return _go(standing, Move.APPROVE, submitted_at=now, commands=(), consents=())
    if not commands:
        raise ValueError("referred_to_nobody")
    return _go(standing, Move.REFER, submitted_at=now, commands=tuple(sorted(commands)), consents=())


def approve(
    standing: Standing,
    *,
    command: str,
    commands: tuple[str, ...] = (),
    twice: tuple[str, ...] = (),
    signatures: int = 1,
) -> Moved | Refusal:
    """A command consents by one signature or two; with the last of all consents the plan is approved.

    ``commands`` must consent as the zones now are, beside those that were asked; ``twice`` are those
    that must sign twice. A consent of one signature counts no longer where two are demanded meanwhile.
    """
    if standing.state is not State.REFERRED:
        return _refusal(standing, Move.APPROVE)
    asked = _asked(standing, command)
    if asked is not None:
        return asked
    if command in standing.consents:
        return Refusal("flights.refusal.already_consented", {"command": command})
    if command in twice and signatures < 2:
        return Refusal(SECOND_SIGNATURE, {"command": command})
    doubly = {*standing.signed_twice, *((command,) if signatures > 1 else ())}
    given = _counting({*standing.consents, command}, twice, doubly)
    needed = {*standing.commands, *commands}
    move = Move.APPROVE if needed <= given else Move.CONSENT
    return _go(standing, move, commands=tuple(sorted(needed)), **_consents(given, doubly))


def deny(standing: Standing, *, command: str) -> Moved | Refusal:
    """A command denies, and that is enough."""
    if standing.state is not State.REFERRED:
        return _refusal(standing, Move.DENY)
    return _asked(standing, command) or _go(standing, Move.DENY)


def ask(standing: Standing, *, command: str) -> Moved | Refusal:
    """A command asks the owner for information."""
    return _asked(standing, command) or _go(standing, Move.ASK)


def answer(standing: Standing) -> Moved | Refusal:
    """The owner answers; the plan waits for the command again."""
    return _go(standing, Move.ANSWER)


def propose(standing: Standing, *, command: str) -> Moved | Refusal:
    """A command proposes another time, height or area."""
    return _asked(standing, command) or _go(standing, Move.PROPOSE)


def accept(
    standing: Standing,
    *,
    command: str,
    commands: tuple[str, ...],
    within: bool,
    twice: tuple[str, ...] = (),
) -> Moved | Refusal:
    """The owner accepts what ``command`` proposed (checked again by the caller).

    ``commands`` must consent to what was proposed. The one that proposed has; what others gave
    stays given only where nothing was added (``within``). Of those that must sign ``twice`` a
    proposal, which one person made, is no consent. Without the last of all consents the plan waits again.
    """
    if standing.state is not State.PROPOSED:
        return _refusal(standing, Move.ACCEPT)
    needed = tuple(sorted({*commands, command}))
    doubly = set(standing.signed_twice if within else ())
    given = _counting({command, *(standing.consents if within else ())} & set(needed), twice, doubly)
    move = Move.ACCEPT if given == set(needed) else Move.AGREE
    return _go(standing, move, commands=needed, **_consents(given, doubly))


def decline(standing: Standing) -> Moved | Refusal:
    """The owner declines what was proposed; the plan waits again."""
    return _go(standing, Move.DECLINE)


def recall(standing: Standing, *, command: str) -> Moved | Refusal:
    """A command takes its question or its proposal back; the plan waits for it again."""
    return _asked(standing, command) or _go(standing, Move.RECALL)


def undo(standing: Standing, last: LastWord | None, *, command: str, now: datetime) -> Moved | Refusal:
    """A command takes its newest decision back, while its permit and notices have not left."""
    if last is None or standing.version != last.version or now >= last.until:
        return Refusal("flights.refusal.too_late_to_undo", {})
    if command != last.command:
        return Refusal("flights.refusal.not_your_command", {"command": command})
    if not allows(standing, Move.UNDO):
        return _refusal(standing, Move.UNDO)
    return Moved(replace(last.before, version=standing.version + 1), Move.UNDO)


def expiry(*, submitted_at: datetime, start: datetime, before: timedelta) -> datetime:
    """When a plan expires that nobody decided: ``before`` its start, but never sooner than halfway there.

    It comes before the start even while information is asked for, so nobody waits at the field in vain.
    """
    halfway = submitted_at + (start - submitted_at) / 2
    return min(start, max(start - before, halfway))


def expire(standing: Standing, *, start: datetime, before: timedelta, now: datetime) -> Moved | Refusal:
    """The start is near (see ``expiry``) and nobody decided."""
    submitted = standing.submitted_at or start
    if now < expiry(submitted_at=submitted, start=start, before=before):
        return Refusal("flights.refusal.not_yet", {})
    return _go(standing, Move.EXPIRE)


def activate(standing: Standing, *, start: datetime, end: datetime, now: datetime) -> Moved | Refusal:
    """The pilot reports ready, at most ``EARLY_ACTIVATION`` before the start."""
    if standing.state is not State.APPROVED:
        return _refusal(standing, Move.ACTIVATE)
    if now >= end:
        return Refusal("flights.refusal.time_is_over", {})
    if now < start - EARLY_ACTIVATION:
        minutes = int(EARLY_ACTIVATION.total_seconds() // 60)
        return Refusal("flights.refusal.too_early", {"minutes": minutes})
    return _go(standing, Move.ACTIVATE)


def end(standing: Standing) -> Moved | Refusal:
    """The flight is over: the pilot says so, or its time has passed."""
    return _go(standing, Move.END)


def lapse(standing: Standing, *, end: datetime, now: datetime) -> Moved | Refusal:
    """The time of an approved plan passed and it was never flown."""
    if now < end:
        return Refusal("flights.refusal.not_yet", {})
    return _go(standing, Move.LAPSE)


def suspend(standing: Standing) -> Moved | Refusal:
    """What allowed the flight is no longer so."""
    if standing.state not in TABLE[Move.SUSPEND][0]:
        return _refusal(standing, Move.SUSPEND)
    return _go(standing, Move.SUSPEND, resumes=standing.state)


def reinstate(
    standing: Standing, *, command: str = "", commands: tuple[str, ...] = (), twice: tuple[str, ...] = ()
) -> Moved | Refusal:
    """A suspended plan gets back the state it had (checked again by the caller).

    ``commands`` must consent as the zones now are: each has, or is the one that reinstates; those
    that must sign ``twice`` have done so.
    """
    if standing.resumes is None:
        return _refusal(standing, Move.REINSTATE)
    given = _counting({*standing.consents, *({command} & set(commands))}, twice, set(standing.signed_twice))
    if unsigned := set(twice) - given:
        return Refusal("flights.refusal.signed_once", {"commands": ", ".join(sorted(unsigned))})
    if lacking := set(commands) - given:
        return Refusal("flights.refusal.consent_lacking", {"commands": ", ".join(sorted(lacking))})
    asked = tuple(sorted({*standing.commands, *given}))
    kept = {"commands": asked, **_consents(given, set(standing.signed_twice))}
    return Moved(_next(standing, standing.resumes, **kept), Move.REINSTATE)


def rescind(standing: Standing) -> Moved | Refusal:
    """A command takes a suspended plan's consent back for good."""
    return _go(standing, Move.RESCIND)


def withdraw(standing: Standing) -> Moved | Refusal:
    """The owner withdraws a plan that is neither active nor over."""
    return _go(standing, Move.WITHDRAW)


def not_from_here(standing: Standing, move: Move = Move.REFER) -> Refusal:
    """The refusal of a move that cannot start where the plan stands."""
    return _refusal(standing, move)


def _go(standing: Standing, move: Move, **changes: object) -> Moved | Refusal:
    target = TABLE[move][1]
    if target is None or not allows(standing, move):
        return _refusal(standing, move)
    return Moved(_next(standing, target, **changes), move)


def _next(standing: Standing, state: State, **changes: object) -> Standing:
    fresh: dict[str, object] = {"state": state, "version": standing.version + 1, "resumes": None}
    if "consents" in changes:  # where nobody has consented any more, nobody has signed
        fresh["signed_twice"] = ()
    return replace(standing, **(fresh | changes))  # type: ignore[arg-type]


def _counting(consents: set[str], twice: Iterable[str], doubly: set[str]) -> set[str]:
    """The consents without those of one signature where two are demanded."""
    return consents - (set(twice) - doubly)


def _consents(given: set[str], doubly: set[str]) -> dict[str, tuple[str, ...]]:
    return {"consents": tuple(sorted(given)), "signed_twice": tuple(sorted(given & doubly))}


def _asked(standing: Standing, command: str) -> Refusal | None:
    if command in standing.commands:
        return None
    return Refusal("flights.refusal.not_your_command", {"command": command})


def _refusal(standing: Standing, move: Move) -> Refusal:
    return Refusal("flights.refusal.state", {"state": standing.state.value, "move": move.value})
