"""flights series"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "flights_series",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flights_series")),
    )
    op.create_index(op.f("ix_flights_series_person_id"), "flights_series", ["person_id"])
    op.add_column("flights_flight", sa.Column("series_id", sa.String(length=20), nullable=True))
    op.add_column("flights_flight", sa.Column("series_number", sa.Integer(), nullable=True))
    op.add_column("flights_flight", sa.Column("own_reference", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_flights_flight_series_id"), "flights_flight", ["series_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_flights_flight_series_id"), table_name="flights_flight")
    op.drop_column("flights_flight", "own_reference")
    op.drop_column("flights_flight", "series_number")
    op.drop_column("flights_flight", "series_id")
    op.drop_index(op.f("ix_flights_series_person_id"), table_name="flights_series")
    op.drop_table("flights_series")
