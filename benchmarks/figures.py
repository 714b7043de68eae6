"""A figure: a name, a value, its unit, its limit, and whether it keeps to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from gc import collect
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report; without a limit it only informs. ``at_least``: the limit is the least."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def passes(self) -> bool:
        """Whether the value keeps to the limit."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self) -> str:
        """``name value unit limit pass|fail``."""
        limit = "-" if self.limit is None else f"{self.limit:g}"
        return f"{self.name} {self.value:.4g} {self.unit} {limit} {'pass' if self.passes else 'fail'}"


def seconds(call: Callable[[], object], *, rounds: int = 5) -> float:
    """The median duration of one call."""
    collect()
    taken = []
    for _ in range(rounds):
        begun = perf_counter()
        call()
        taken.append(perf_counter() - begun)
    return median(taken)


def side_by_side(
    ours: Callable[[], object], raw: Callable[[], object], *, rounds: int = 9
) -> tuple[float, float]:
    """The shortest durations of two calls, taken in turn so that the machine's moods strike both."""
    collect()
    pairs = []
    for _ in range(rounds):
        begun = perf_counter()
        ours()
        between = perf_counter()
        raw()
        pairs.append((between - begun, perf_counter() - between))
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
