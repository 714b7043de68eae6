"""flights life"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("flights_flight", sa.Column("proposal", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("flights_flight", sa.Column("undoable", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "flights_track",
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("conformance", sa.String(length=16), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("last", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("doubted", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.Column("fixes", sa.Integer(), nullable=False),
        sa.Column("outside", sa.Integer(), nullable=False),
        sa.Column("excursions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flight_id"], ["flights_flight.id"], name=op.f("fk_flights_track_flight_id")
        ),
        sa.PrimaryKeyConstraint("flight_id", name=op.f("pk_flights_track")),
    )
    op.create_index(op.f("ix_flights_track_conformance"), "flights_track", ["conformance"])
    op.create_table(
        "flights_fix",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("height_m", sa.Double(), nullable=True),
        sa.Column("height_datum", sa.String(length=8), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("accuracy_v_m", sa.Double(), nullable=True),
        sa.Column("found", sa.String(length=16), nullable=False),
        sa.Column("outside", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["flight_id"], ["flights_flight.id"], name=op.f("fk_flights_fix_flight_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flights_fix")),
    )
    op.create_index(op.f("ix_flights_fix_flight_id_at"), "flights_fix", ["flight_id", "at"])
    op.create_index(op.f("ix_flights_fix_received_at"), "flights_fix", ["received_at"])
    op.create_table(
        "flights_alert",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("concealed", sa.Boolean(), nullable=False),
        sa.Column("commands", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["flight_id"], ["flights_flight.id"], name=op.f("fk_flights_alert_flight_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flights_alert")),
    )
    op.create_index(op.f("ix_flights_alert_flight_id"), "flights_alert", ["flight_id"])
    op.create_index(op.f("ix_flights_alert_acknowledged_at"), "flights_alert", ["acknowledged_at"])
    op.create_index(
        op.f("ix_flights_alert_cleared_at_raised_at"), "flights_alert", ["cleared_at", "raised_at"]
    )
    op.create_table(
        "flights_wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["flight_id"], ["flights_flight.id"], name=op.f("fk_flights_wait_flight_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flights_wait")),
    )
    op.create_index(op.f("ix_flights_wait_flight_id"), "flights_wait", ["flight_id"])
    op.create_index(op.f("ix_flights_wait_command_answered_at"), "flights_wait", ["command", "answered_at"])


def downgrade() -> None:
    """Take back."""
    for table in ("flights_wait", "flights_alert", "flights_fix", "flights_track"):
        op.drop_table(table)
    op.drop_column("flights_flight", "undoable")
    op.drop_column("flights_flight", "proposal")
