"""What reading a file notes, and a cursor over its values that says where each fault lies."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.kit.model import Fact, Fault

MAX_BYTES = 2 * 1024 * 1024
MAX_ERRORS = 100
MAX_WARNINGS = 5_000
#: A file with more faults than this is no file of zones: reading it further only costs time.
MAX_FAULTS = 10_000
#: Positions that are drawn for the circles and arcs of one file.
MAX_DRAWN = 300_000


class EndOfReadingError(Exception):
    """The file is not worth reading further; ``code`` says why."""

    code = ""
    limit = 0


class TooManyFaultsError(EndOfReadingError):
    """The file has more faults than are worth counting."""

    code, limit = "zones.error.too_many_faults", MAX_FAULTS


class TooMuchDrawnError(EndOfReadingError):
    """The file's circles and arcs need more positions than any real file's."""

    code, limit = "zones.error.too_much_drawn", MAX_DRAWN


@dataclass(slots=True)
class Notes:
    """What was found while reading one file: errors and warnings, bounded and counted."""

    errors: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    error_count: int = 0
    warning_count: int = 0
    not_kept: dict[str, tuple[str, int]] = field(default_factory=dict)
    drawn: int = 0
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def next_number(self, key: tuple[str, str]) -> int:
        """2, 3, 4 and so on for each identity that a file uses again."""
        self.numbers[key] = self.numbers.get(key, 1) + 1
        return self.numbers[key]

    def draw(self, positions: int) -> None:
        """Count positions drawn for a circle or an arc; ``TooMuchDrawnError`` beyond the limit."""
        self.drawn += positions
        if self.drawn > MAX_DRAWN:
            raise TooMuchDrawnError

    def error(self, pointer: str, code: str, **facts: Fact) -> None:
        """Note a fault that keeps its zone out."""
        self.fault(pointer, f"zones.error.{code}", **facts)

    def fault(self, pointer: str, code: str, **facts: Fact) -> None:
        """Note an error under its full code; raises ``TooManyFaultsError`` when it is one too many."""
        self._count()
        self.error_count += 1
        if len(self.errors) < MAX_ERRORS:
            self.errors.append(Fault(pointer or "/", code, facts))

    def warning(self, pointer: str, code: str, **facts: Fact) -> None:
        """Note something that was read in its widest sense, or left out without harm."""
        self._count()
        self.warning_count += 1
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(Fault(pointer or "/", f"zones.warning.{code}", facts))

    def _count(self) -> None:
        if self.error_count + self.warning_count >= MAX_FAULTS:
            raise TooManyFaultsError

    def leave_out(self, pointer: str, name: str) -> None:
        """Count a member that the register has no place for; one warning a name in the end."""
        first, count = self.not_kept.get(name, (pointer, 0))
        self.not_kept[name] = (first, count + 1)

    def close(self) -> None:
        """Say once for each member that was left out where it first stood and how often."""
        for name, (pointer, count) in self.not_kept.items():
            self.warning(pointer, "not_kept", field=clip(name), count=count)
        self.not_kept.clear()


@dataclass(frozen=True, slots=True)
class Place:
    """A value of the document together with its JSON pointer."""

    pointer: str
    value: object
    notes: Notes

    def error(self, code: str, **facts: Fact) -> None:
        """Note an error at this place."""
        self.notes.error(self.pointer, code, **facts)

    def fault(self, code: str, **facts: Fact) -> None:
        """Note an error at this place under its full code."""
        self.notes.fault(self.pointer, code, **facts)

    def warn(self, code: str, **facts: Fact) -> None:
        """Note a warning at this place."""
        self.notes.warning(self.pointer, code, **facts)

    @property
    def absent(self) -> bool:
        """True for a member that is missing, null, or an empty text or list."""
        return self.value is None or self.value in ("", [])

    @property
    def is_object(self) -> bool:
        """True for a JSON object."""
        return isinstance(self.value, dict)

    def member(self, *names: str) -> Place:
        """The member of that name, or of one of its other spellings; absent when there is none."""
        if isinstance(self.value, dict):
            for name in names:
                if self.value.get(name) is not None:
                    return Place(f"{self.pointer}/{escape(name)}", self.value[name], self.notes)
        return Place(f"{self.pointer}/{escape(names[0])}", None, self.notes)

    def items(self) -> Iterator[Place]:
        """The items of a list; nothing for any other value."""
        if isinstance(self.value, list):
            for index, item in enumerate(self.value):
                yield Place(f"{self.pointer}/{index}", item, self.notes)

    def listed(self) -> Iterator[Place]:
        """The items of a list; one value that stands where a list should is read as one item."""
        if isinstance(self.value, list):
            yield from self.items()
        elif not self.absent:
            self.warn("not_a_list")
            yield self

    def text(self, limit: int = 200, most: int = 10_000) -> str:
        """The text, stripped; longer than ``limit`` is a warning, longer than ``most`` an error."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            self.error("not_text")
            return ""
        if not readable(self.value):
            self.error("bad_character")
            return ""
        text = self.value.strip()
        if len(text) > most:
            self.error("text_too_long", length=len(text), limit=most)
            return ""
        if len(text) > limit:
            self.warn("text_longer_than_standard", length=len(text), limit=limit)
        return text

    def number(self) -> float | None:
        """A finite number; digits written as text are read with a warning."""
        value = self.value
        if isinstance(value, str):
            try:
                value = decimal(value)
            except ValueError:
                self.error("not_a_number", text=clip(str(self.value)))
                return None
            self.warn("number_as_text", text=clip(str(self.value)))
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.error("not_a_number", text=clip(str(value)))
            return None
        return finite(value, self)

    def keep_only(self, *names: str) -> None:
        """Count the members that are not among ``names`` as left out."""
        if isinstance(self.value, dict):
            for name, value in self.value.items():
                if name not in names and value not in (None, "", [], {}):
                    self.notes.leave_out(f"{self.pointer}/{escape(name)}", name)


def finite(value: int | float, place: Place) -> float | None:
    """The number as a float; too large a one is an error."""
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        place.error("not_finite", text=clip(str(value)))
        return None
    return number


def decimal(text: str) -> float:
    """The number of a text; ``ValueError`` for what only Python takes for one.

    >>> decimal(" -1.5e3 ")
    -1500.0
    """
    if not text.isascii() or "_" in text:
        raise ValueError("no number")
    return float(text)


def readable(text: str) -> bool:
    """No control characters but line ends and tabs, and no half of a surrogate pair."""
    return all(char in "\n\r\t" or (char >= " " and not "\ud800" <= char <= "\udfff") for char in text)


def clip(text: str, limit: int = 60) -> str:
    """A stranger's text, short and printable enough to be repeated in a message."""
    shown = "".join(char if char.isprintable() else "?" for char in text[: limit + 1])
    return shown if len(shown) <= limit else shown[:limit] + "…"


def escape(name: str) -> str:
    """A name as a token of a JSON pointer (RFC 6901), short and printable."""
    if len(name) <= 60 and name.isascii() and name.isalnum():
        return name
    return clip(name.replace("~", "~0").replace("/", "~1"))
