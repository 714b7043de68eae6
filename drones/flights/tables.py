"""The tables of flight plans: plan, operational volumes, timeline; track, alerts, waiting times."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from geoalchemy2 import WKBElement
from sqlalchemy.orm import Mapped, mapped_column

from drones.flights.rules.receipts import CONFIRMS, TO_CONFIRM
from portal.kit.database import UtcDateTime, area_column, db

ID = sa.String(20)


class Flight(db.Model):  # type: ignore[name-defined,misc]
    """A plan. ``plan`` is what was stated, ``typed`` what was typed into the form, kept whole.

    ``starts_at`` and ``ends_at`` are those of its volumes, ``None`` before the first submission.
    ``person_id`` is no foreign key, for a plan outlives the account.
    """

    __tablename__ = "flights_flight"
    __table_args__ = (
        sa.Index(None, "state", "starts_at"),
        sa.Index(None, "state", "ends_at"),
        sa.Index(None, "person_id", "changed_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(12), unique=True)
    person_id: Mapped[str] = mapped_column(ID)
    operator_id: Mapped[str | None] = mapped_column(ID, sa.ForeignKey("registry_operator.id"), index=True)
    aircraft_id: Mapped[str] = mapped_column(sa.String(40), index=True)
    pilot_id: Mapped[str] = mapped_column(sa.String(40), index=True)
    state: Mapped[str] = mapped_column(sa.String(16))
    resumes: Mapped[str | None] = mapped_column(sa.String(16))
    version: Mapped[int]
    plan: Mapped[Any] = mapped_column(sa.JSON)
    typed: Mapped[Any] = mapped_column(sa.JSON)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    commands: Mapped[Any] = mapped_column(sa.JSON)
    consents: Mapped[Any] = mapped_column(sa.JSON)
    signed_twice: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    assessment: Mapped[Any] = mapped_column(sa.JSON)
    zones_number: Mapped[int | None]
    conditions: Mapped[Any] = mapped_column(sa.JSON)
    permit: Mapped[str | None] = mapped_column(sa.String(40))
    proposal: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    undoable: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    series_id: Mapped[str | None] = mapped_column(ID, index=True)
    series_number: Mapped[int | None]
    own_reference: Mapped[str | None] = mapped_column(sa.String(40))


class Series(db.Model):  # type: ignore[name-defined,misc]
    """Flights filed by one request; ``left_out`` are days that were asked for and never filed."""

    __tablename__ = "flights_series"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    left_out: Mapped[Any] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeptTyping(db.Model):  # type: ignore[name-defined,misc]
    """What a person typed into a form and has not sent; ``subject`` is ``new`` or a plan's id."""

    __tablename__ = "flights_typing"

    person_id: Mapped[str] = mapped_column(ID, primary_key=True)
    subject: Mapped[str] = mapped_column(ID, primary_key=True)
    typed: Mapped[Any] = mapped_column(sa.JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Volume(db.Model):  # type: ignore[name-defined,misc]
    """One operational volume; heights are metres in their datum."""

    __tablename__ = "flights_volume"

    id: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"), index=True)
    number: Mapped[int]
    area: Mapped[WKBElement] = area_column()
    floor_m: Mapped[float]
    floor_datum: Mapped[str] = mapped_column(sa.String(5))
    ceiling_m: Mapped[float]
    ceiling_datum: Mapped[str] = mapped_column(sa.String(5))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


# Area and time in one index: years of flights that are over must not slow down who files today.
sa.event.listen(
    Volume.__table__,
    "after_create",
    sa.DDL(  # type: ignore[no-untyped-call]
        "CREATE INDEX idx_flights_volume_area_time ON flights_volume "
        "USING gist (area, tstzrange(starts_at, ends_at))"
    ).execute_if(dialect="postgresql"),
)


class TimelineEntry(db.Model):  # type: ignore[name-defined,misc]
    """One line of a plan's timeline; ``facts`` may hold an officer's words, never a name."""

    __tablename__ = "flights_event"
    # Few lines are of these kinds, and whoever stands at the desk asks for them again and again.
    __table_args__ = (
        sa.Index(
            "ix_flights_event_heard",
            "flight_id",
            "id",
            "kind",
            sqlite_where=sa.column("kind").in_(sorted(TO_CONFIRM | CONFIRMS)),
            postgresql_where=sa.column("kind").in_(sorted(TO_CONFIRM | CONFIRMS)),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(sa.String(20))
    role: Mapped[str] = mapped_column(sa.String(8))
    facts: Mapped[Any] = mapped_column(sa.JSON)


class Track(db.Model):  # type: ignore[name-defined,misc]
    """How an active flight keeps to its plan: one row a flight, written with every position."""

    __tablename__ = "flights_track"

    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"), primary_key=True)
    conformance: Mapped[str] = mapped_column(sa.String(16), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    last: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    doubted: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fixes: Mapped[int]
    outside: Mapped[int]
    excursions: Mapped[int]


class Fix(db.Model):  # type: ignore[name-defined,misc]
    """One position that was reported; degrees, metres in their datum, kept ``PORTAL_TRACK_DAYS``."""

    __tablename__ = "flights_fix"
    __table_args__ = (sa.Index(None, "flight_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    lon: Mapped[float] = mapped_column(sa.Double)
    lat: Mapped[float] = mapped_column(sa.Double)
    height_m: Mapped[float | None] = mapped_column(sa.Double)
    height_datum: Mapped[str | None] = mapped_column(sa.String(8))
    accuracy_m: Mapped[float | None] = mapped_column(sa.Double)
    accuracy_v_m: Mapped[float | None] = mapped_column(sa.Double)
    found: Mapped[str] = mapped_column(sa.String(16))
    outside: Mapped[str] = mapped_column(sa.String(24))


class Alert(db.Model):  # type: ignore[name-defined,misc]
    """Something about a flight in the air that its pilot and its commands must know at once.

    One whose cause is concealed is for officers alone.
    """

    __tablename__ = "flights_alert"
    __table_args__ = (sa.Index(None, "cleared_at", "raised_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    concealed: Mapped[bool]
    commands: Mapped[Any] = mapped_column(sa.JSON)
    facts: Mapped[Any] = mapped_column(sa.JSON)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    acknowledged_by: Mapped[str | None] = mapped_column(ID)


class Wait(db.Model):  # type: ignore[name-defined,misc]
    """How long a command took to answer: for the usual waiting time, and for nothing else."""

    __tablename__ = "flights_wait"
    __table_args__ = (sa.Index(None, "command", "answered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"), index=True)
    command: Mapped[str] = mapped_column(sa.String(40))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds: Mapped[int]


class SweepRow(db.Model):  # type: ignore[name-defined,misc]
    """A change that touches many flights, which the worker follows from flight to flight.

    Until it is done, no permit of a flight that it touches and has not reached verifies as valid.
    """

    __tablename__ = "flights_sweep"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    cause: Mapped[str] = mapped_column(sa.String(20))
    number: Mapped[int]
    boxes: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    whose: Mapped[str] = mapped_column(sa.String(40))
    cursor: Mapped[str] = mapped_column(ID)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
