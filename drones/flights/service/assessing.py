"""The one way in which a plan is weighed: locks first, then fresh zones, fresh flights, a ruling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from drones.flights.formats import findings
from drones.flights.model import (
    HOLDING,
    LIVE,
    WAITING,
    Assessment,
    FlightView,
    Mode,
    Outcome,
    Reasoned,
    Rival,
    Suggestion,
)
from drones.flights.rules import outcomes
from drones.flights.rules.cells import cells, crosses_antimeridian, widened
from drones.flights.rules.outcomes import Ruling
from drones.flights.rules.plans import Uncertainty, window
from drones.flights.store import flights as store
from drones.flights.store import occupants
from drones.flights.store.occupants import Occupant, Search
from drones.registry import service as registry
from geofences.engine.alternatives import HORIZON, alternatives
from geofences.engine.conflicts import conflicts
from geofences.engine.geodesy import buffer_m
from geofences.engine.heights import (
    DATUMS,
    TOUCH_M,
    certainly_not_above,
    highest_ceilings,
    least_gap_m,
    lowest_floors,
)
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, TerrainBounds, Verdict
from geofences.engine.relief import Relief
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import assess
from geofences.lookup.rules import up_to_the_ground
from geofences.zones import service as zones
from portal.kit import locks
from portal.kit.database import end_writing
from portal.kit.model import Fault
from portal.kit.settings import settings

Volumes = tuple[FlightVolume, ...]
#: The database compares heights with this much more room than the engine, for the rounding of sums.
HEIGHT_SLACK_M = 1.0


@dataclass(frozen=True)
class Weighed:
    """What a plan weighs: the verdict of the zones, its rivals and the ruling."""

    verdict: Verdict
    rivals: tuple[Rival, ...]
    ruling: Ruling


@dataclass(frozen=True)
class Filing:
    """What stands under the locks of a submission: zones, crew, the plan itself, flights that are near."""

    snapshot: Snapshot
    crew: registry.Crew
    flight: FlightView | None
    near: list[Occupant]


def verdict_of(snapshot: Snapshot, volumes: Volumes) -> Verdict:
    """The zones' verdict on a plan, as it flies: never below the ground."""
    return assess(snapshot, grounded(snapshot.relief, volumes))


def grounded(relief: Relief, volumes: Volumes) -> Volumes:
    """The volumes, each one that can only lie below the ground reaching up to it.

    Heights above the ground typed as altitudes mean such a plan; under a zone that begins at the ground
    it would be told "clear", and beside a flight that holds the place it would be approved.
    """
    return tuple(
        replace(one, band=up_to_the_ground(one.band, relief.under(one.area)) or one.band) for one in volumes
    )


def uncertainty() -> Uncertainty:
    """Lateral uncertainty by mode, metres."""
    near, far = settings().uncertainty
    return {Mode.VLOS: near, Mode.BVLOS: far}


def snapshot_now(now: datetime) -> Snapshot:
    """This process's snapshot of the published zones, at most 10 s old; else a 503 problem."""
    # The keeper reads through a connection of its own, which must not ask for the writer's lock.
    return copy_context().run(_read_snapshot, now)


def _read_snapshot(now: datetime) -> Snapshot:
    end_writing()
    return zones.current_snapshot(moment=now)


def hold(
    volumes: Volumes, *, operator_id: str, aircraft: str, pilot: str, now: datetime
) -> tuple[Snapshot, tuple[Fault, ...]]:
    """Take the locks for deciding on some volumes (decision 6 of the house).

    Gives the zones as they are under the lock, and what the registry has against the flight.
    Whatever the caller read before must be read again.
    """
    cached = snapshot_now(now)
    locks.register_shared()
    faults = registry.fitness(
        operator_id=operator_id,
        aircraft_id=aircraft,
        pilot_id=pilot,
        at=window(volumes),
        now=now,
        hold=True,
    )
    return _hold_ground(volumes, cached), faults


def hold_filing(flight: FlightView, volumes: Volumes, *, now: datetime) -> Filing:
    """The same for whoever files a plan, and the plan itself; gives all that is found under the locks.

    In one trip to the database, in which every question is asked behind the locks before it.
    """
    cached = snapshot_now(now)
    locks.register_shared()
    crew = registry.ask_crew(
        person_id=flight.person_id,
        aircraft_id=flight.plan.aircraft,
        pilot_id=flight.plan.pilot,
        at=window(volumes),
        now=now,
    )
    _hold_cells(volumes)
    snapshot = zones.ask_snapshot_in_lock(cached=cached)
    held, near = store.ask_hold(flight), _ask_near(grounded(cached.relief, volumes), flight.id)
    return Filing(snapshot(), crew(), held(), near())


def _hold_ground(volumes: Volumes, cached: Snapshot) -> Snapshot:
    _hold_cells(volumes)
    return zones.snapshot_in_lock(cached=cached)


def _hold_cells(volumes: Volumes) -> None:
    lateral_m = settings().separation[0]
    locks.cells(cells(widened(volume, lateral_m) for volume in volumes))


