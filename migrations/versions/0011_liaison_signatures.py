"""second signatures"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What was consented to before was signed once: no value says so."""
    op.add_column("flights_flight", sa.Column("signed_twice", sa.JSON(), nullable=True))
    op.create_table(
        "liaison_signature",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("officer_id", sa.String(length=20), nullable=False),
        sa.Column("initials", sa.String(length=3), nullable=False),
        sa.Column("commander", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("ended", sa.String(length=12), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["flight_id"], ["flights_flight.id"], name=op.f("fk_liaison_signature_flight_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liaison_signature")),
    )
    op.create_index(op.f("ix_liaison_signature_flight_id"), "liaison_signature", ["flight_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("liaison_signature")
    op.drop_column("flights_flight", "signed_twice")
