"""Queries over aircraft and their photos."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from drones.registry.model import AircraftClass, AircraftDraft, AircraftState, AircraftView, Photo
from drones.registry.rules.serials import serial_key
from drones.registry.store.operators import id_by_person
from drones.registry.store.rows import Hold, One, add_alone
from drones.registry.tables import Aircraft, AircraftPhoto
from portal.kit.database import db, new_id

_BY_ID, _OWN = One(Aircraft, "id"), One(Aircraft, "id", "operator_id")
_OF_PERSON = One(Aircraft, "id", also=Aircraft.operator_id == id_by_person())


def add(*, operator_id: str, draft: AircraftDraft, now: datetime) -> AircraftView | None:
    """A new active aircraft; ``None`` when another entry holds its serial."""
    row = Aircraft(
        id=new_id(),
        operator_id=operator_id,
        label=draft.label or f"{draft.maker} {draft.model}"[:80],
        maker=draft.maker,
        model=draft.model,
        cls=draft.cls.value,
        mtom_g=draft.mtom_g,
        serial=draft.serial,
        serial_key=serial_key(draft.serial),
        state=AircraftState.ACTIVE.value,
        added_at=now,
    )
    return view(row) if add_alone(row) else None


def set_state(aircraft_id: str, state: AircraftState) -> None:
    """Write the state."""
    db.session.execute(sa.update(Aircraft).where(Aircraft.id == aircraft_id).values(state=state.value))


def by_id(aircraft_id: str) -> AircraftView | None:
    """The aircraft with this id, whoever's it is."""
    return _view_or_none(_BY_ID.row(id=aircraft_id))


def by_ids(aircraft_ids: Collection[str]) -> list[AircraftView]:
    """The aircraft with these ids, whoever's they are."""
    return [view(row) for row in db.session.scalars(sa.select(Aircraft).where(Aircraft.id.in_(aircraft_ids)))]


def own(operator_id: str, aircraft_id: str, hold: Hold = Hold.NOT) -> AircraftView | None:
    """The operator's own aircraft with this id."""
    return _view_or_none(_OWN.row(hold, id=aircraft_id, operator_id=operator_id))


def ask_of_person(person_id: str, aircraft_id: str, hold: Hold) -> Callable[[], AircraftView | None]:
    """The aircraft with this id of the operator that an account registered; waited for when called."""
    asked = _OF_PERSON.ask(hold, id=aircraft_id, person_id=person_id)
    return lambda: _view_or_none(asked.one_or_none())


def of_operator(operator_id: str) -> list[AircraftView]:
    """The operator's aircraft, in the order in which they were added."""
    query = sa.select(Aircraft).where(Aircraft.operator_id == operator_id).order_by(Aircraft.id)
    return [view(row) for row in db.session.scalars(query)]


def keep_photo(aircraft_id: str, photo: Photo) -> None:
    """Keep the photo, in place of the one before."""
    db.session.merge(
        AircraftPhoto(
            aircraft_id=aircraft_id,
            content=photo.content,
            mimetype=photo.mimetype,
            width=photo.width,
            height=photo.height,
        )
    )
    db.session.flush()


def photo(aircraft_id: str) -> Photo | None:
    """The aircraft's photo."""
    row = db.session.get(AircraftPhoto, aircraft_id)
    return Photo(row.content, row.mimetype, row.width, row.height) if row else None


def with_photo(operator_id: str) -> frozenset[str]:
    """Ids of the operator's aircraft that have a photo."""
    query = (
        sa.select(AircraftPhoto.aircraft_id)
        .join(Aircraft, Aircraft.id == AircraftPhoto.aircraft_id)
        .where(Aircraft.operator_id == operator_id)
    )
    return frozenset(db.session.scalars(query))


def view(row: Any) -> AircraftView:
    """The row as other rooms see it."""
    return AircraftView(
        id=row.id,
        label=row.label,
        maker=row.maker,
        model=row.model,
        cls=AircraftClass(row.cls),
        mtom_g=row.mtom_g,
        serial=row.serial,
        state=AircraftState(row.state),
    )


def _view_or_none(row: Any) -> AircraftView | None:
    return view(row) if row else None
