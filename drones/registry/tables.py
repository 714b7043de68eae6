"""The registry's tables. Personal data lives here and nowhere else, so that it can be erased."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from drones.registry.model import TransferState
from drones.registry.rules.aircraft import HOLDS_SERIAL
from portal.kit.database import UtcDateTime, db

ID = sa.String(20)


class Operator(db.Model):  # type: ignore[name-defined,misc]
    """A registration. ``secret_digest`` is all that is kept of the number's secret part.

    ``person_id`` is the account that registered; it is no foreign key, for the register outlives
    the account.
    """

    __tablename__ = "registry_operator"
    __table_args__ = (sa.Index(None, "state", "valid_until"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, unique=True)
    kind: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254))
    phone: Mapped[str] = mapped_column(sa.String(30))
    address: Mapped[str] = mapped_column(sa.String(300))
    number: Mapped[str] = mapped_column(sa.String(16), unique=True)
    secret_digest: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[str] = mapped_column(sa.String(12))
    reason: Mapped[str] = mapped_column(sa.String(500))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(ID)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    renewal_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Pilot(db.Model):  # type: ignore[name-defined,misc]
    """A remote pilot of an operator; ``lapsed`` is set once its end has been announced."""

    __tablename__ = "registry_pilot"
    __table_args__ = (sa.Index(None, "lapsed", "expires_on"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    operator_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("registry_operator.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    competence: Mapped[str] = mapped_column(sa.String(12))
    certificate: Mapped[str] = mapped_column(sa.String(60))
    expires_on: Mapped[date]
    lapsed: Mapped[bool]


class Aircraft(db.Model):  # type: ignore[name-defined,misc]
    """An aircraft of an operator; among those that hold their serial, a serial is there once."""

    __tablename__ = "registry_aircraft"
    __table_args__ = (
        sa.Index(
            "uq_registry_aircraft_serial_held",
            "serial_key",
            unique=True,
            sqlite_where=sa.column("state").in_([state.value for state in HOLDS_SERIAL]),
            postgresql_where=sa.column("state").in_([state.value for state in HOLDS_SERIAL]),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    operator_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("registry_operator.id"), index=True)
    label: Mapped[str] = mapped_column(sa.String(80))
    maker: Mapped[str] = mapped_column(sa.String(80))
    model: Mapped[str] = mapped_column(sa.String(80))
    cls: Mapped[str] = mapped_column(sa.String(8))
    mtom_g: Mapped[int]
    serial: Mapped[str] = mapped_column(sa.String(64))
    serial_key: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(12))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AircraftPhoto(db.Model):  # type: ignore[name-defined,misc]
    """The re-encoded photo of an aircraft, apart from its entry so that lists stay light."""

    __tablename__ = "registry_photo"

    aircraft_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("registry_aircraft.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    mimetype: Mapped[str] = mapped_column(sa.String(40))
    width: Mapped[int]
    height: Mapped[int]


class Transfer(db.Model):  # type: ignore[name-defined,misc]
    """An offer to hand over an aircraft; an aircraft has one open offer at most."""

    __tablename__ = "registry_transfer"
    __table_args__ = (
        sa.Index(
            "uq_registry_transfer_open",
            "aircraft_id",
            unique=True,
            sqlite_where=sa.column("state") == TransferState.OFFERED.value,
            postgresql_where=sa.column("state") == TransferState.OFFERED.value,
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    aircraft_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("registry_aircraft.id"), index=True)
    from_operator_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("registry_operator.id"), index=True)
    to_operator_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("registry_operator.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(12))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
