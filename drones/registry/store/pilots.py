"""Queries over remote pilots."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from drones.registry.model import Competence, PilotDraft, PilotFile, PilotView
from drones.registry.store.operators import id_by_person
from drones.registry.store.rows import Hold, One
from drones.registry.tables import Operator, Pilot
from portal.kit.database import db, new_id

_OWN = One(Pilot, "id", "operator_id")
_OF_PERSON = One(Pilot, "id", also=Pilot.operator_id == id_by_person())


def add(*, operator_id: str, draft: PilotDraft) -> PilotView:
    """A new remote pilot of the operator."""
    row = Pilot(id=new_id(), operator_id=operator_id, name=draft.name, **_competence(draft))
    db.session.add(row)
    db.session.flush()
    return _view(row)


def renew(pilot_id: str, draft: PilotDraft) -> None:
    """Write a new competence, certificate and end; the name stays."""
    db.session.execute(sa.update(Pilot).where(Pilot.id == pilot_id).values(**_competence(draft)))


def own(operator_id: str, pilot_id: str, hold: Hold = Hold.NOT) -> PilotFile | None:
    """The operator's own pilot with this id."""
    row = _OWN.row(hold, id=pilot_id, operator_id=operator_id)
    return _file(row) if row else None


def ask_of_person(person_id: str, pilot_id: str, hold: Hold) -> Callable[[], PilotFile | None]:
    """The pilot with this id of the operator that an account registered; waited for when called."""
    asked = _OF_PERSON.ask(hold, id=pilot_id, person_id=person_id)
    return lambda: _file(row) if (row := asked.one_or_none()) else None


def of_operator(operator_id: str) -> list[PilotFile]:
    """The operator's pilots, in the order in which they were added."""
    query = sa.select(Pilot).where(Pilot.operator_id == operator_id).order_by(Pilot.id)
    return [_file(row) for row in db.session.scalars(query)]


def run_out(today: date) -> list[tuple[str, str]]:
    """Id and owner's account of each pilot whose competence ended before today, not yet marked."""
    query = (
        sa.select(Pilot.id, Operator.person_id)
        .join(Operator, Operator.id == Pilot.operator_id)
        .where(Pilot.lapsed.is_(False), Pilot.expires_on < today)
        .order_by(Pilot.id)
        .with_for_update(of=Pilot)
    )
    return [(pilot_id, person_id) for pilot_id, person_id in db.session.execute(query)]


def mark_lapsed(pilot_id: str) -> None:
    """Remember that the end was announced."""
    db.session.execute(sa.update(Pilot).where(Pilot.id == pilot_id).values(lapsed=True))


def _competence(draft: PilotDraft) -> dict[str, object]:
    return {
        "competence": draft.competence.value,
        "certificate": draft.certificate,
        "expires_on": draft.expires_on,
        "lapsed": False,
    }


def _view(row: Any) -> PilotView:
    return PilotView(row.id, row.name, Competence(row.competence), row.expires_on)


def _file(row: Any) -> PilotFile:
    return PilotFile(_view(row), row.certificate)
