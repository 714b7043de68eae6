"""Lines of an OpenAir file: decoded, without comments, split into command and content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from geofences.zones.formats.document import Notes, Place, clip, readable

#: Commands that say something of an airspace that is kept.
KEPT = frozenset({"AC", "AN", "AY", "AI", "AL", "AH", "AA", "AF", "AG", "V", "DP", "DA", "DB", "DC"})
#: Commands of drawing programs, of labels and of transponder codes: nothing of the zone is lost.
_DRAWING = frozenset({"SP", "SB", "AT", "TO", "TC", "TW", "AX"})
_START = re.compile(rb"^[ \t]*(?:AC|AN|AL|AH)[ \t]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """One command with its content, and the number of its line."""

    number: int
    command: str
    content: str
    #: False for a line in error: its airspace cannot be what was meant.
    sound: bool = True

    def place(self, notes: Notes) -> Place:
        """The line as a place of faults."""
        return Place(f"line {self.number}", self.content, notes)


@dataclass(slots=True)
class Block:
    """The lines of one airspace, from its ``AC`` on."""

    lines: list[Line] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """True when no line of the airspace is in error by itself."""
        return all(line.sound for line in self.lines)

    def each(self, *commands: str) -> list[Line]:
        """All lines of these commands, in order."""
        return [line for line in self.lines if line.command in commands]


def is_openair(data: bytes) -> bool:
    """True for a text with a line of a class, a name or a limit, or that is nothing but comments."""
    head = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"{", b"[")):
        return False
    return head.startswith(b"*") or _START.search(data) is not None


def read_blocks(data: bytes, notes: Notes) -> Iterator[Block]:
    """The airspaces of the file; what stands before the first class belongs to none and is an error."""
    block, lost = None, False
    for line in _lines(_decoded(data, notes).splitlines(), notes):
        if line.command == "AC":
            if block is not None:
                yield block
            block = Block()
        if block is not None:
            block.lines.append(line)
        elif not lost and line.command != "V":
            line.place(notes).error("before_class", text=line.command)
            lost = True
    if block is not None:
        yield block


def _decoded(data: bytes, notes: Notes) -> str:
    """UTF-8, else Windows-1252 with a warning (names may then be spelled wrong, numbers may not)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        notes.warning(f"line {line}", "read_as_cp1252")
        return data.decode("cp1252", errors="replace")


def _lines(texts: Iterable[str], notes: Notes) -> Iterator[Line]:
    for number, text in enumerate(texts, start=1):
        bare = re.split(r"[*;]", text, maxsplit=1)[0].strip()
        if not bare:
            continue
        command, _, content = bare.partition(" ") if " " in bare else bare.partition("\t")
        line = Line(number, command.upper(), content.strip())
        if line.command in KEPT:
            if readable(content):
                yield line
            else:
                line.place(notes).error("bad_character")
                yield replace(line, sound=False)
        elif line.command.startswith("D"):
            # A way of drawing that is not known: without it the outline would be another.
            line.place(notes).error("unknown_drawing", text=clip(line.command))
            yield replace(line, sound=False)
        elif line.command not in _DRAWING:
            notes.leave_out(f"line {number}", clip(line.command, 20))
