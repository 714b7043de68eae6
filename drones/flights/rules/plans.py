"""What makes a stated plan whole and sane, all faults at once, and its operational volumes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.flights.model.plans import CorridorShape, Mode, PlanInput, VolumeInput
from drones.flights.model.uspace import Category
from drones.flights.rules.areas import Area, sweep
from drones.flights.rules.printing import kept, printed
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period
from portal.kit.model import Fact, Fault

LONGEST_WINDOW = timedelta(hours=24)
FURTHEST_AHEAD = timedelta(days=90)
#: A plan submitted "now" may have begun while it was typed.
LATE_START = timedelta(minutes=5)
HIGHEST_M = 10_000.0
LOWEST_M = -500.0

#: Points of all paths of a plan together.
MOST_POINTS_IN_ALL = 4_000

#: Lateral uncertainty added to an area, metres.
Uncertainty = dict[Mode, float]
NO_UNCERTAINTY: Uncertainty = {Mode.VLOS: 0.0, Mode.BVLOS: 0.0}


@dataclass(frozen=True)
class Checked:
    """A plan's operational volumes when nothing is wrong with it, else every fault.

    ``volumes`` are as they were asked for, one for each that was stated: they are assessed. ``printed`` is
    what a permit can state of them, all within them: it is what is decided, held and flown. ``unprintable``
    says why there is none, where that is asked for only at a submission.
    """

    volumes: tuple[FlightVolume, ...]
    faults: tuple[Fault, ...]
    printed: tuple[FlightVolume, ...] = ()
    unprintable: Fault | None = None

    @property
    def share(self) -> float | None:
        """The part of the asked area that the permit can state, up to 1; None where it states nothing."""
        return kept(self.volumes, self.printed) if self.printed else None


def check(plan: PlanInput, *, now: datetime, uncertainty: Uncertainty, whole: bool) -> Checked:
    """The plan's operational volumes, or everything that is wrong with it, by JSON pointer.

    ``whole`` asks also for what only a submission needs: aircraft, pilot, purpose, mode and a
    telephone number. What a reader already found wrong and left out is reported as missing
    here too; the caller drops that (see ``merge``).
    """
    margin = uncertainty[plan.mode or Mode.BVLOS]
    faults: list[Fault] = _missing_words(plan) if whole else []
    if not plan.volumes:
        faults.append(Fault("/volumes", "flights.error.area_missing"))
    if (long := _points_fault(plan)) is not None:
        # Sweeping them takes seconds each: a public check must not be made to.
        return Checked((), (*faults, long))
    areas: list[Area | None] = []
    for index, volume in enumerate(plan.volumes):
        at = f"/volumes/{index}"
        faults += _time_faults(volume, at, now) + _height_faults(volume, at)
        swept, wrong = sweep(volume, at, margin_m=margin)
        areas.append(swept)
        faults += wrong
    if not faults:
        faults += _whole_faults(plan)
    if faults:
        return Checked((), tuple(faults))
    volumes = tuple(_volume(v, a) for v, a in zip(plan.volumes, areas, strict=True))
    found = printed(volumes)
    if not isinstance(found, Fault):
        return Checked(volumes, (), found)
    return Checked((), (found,)) if whole else Checked(volumes, (), (), found)


def merge(read: tuple[Fault, ...], checked: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """The reader's faults, then those of the check that are not about what reading left out."""
    places = {fault.pointer for fault in read}
    return (*read, *(fault for fault in checked if not _said(fault.pointer, places)))


def window(volumes: tuple[FlightVolume, ...]) -> Period:
    """From the first start to the last end."""
    return Period(min(v.period.start for v in volumes), max(v.period.end for v in volumes))


def _said(pointer: str, places: set[str]) -> bool:
    return any(place == pointer or place.startswith(f"{pointer}/") for place in places)


def _volume(volume: VolumeInput, area: Area | None) -> FlightVolume:
    assert area is not None
    assert volume.start is not None
    assert volume.end is not None
    return FlightVolume(area, Band(volume.floor, volume.ceiling), Period(volume.start, volume.end))


def _missing_words(plan: PlanInput) -> list[Fault]:
    needed = ("aircraft", "pilot", "purpose", "mode", "contact")
    faults = [
        Fault(f"/{name}", f"flights.error.{name}_missing") for name in needed if not getattr(plan, name)
    ]
    faults += _uspace_faults(plan)
    if plan.contact and sum(sign.isdigit() for sign in plan.contact) < 8:
        faults.append(Fault("/contact", "flights.error.contact_unreadable"))
    return faults