def hold_all(
    plans: Sequence[tuple[Volumes, str, str]], *, operator_id: str, now: datetime
) -> tuple[Snapshot, list[tuple[Fault, ...]]]:
    """The same locks for several plans of one operator at once: volumes, aircraft and pilot of each.

    All cells are taken by one statement in their order, so that nobody waits in a circle; more than the
    kit's most take the coarse lock. Gives the zones under the lock and, by plan, what the registry says.
    """
    cached = snapshot_now(now)
    locks.register_shared()
    faults = _fitness_of_all(plans, operator_id, now)
    lateral_m = settings().separation[0]
    locks.cells(cells(widened(one, lateral_m) for volumes, _, _ in plans for one in volumes))
    return zones.snapshot_in_lock(cached=cached), faults


def _fitness_of_all(
    plans: Sequence[tuple[Volumes, str, str]], operator_id: str, now: datetime
) -> list[tuple[Fault, ...]]:
    """Who may fly from the first start to the last end may fly in between: mostly one question a pair."""
    pairs: dict[tuple[str, str], list[Period]] = {}
    for volumes, aircraft, pilot in plans:
        pairs.setdefault((aircraft, pilot), []).append(window(volumes))

    def asked(pair: tuple[str, str], at: Period) -> tuple[Fault, ...]:
        who = {"operator_id": operator_id, "aircraft_id": pair[0], "pilot_id": pair[1]}
        return registry.fitness(**who, at=at, now=now, hold=True)

    whole = {
        pair: asked(pair, Period(min(one.start for one in all_), max(one.end for one in all_)))
        for pair, all_ in sorted(pairs.items())
    }
    return [asked((a, p), window(volumes)) if whole[a, p] else () for volumes, a, p in plans]


def out_of_reach(volumes: Volumes) -> tuple[Fault, ...]:
    """Volumes whose neighbours nobody could compare with them: so near the antimeridian, they are refused."""
    lateral_m = settings().separation[0]
    return tuple(
        Fault(f"/volumes/{index}", "flights.geodesy.antimeridian")
        for index, volume in enumerate(volumes)
        if crosses_antimeridian(widened(volume, lateral_m))
    )


def upside_down(volumes: Volumes) -> tuple[Fault, ...]:
    """Volumes whose floor is above their ceiling on every ground there may be, whatever the datums.

    No air is in them, so nothing would ever be too close; the permit would state the ceiling all the same.
    For that reason a measured floor under a ceiling that follows the ground must hold on every ground: who
    flies where it does not would fly below the floor that kept the flights underneath apart from this one.
    """
    relief = zones.relief()
    faults = []
    for index, one in enumerate(grounded(relief, volumes)):
        code = _emptiness(one.band, relief.under(one.area))
        floor, ceiling = volumes[index].band.floor, volumes[index].band.ceiling
        if code and floor and ceiling:
            facts: dict[str, str | int | float]
            facts = {"floor_m": f"{floor.metres:g}", "ceiling_m": f"{ceiling.metres:g}"}
            faults.append(Fault(f"/volumes/{index}/ceiling", code, facts))
    return tuple(faults)


def _emptiness(band: Band, terrain: TerrainBounds) -> str | None:
    if least_gap_m(band, band, terrain) > TOUCH_M:
        return "flights.error.heights_upside_down"
    if not band.floor or not band.ceiling or band.floor.datum is Datum.AGL:
        return None
    if band.ceiling.datum is Datum.AGL and not certainly_not_above(band.floor, band.ceiling, terrain):
        return "flights.error.heights_of_two_datums"
    return None


def weigh_publicly(volumes: Volumes, *, snapshot: Snapshot, now: datetime) -> Assessment:
    """The assessment against published zones alone: nothing of other people's flights is in it."""
    verdict = verdict_of(snapshot, volumes)
    ruling = outcomes.rule(verdict, (), submitted_at=now, default_command=settings().default_command)
    return _told(volumes, Weighed(verdict, (), ruling), snapshot, (), now)


def weigh(
    volumes: Volumes,
    *,
    flight_id: str,
    submitted_at: datetime,
    snapshot: Snapshot,
    near: Sequence[Occupant] | None = None,
) -> Weighed:
    """The ruling under the locks: published zones, and every other live flight in the way.

    ``near`` are the flights that could be in the way, where the caller read them under the locks.
    """
    verdict = verdict_of(snapshot, volumes)
    flown = grounded(snapshot.relief, volumes)
    rivals = _rivals(flown, _near(flown, flight_id) if near is None else near)
    command = settings().default_command
    ruling = outcomes.rule(verdict, rivals, submitted_at=submitted_at, default_command=command)
    return Weighed(verdict, rivals, ruling)


def weigh_all(plans: Sequence[Volumes], *, submitted_at: datetime, snapshot: Snapshot) -> list[Weighed]:
    """The same of several new plans under the same locks; what is near all of them is asked at once."""
    near = [_ask_near(grounded(snapshot.relief, one), "") for one in plans]
    return [
        weigh(one, flight_id="", submitted_at=submitted_at, snapshot=snapshot, near=found())
        for one, found in zip(plans, near, strict=True)
    ]


