"""From a verdict and rivals to an outcome: refused, referred or approved (decision 4 of the house)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from drones.flights.model.states import HOLDING, WAITING, Outcome
from drones.flights.model.views import Rival
from geofences.engine.model import Period, Status, Verdict

#: The times of another flight are told no finer than this.
ROUNDING = timedelta(minutes=15)

OUTCOME_WORDS = {Outcome.REFUSED: "refused", Outcome.REFERRED: "referred"}


@dataclass(frozen=True)
class Ruling:
    """An outcome, who must consent if it is referred, and the rivals that counted."""

    outcome: Outcome
    commands: tuple[str, ...] = ()
    counted: tuple[Rival, ...] = ()


def rule(
    verdict: Verdict, rivals: Iterable[Rival], *, submitted_at: datetime, default_command: str
) -> Ruling:
    """What a submission comes to.

    A prohibition, or a flight of equal priority that already holds the place, refuses. An
    asked authorisation, ignorance, or a waiting flight that came first refers. ``rivals``
    overlap in area, height and time; those that came later do not count.
    """
    rivals = tuple(rivals)
    holders = tuple(rival for rival in rivals if rival.state in HOLDING)
    first = tuple(rival for rival in rivals if rival.state in WAITING and rival.submitted_at <= submitted_at)
    counted = (*holders, *first)
    if verdict.status is Status.PROHIBITED or holders:
        return Ruling(Outcome.REFUSED, (), counted)
    if verdict.status in {Status.AUTHORISATION_REQUIRED, Status.UNKNOWN} or first:
        named = {command or default_command for command in verdict.commands}
        return Ruling(Outcome.REFERRED, tuple(sorted(named or {default_command})), counted)
    return Ruling(Outcome.APPROVED, (), counted)


def signing_twice(verdict: Verdict, default_command: str) -> tuple[str, ...]:
    """Commands by two of whose persons a consent must be signed."""
    return tuple(sorted({command or default_command for command in verdict.signing_twice}))


def hinders_consent(verdict: Verdict, rivals: Iterable[Rival]) -> str | None:
    """The code of the reason for which no command may consent any more; ``None``: it may."""
    if verdict.status is Status.PROHIBITED:
        return "flights.refusal.now_prohibited"
    if any(rival.state in HOLDING for rival in rivals):
        return "flights.refusal.place_taken"
    return None


def no_longer_allowed(verdict: Verdict, *, consented: tuple[str, ...], default_command: str) -> bool:
    """Whether changed zones take away what allowed an approved plan.

    A prohibition does; so does a command whose consent is now needed and was never given.
    Ignorance about a plan that somebody consented to changes nothing.
    """
    if verdict.status is Status.PROHIBITED:
        return True
    if verdict.status is Status.AUTHORISATION_REQUIRED:
        return not {command or default_command for command in verdict.commands} <= set(consented)
    return verdict.status is Status.UNKNOWN and not consented


def word(verdict: Verdict, outcome: Outcome) -> str:
    """The outcome as the contract names it: clear, conditional, referred, refused."""
    if outcome is not Outcome.APPROVED:
        return OUTCOME_WORDS[outcome]
    return "conditional" if verdict.status is Status.CONDITIONAL else "clear"


def rounded(period: Period) -> Period:
    """The period widened to whole quarters of an hour."""
    step = ROUNDING.total_seconds()
    start = period.start.timestamp() // step * step
    end = -(-period.end.timestamp() // step) * step
    return Period(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
