"""A flight repeated on several days, as it is typed: texts in, one plan a day out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from drones.flights.formats.texts import REPEAT_FIELDS, field_name, pointer_of, volume_count
from drones.flights.formats.typed import read_clock, read_day, read_typed
from drones.flights.model.plans import InputReading
from drones.flights.model.series import Repeat, SeriesItem
from drones.flights.rules.repeats import days_of
from portal.kit.model import Fault

Texts = Mapping[str, str]
#: Fields that belong to the whole series and not to one of its flights.
_NO_REPEAT = dict.fromkeys(REPEAT_FIELDS, "")


def asks_to_repeat(typed: Texts) -> bool:
    """True where the form says that the flight is repeated."""
    return bool(typed.get("repeat", "").strip())


def read_repeat(typed: Texts) -> tuple[Repeat | None, tuple[Fault, ...]]:
    """The days that were typed, or every fault of theirs.

    Without a first day the day on which the flight starts is the first.
    """
    faults: list[Fault] = []
    weekdays = frozenset(int(word) for word in _words(typed, "repeat_days") if word in set("0123456"))
    if not weekdays:
        faults.append(Fault("/repeat/days", "flights.error.repeat_days_missing"))
    first = _read_day(typed, "repeat_from", faults) if typed.get("repeat_from", "").strip() else _start(typed)
    last = _read_day(typed, "repeat_until", faults)
    without = {_read_one(word, faults) for word in _words(typed, "repeat_without")}
    if faults or first is None or last is None:
        return None, tuple(faults)
    return Repeat(weekdays, first, last, frozenset(day for day in without if day)), ()


def occurrences(typed: Texts, zone: ZoneInfo) -> tuple[tuple[SeriesItem, ...], tuple[Fault, ...]]:
    """One flight a day, clock times kept in ``zone``, or the faults of the days that were typed.

    A day whose clock does not show a time that was typed is a fault of that day's flight; of a time that
    a day's clock shows twice, the first counts.
    """
    repeat, faults = read_repeat(typed)
    start = _start(typed)
    if repeat is None or start is None:
        return (), faults
    days, faults = days_of(repeat)
    if faults:
        return (), faults
    shifts = [(day, (day - start).days) for day in days]
    return tuple(_item(number, day, days_on, typed, zone) for number, (day, days_on) in enumerate(shifts)), ()


def _item(number: int, day: date, days_on: int, typed: Texts, zone: ZoneInfo) -> SeriesItem:
    texts = {**typed, **_NO_REPEAT}
    for at in range(volume_count(typed)):
        for name in ("start_date", "end_date"):
            field = field_name(name, at)
            before = read_day(typed.get(field, "").strip())
            if before is not None:
                texts[field] = _moved(before, days_on)
    reading = read_typed(texts, zone)
    skipped = tuple(_skipped(texts, reading, zone))
    return SeriesItem(number, InputReading(reading.plan, (*reading.faults, *skipped)), texts, day=day)


def _moved(day: date, days: int) -> str:
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return day.isoformat()


def _skipped(texts: Texts, reading: InputReading, zone: ZoneInfo) -> list[Fault]:
    """Times that the clock of that day leaves out, where clocks are put forward."""
    faults = []
    for at, volume in enumerate(reading.plan.volumes):
        for name, moment in (("start", volume.start), ("end", volume.end)):
            text = texts.get(field_name(f"{name}_time", at), "").strip()
            if moment is not None and _shown(moment, zone) != read_clock(text):
                pointer = pointer_of(f"{name}_time", at)
                faults.append(Fault(pointer, "flights.error.clock_skipped", {"typed": text[:40]}))
    return faults


def _shown(moment: datetime, zone: ZoneInfo) -> object:
    return moment.astimezone(zone).time()


def _start(typed: Texts) -> date | None:
    """The first day on which a volume starts."""
    texts = (typed.get(field_name("start_date", at), "").strip() for at in range(volume_count(typed)))
    days = [day for day in map(read_day, texts) if day is not None]
    return min(days, default=None)


def _words(typed: Texts, name: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", typed.get(name, "")) if word][:400]


def _read_day(typed: Texts, name: str, faults: list[Fault]) -> date | None:
    text = typed.get(name, "").strip()
    day = read_day(text)
    if day is None:
        pointer = f"/{name.replace('_', '/', 1)}"
        code = "flights.error.date_unreadable" if text else "flights.error.date_missing"
        faults.append(Fault(pointer, code, {"typed": text[:40]} if text else {}))
    return day


def _read_one(word: str, faults: list[Fault]) -> date | None:
    day = read_day(word)
    if day is None:
        fault = Fault("/repeat/without", "flights.error.date_unreadable", {"typed": word[:40]})
        faults.append(fault)
    return day