def tell(
    volumes: Volumes,
    weighed: Weighed,
    *,
    flight_id: str,
    snapshot: Snapshot,
    now: datetime,
    before: Assessment | None = None,
) -> Assessment:
    """What the owner of a submitted plan reads: findings, and what would pass among other flights.

    ``before`` is the public assessment of the same volumes: what it found that would pass is not
    looked for again while the zones are the same and no other flight refuses.
    """
    refused = weighed.ruling.outcome is Outcome.REFUSED
    if before is not None and before.zones_number == snapshot.number and not weighed.rivals:
        return before
    others = _occupied(volumes, flight_id) if refused else ()
    return _told(volumes, weighed, snapshot, others, now)


def rivals_of(flight: FlightView) -> tuple[Rival, ...]:
    """Other live flights that come too close to this one."""
    return _rivals(flight.volumes, _near(flight.volumes, flight.id)) if flight.volumes else ()


def _near(volumes: Volumes, flight_id: str) -> list[Occupant]:
    return _ask_near(volumes, flight_id)()


def _ask_near(volumes: Volumes, flight_id: str) -> Callable[[], list[Occupant]]:
    _, _, time_s = settings().separation
    wait = timedelta(seconds=time_s)
    searches = [_search(one, Period(one.period.start - wait, one.period.end + wait)) for one in volumes]
    return occupants.ask_near(searches, states=LIVE, apart_from=flight_id)


def _search(volume: FlightVolume, period: Period) -> Search:
    """Where another flight could come too close: never less than what the engine calls so."""
    lateral_m, vertical_m, _ = settings().separation
    terrain = TerrainBounds(*settings().terrain)
    room = vertical_m + HEIGHT_SLACK_M
    floors, ceilings = lowest_floors(volume.band, terrain), highest_ceilings(volume.band, terrain)
    return Search(
        widened(volume, lateral_m),
        period,
        lowest_m={datum: metres - room for datum, metres in zip(DATUMS, floors, strict=True)},
        highest_m={datum: metres + room for datum, metres in zip(DATUMS, ceilings, strict=True)},
    )


def _rivals(volumes: Volumes, near: Sequence[Occupant]) -> tuple[Rival, ...]:
    lateral_m, vertical_m, time_s = settings().separation
    found = []
    for other in near:
        met = conflicts(
            volumes,
            other.volumes,
            lateral_m=lateral_m,
            vertical_m=vertical_m,
            time_s=time_s,
            terrain=TerrainBounds(*settings().terrain),
        )
        if met:
            when = Period(min(one.period.start for one in met), max(one.period.end for one in met))
            found.append(Rival(other.flight_id, other.reference, other.state, other.submitted_at, when))
    return tuple(sorted(found, key=lambda rival: (rival.submitted_at, rival.flight_id)))


def _occupied(volumes: Volumes, flight_id: str) -> Volumes:
    """Volumes held by others over the days in which another start is looked for, widened."""
    lateral_m, _, time_s = settings().separation
    wait = timedelta(seconds=time_s)
    whole = window(volumes)
    days = Period(whole.start - HORIZON, whole.end + HORIZON)
    # At any height: another ceiling is looked for too.
    searches = [Search(widened(one, lateral_m), days) for one in volumes]
    near = occupants.near(searches, states=HOLDING, apart_from=flight_id)
    return tuple(_kept_clear(one, lateral_m, wait) for other in near for one in other.volumes)


def _kept_clear(volume: FlightVolume, lateral_m: float, wait: timedelta) -> FlightVolume:
    """The volume with the separation around it, so that beside it is far enough."""
    vertical_m = settings().separation[1]
    band = volume.band
    raised = replace(
        band,
        floor=_moved(band.floor, -vertical_m),
        ceiling=_moved(band.ceiling, vertical_m),
    )
    period = Period(volume.period.start - wait, volume.period.end + wait)
    return FlightVolume(buffer_m(volume.area, lateral_m), raised, period)


def _moved(height: Height | None, metres: float) -> Height | None:
    return None if height is None else replace(height, value=height.value + metres)


def _told(
    volumes: Volumes, weighed: Weighed, snapshot: Snapshot, occupied: Volumes, now: datetime
) -> Assessment:
    verdict, ruling = weighed.verdict, weighed.ruling
    ways: tuple[Suggestion, ...] = ()
    if ruling.outcome is not Outcome.APPROVED:
        found = alternatives(snapshot, grounded(snapshot.relief, volumes), now=now, occupied=occupied)
        ways = findings.suggest(found, window(volumes))
    told = findings.tell(verdict)
    return Assessment(
        outcome=outcomes.word(verdict, ruling.outcome),
        status=verdict.status,
        findings=(*_other_flights(ruling), *told),
        alternatives=ways,
        commands=ruling.commands,
        zones_number=snapshot.number,
        left_out=verdict.left_out + len(verdict.findings) - len(told),
    )


def _other_flights(ruling: Ruling) -> tuple[Reasoned, ...]:
    told = {(outcomes.rounded(rival.overlap), rival.state not in WAITING) for rival in ruling.counted}
    return tuple(findings.tell_other_flight(period, holds=holds) for period, holds in sorted(told))
