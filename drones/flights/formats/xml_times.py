"""Times in KML and GPX: when a thing was, or is to be, flown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from drones.flights.formats.volumes4d import read_moment
from drones.flights.formats.xml_text import Node
from drones.flights.model.plans import PlanPart
from portal.kit.model import Fault


@dataclass(frozen=True)
class Times:
    """From when to when, as far as said, and what of it cannot be taken over."""

    start: datetime | None = None
    end: datetime | None = None
    notes: tuple[Fault, ...] = ()

    def on(self, part: PlanPart) -> PlanPart:
        """The part with these times."""
        return (
            replace(part, start=self.start, end=self.end, recorded=True) if self.start or self.end else part
        )


def of_feature(node: Node) -> Times:
    """``TimeSpan`` or ``TimeStamp`` of a placemark, else of the nearest folder or document around it."""
    holder: Node | None = node
    while holder is not None:
        span, stamp = holder.child("TimeSpan"), holder.child("TimeStamp")
        if span is not None:
            return _span(span)
        if stamp is not None:
            moments = [one for one in stamp.children if one.name == "when"]
            return replace(of_moments(moments), end=None)
        holder = holder.parent
    return Times()


def of_moments(nodes: Iterable[Node]) -> Times:
    """The first and the last of many moments."""
    found: list[datetime] = []
    notes: list[Fault] = []
    for node in nodes:
        moment, note = _moment(node)
        found += [] if moment is None else [moment]
        notes += [] if note is None or notes else [note]
    if not found:
        return Times(notes=tuple(notes))
    return Times(min(found), max(found), tuple(notes))


def around(several: Iterable[Times]) -> Times:
    """The times of several together."""
    times = tuple(several)
    moments = [moment for one in times for moment in (one.start, one.end) if moment]
    notes = tuple(note for one in times for note in one.notes)[:1]
    return Times(min(moments), max(moments), notes) if moments else Times(notes=notes)


def _span(span: Node) -> Times:
    begin, end = span.child("begin"), span.child("end")
    start, wrong = (None, None) if begin is None else _moment(begin)
    stop, amiss = (None, None) if end is None else _moment(end)
    notes = tuple(note for note in (wrong, amiss) if note is not None)
    if start and stop and stop <= start:
        return Times(notes=(*notes, Fault(span.place, "flights.note.times_crossed")))
    return Times(start, stop, notes)


def _moment(node: Node) -> tuple[datetime | None, Fault | None]:
    """A moment; a year, a month or a day alone is none, nor one without its offset."""
    if not node.text:
        return None, None
    found = read_moment(node.text)
    if isinstance(found, datetime):
        return found, None
    code = "time_left_out" if found is None else "time_without_zone"
    return None, Fault(node.place, f"flights.note.{code}")
