"""Checkpoints: a commander sets them, and each reads the day's permits around it."""

from __future__ import annotations

from datetime import date, datetime

from drones.desk import store
from drones.desk.model import Checkpoint
from drones.desk.service.known import read_place
from drones.permits import service as permits
from drones.permits.model import Catchment
from drones.permits.service import Line
from geofences.engine.geodesy import GeodesyError, circle
from portal.audit import service as audit
from portal.kit.database import new_id
from portal.kit.model import Fault, Identity
from portal.kit.problems import Problem

#: More than these a command does not have; it keeps the page short.
MOST = 200


def checkpoints() -> tuple[Checkpoint, ...]:
    """Every checkpoint, by command and name."""
    return tuple(store.checkpoints())


def checkpoint(*, checkpoint_id: str) -> Checkpoint:
    """One checkpoint; a 404 problem for none."""
    found = store.checkpoint(checkpoint_id)
    if found is None:
        raise Problem("problem.http_404", 404)
    return found


def own_checkpoint(*, checkpoint_id: str, who: Identity) -> Checkpoint:
    """One checkpoint of the reader's own command; a 404 problem for any other."""
    found = checkpoint(checkpoint_id=checkpoint_id)
    if found.command != who.command:
        raise Problem("problem.http_404", 404)
    return found


def permits_around(
    *, checkpoint_id: str, day: date | None, now: datetime
) -> tuple[Checkpoint, tuple[Line, ...]]:
    """A checkpoint and the day's permits that touch its circle; the reading stands in the ledger."""
    found = checkpoint(checkpoint_id=checkpoint_id)
    return found, permits.today(now=now, day=day, near=found.catchment, asked_by=found.id)


def set_checkpoint(
    *, name: str, place: str, radius_m: int, who: Identity, now: datetime, checkpoint_id: str = ""
) -> tuple[Fault, ...]:
    """Make a checkpoint of the commander's own command, or change one; gives what is wrong.

    ``place`` is a position in any way in which one may be typed, or a name that means one place alone.
    """
    others = [one for one in store.checkpoints() if one.command == who.command and one.id != checkpoint_id]
    found = _position(place, radius_m)
    faults = [found] if isinstance(found, Fault) else []
    if any(one.name.casefold() == name.casefold() for one in others):
        faults.append(Fault("name", "desk.checkpoint.same_name"))
    if not checkpoint_id and len(others) >= MOST:
        faults.append(Fault("name", "desk.checkpoint.too_many", {"limit": MOST}))
    if faults or isinstance(found, Fault):
        return tuple(faults)
    one = Checkpoint(checkpoint_id or new_id(), who.command or "", name, found)
    store.keep(one, now)
    audit.note("desk.checkpoint_set", subject=one.id, facts={"command": one.command, "radius_m": radius_m})
    return ()


def remove_checkpoint(*, checkpoint_id: str, who: Identity) -> None:
    """Take a checkpoint of one's own command away."""
    found = own_checkpoint(checkpoint_id=checkpoint_id, who=who)
    store.remove(found.id)
    audit.note("desk.checkpoint_removed", subject=found.id, facts={"command": found.command})


def _position(typed: str, radius_m: int) -> Catchment | Fault:
    found = read_place(typed=typed)
    if isinstance(found, Fault):
        return found
    if isinstance(found, tuple) and len(found) > 1:
        return Fault("place", "desk.checkpoint.several_places", {"count": len(found)})
    there = found[0] if isinstance(found, tuple) else found
    try:
        circle(there.lon, there.lat, radius_m)
    except GeodesyError as error:
        return Fault("place", f"flights.geodesy.{error.code}")
    return Catchment(there.lon, there.lat, radius_m)
