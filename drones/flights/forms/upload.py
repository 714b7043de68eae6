"""The part of a plan's form that takes a file: what it states goes into the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from drones.flights.formats import carried
from drones.flights.formats.drafts import choose
from drones.flights.formats.json_text import LARGEST_BYTES
from drones.flights.formats.prefill import chosen_again, texts_of
from drones.flights.formats.recognise import read_plan
from drones.flights.model import PlanDraft
from portal.kit.model import Fault
from portal.kit.problems import say_fault
from portal.kit.settings import settings


class Upload(Protocol):
    """A file as the browser sent it."""

    filename: str | None

    def read(self, size: int = -1) -> bytes: ...


def read_upload(upload: Upload | None) -> tuple[PlanDraft | None, list[Fault]]:
    """The draft of an uploaded file, or its faults for the file's field, each with its place."""
    if not upload or not upload.filename:
        return None, []
    reading = read_plan(upload.read(LARGEST_BYTES + 1), upload.filename)
    return reading.draft, [_at_place(fault) for fault in reading.faults]


def picked_again(
    before: PlanDraft | None, picks: Sequence[str], typed: Mapping[str, str]
) -> tuple[PlanDraft | None, dict[str, str], list[Fault]]:
    """The draft of other parts of the file carried in the page, and the fields that it fills."""
    if before is None:
        return None, {}, [Fault("file", "flights.error.file_missing")]
    numbers = {int(one) for one in picks if one.isascii() and one.isdigit() and len(one) < 6}
    after = choose(before.source, numbers)
    if not after.picked:
        return before, {}, [Fault("file", "flights.error.part_missing")]
    return after, chosen_again(before, after, typed, _zone()), []


def filled(draft: PlanDraft) -> dict[str, str]:
    """The texts of the form's fields, and the file's parts where there are several."""
    return {**texts_of(draft, _zone()), "file_parts": carried.write(draft)}


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