def _uspace_faults(plan: PlanInput) -> list[Fault]:
    """What (EU) 2021/664, Annex IV, asks for beside what the registry and the volumes say."""
    stated = plan.uspace
    if stated is None:
        return []
    needed = ("kind", "category", "identification", "connectivity", "endurance_min", "emergency")
    faults = [
        Fault(f"/uspace/{name}", f"flights.error.uspace_{name}_missing")
        for name in needed
        if not getattr(stated, name)
    ]
    if stated.category is Category.CERTIFIED and not stated.certificate:
        faults.append(Fault("/uspace/certificate", "flights.error.uspace_certificate_missing"))
    longest = max((_minutes(volume) for volume in plan.volumes), default=0)
    if stated.endurance_min and stated.endurance_min < longest:
        facts: dict[str, Fact] = {"minutes": longest}
        faults.append(Fault("/uspace/endurance_min", "flights.error.endurance_short", facts))
    return faults


def _minutes(volume: VolumeInput) -> int:
    if volume.start is None or volume.end is None:
        return 0
    return int((volume.end - volume.start).total_seconds() // 60)


def _time_faults(volume: VolumeInput, at: str, now: datetime) -> list[Fault]:
    faults = [
        Fault(f"{at}/{name}", f"flights.error.{name}_missing")
        for name in ("start", "end")
        if getattr(volume, name) is None
    ]
    start, end = volume.start, volume.end
    if start is not None and start < now - LATE_START:
        faults.append(Fault(f"{at}/start", "flights.error.start_past"))
    if start is not None and start > now + FURTHEST_AHEAD:
        faults.append(Fault(f"{at}/start", "flights.error.start_too_far", {"days": FURTHEST_AHEAD.days}))
    if start is not None and end is not None:
        faults += _order_faults(start, end, f"{at}/end")
    return faults


def _order_faults(start: datetime, end: datetime, pointer: str) -> list[Fault]:
    if end <= start:
        return [Fault(pointer, "flights.error.end_before_start")]
    if end - start > LONGEST_WINDOW:
        return [Fault(pointer, "flights.error.window_too_long", {"hours": _hours(LONGEST_WINDOW)})]
    return []


def _points_fault(plan: PlanInput) -> Fault | None:
    paths = [one for volume in plan.volumes for one in volume.shapes if isinstance(one, CorridorShape)]
    count = sum(len(path.points) for path in paths)
    if count <= MOST_POINTS_IN_ALL:
        return None
    facts: dict[str, Fact] = {"count": count, "limit": MOST_POINTS_IN_ALL}
    return Fault("/volumes", "flights.error.too_many_points_in_all", facts)


def _whole_faults(plan: PlanInput) -> list[Fault]:
    starts = [volume.start for volume in plan.volumes if volume.start is not None]
    ends = [volume.end for volume in plan.volumes if volume.end is not None]
    if max(ends) - min(starts) <= LONGEST_WINDOW:
        return []
    return [Fault("/volumes", "flights.error.plan_too_long", {"hours": _hours(LONGEST_WINDOW)})]


def _height_faults(volume: VolumeInput, at: str) -> list[Fault]:
    faults = []
    for name, height in (("floor", volume.floor), ("ceiling", volume.ceiling)):
        if height is None:
            faults.append(Fault(f"{at}/{name}", f"flights.error.{name}_missing"))
        else:
            faults += _limit_faults(height, f"{at}/{name}")
    floor, ceiling = volume.floor, volume.ceiling
    if floor and ceiling and floor.datum is ceiling.datum and ceiling.metres <= floor.metres:
        facts: dict[str, str | int | float] = {"floor_m": _short(floor), "ceiling_m": _short(ceiling)}
        faults.append(Fault(f"{at}/ceiling", "flights.error.heights_upside_down", facts))
    return faults


def _limit_faults(height: Height, pointer: str) -> list[Fault]:
    lowest = 0.0 if height.datum is Datum.AGL else LOWEST_M
    if height.metres < lowest:
        return [Fault(pointer, "flights.error.height_too_low", {"limit_m": f"{lowest:g}"})]
    if height.metres > HIGHEST_M:
        return [Fault(pointer, "flights.error.height_too_high", {"limit_m": f"{HIGHEST_M:g}"})]
    return []


def _short(height: Height) -> str:
    return f"{height.metres:g}"


def _hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)
