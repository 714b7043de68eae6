"""When a placemark is shown, as KML says it: ``TimeSpan`` is a period, ``TimeStamp`` the begin of one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from geofences.zones.formats.document import Notes, Place, clip
from geofences.zones.formats.kml.tree import Node
from geofences.zones.formats.times import read_moment, write_moment

_CALENDAR = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_UNZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?", re.ASCII)
#: States whose clocks show UTC all year (ISO 3166-1): a time without a zone is theirs.
ON_UTC = frozenset({
    "BFA", "CIV", "GHA", "GIN", "GMB", "GNB", "ISL", "LBR", "MLI", "MRT", "SEN", "SLE", "TGO",
})  # fmt: skip
#: The clocks that are earliest and latest on Earth: a time without a zone lies between the two.
_EAST, _WEST = timedelta(hours=14), timedelta(hours=12)

Period = list[dict[str, object]]


def read_period(mark: Node, country: str, notes: Notes) -> Period | None:
    """The placemark's period as ED-269's ``applicability``; ``None`` when it states none, or one in error.

    A ``TimeSpan`` holds from the first instant of its begin to the last of its end, either of them
    open when absent; a ``TimeStamp`` says when the zone begins. A day, month or year is whole. A time
    without a zone is that of ``country`` where that is UTC, else it is widened to all clocks on
    Earth, with a warning.
    """
    span, stamp = mark.child("TimeSpan"), mark.child("TimeStamp")
    if span is not None:
        return _stated(span, span.child("begin"), span.child("end"), country, notes)
    if stamp is None:
        return None
    notes.warning(f"line {stamp.line}", "stamp_begins")
    return _stated(stamp, stamp.child("when"), None, country, notes)


def _stated(node: Node, begin: Node | None, end: Node | None, country: str, notes: Notes) -> Period | None:
    before = notes.error_count
    first = _instant(begin, country, notes, last=False)
    last = _instant(end, country, notes, last=True)
    if notes.error_count > before:
        return None
    if first is None and last is None:
        notes.warning(f"line {node.line}", "temporary_without_limits")
        return None
    moments = {"startDateTime": first, "endDateTime": last}
    written = {
        name: write_moment(one, later=name == "endDateTime")
        for name, one in moments.items()
        if one is not None
    }
    return [{"permanent": "NO", **written}]


def _instant(node: Node | None, country: str, notes: Notes, *, last: bool) -> datetime | None:
    if node is None or not node.text:
        return None
    place = Place(f"line {node.line}", node.text, notes)
    calendar = _CALENDAR.fullmatch(node.text)
    if calendar is None and not _UNZONED.fullmatch(node.text):
        return read_moment(place)
    zoned = calendar is not None and calendar[4]
    text = _edge(calendar, last) if calendar is not None else node.text
    moment = read_moment(Place(place.pointer, f"{text}{zoned or 'Z'}", notes)) if text else None
    if moment is None:
        if not text:
            place.error("not_a_moment", text=clip(node.text))
        return None
    return moment if zoned or country in ON_UTC else _widened(moment, place, last)


def _edge(calendar: re.Match[str], last: bool) -> str:
    """The first instant of a year, month or day, or (``last``) the first after it; empty: there is none."""
    year, month, day = (int(part) if part else None for part in calendar.groups()[:3])
    try:
        start = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
        if last:
            start = _after(start, month is not None, day is not None)
    except (ValueError, OverflowError):
        return ""
    return f"{start.replace(tzinfo=None).isoformat()}"


def _after(start: datetime, of_month: bool, of_day: bool) -> datetime:
    if of_day:
        return start + timedelta(days=1)
    if of_month:
        return (start + timedelta(days=32)).replace(day=1)
    return start.replace(year=start.year + 1)


def _widened(moment: datetime, place: Place, last: bool) -> datetime | None:
    place.warn("time_widened", text=clip(str(place.value)))
    try:
        return moment + _WEST if last else moment - _EAST
    except OverflowError:
        return None
