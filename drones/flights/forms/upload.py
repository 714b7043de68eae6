"""The part of a plan's form that takes a file: what it states goes into the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from drones.flights.formats import carried
from drones.flights.formats.drafts import choose
from drones.flights.formats.json_text import LARGEST_BYTES
from drones.flights.formats.prefill import chosen_again, filled, room_beside
from drones.flights.formats.recognise import read_plan
from drones.flights.formats.recorded import ahead
from drones.flights.model import PlanDraft
from drones.flights.rules.plans import LATE_START
from portal.kit.model import Fault
from portal.kit.problems import say_fault
from portal.kit.settings import settings


class Upload(Protocol):
    """A file as the browser sent it."""

    filename: str | None

    def read(self, size: int = -1) -> bytes: ...


@dataclass(frozen=True)
class FileRead:
    """What a file came to: its draft, the form's texts with it, or faults for the file's field."""

    draft: PlanDraft | None = None
    texts: Mapping[str, str] | None = None
    faults: tuple[Fault, ...] = ()


def read_upload(upload: Upload | None, typed: Mapping[str, str], now: datetime) -> FileRead:
    """An uploaded file in the form's first volume, or its faults, each with its place."""
    if not upload or not upload.filename:
        return FileRead()
    reading = read_plan(upload.read(LARGEST_BYTES + 1), upload.filename)
    if reading.draft is None:
        return FileRead(faults=tuple(_at_place(fault) for fault in reading.faults))
    source = ahead(reading.draft.source, since=now - LATE_START)
    draft = choose(source, reading.draft.picked, most=room_beside(typed, 1))
    return FileRead(draft, _carrying(draft, filled(draft, typed, _zone())))


def picked_again(
    before: PlanDraft | None, picks: Sequence[str], typed: Mapping[str, str], *, apart: bool
) -> FileRead:
    """Other parts of the file carried in the page; ``apart`` makes each a volume of its own."""
    if before is None:
        return FileRead(faults=(Fault("file", "flights.error.file_missing"),))
    numbers = {int(one) for one in picks if one.isascii() and one.isdigit() and len(one) < 6}
    most = room_beside(typed, len(before.volumes))
    after = choose(before.source, numbers, most=most, apart=apart)
    if not after.picked:
        return FileRead(before, faults=(Fault("file", "flights.error.part_missing"),))
    return FileRead(after, _carrying(after, chosen_again(before, after, typed, _zone())))


def _carrying(draft: PlanDraft, texts: Mapping[str, str]) -> dict[str, str]:
    """The form's texts, and the file's parts where there are several."""
    return {**texts, "file_parts": carried.write(draft)}


def _zone() -> ZoneInfo:
    """The time zone in which people type times."""
    return ZoneInfo(settings().time_zone)


def _at_place(fault: Fault) -> Fault:
    """The fault beside the file's field: where in the file, then what."""
    if not fault.pointer:
        return Fault("file", fault.code, fault.facts)
    facts = {"place": place_words(fault.pointer), "message": say_fault(fault)}
    return Fault("file", "flights.error.at_place", dict(facts))


def place_words(pointer: str) -> str:
    """A place in a file for a person: "line 12" in their language; pointers as they are."""
    first, _blank, rest = pointer.partition(" ")
    if first != "line":
        return pointer
    number, _blank, path = rest.partition(" ")
    words = _("line %(number)s", number=number)
    return f"{words} ({path})" if path else words
