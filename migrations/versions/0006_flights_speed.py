"""flights speed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "flights_sweep",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("boxes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("whose", sa.String(length=40), nullable=False),
        sa.Column("cursor", sa.String(length=20), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flights_sweep")),
    )
    op.create_index(op.f("ix_flights_sweep_done_at"), "flights_sweep", ["done_at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX idx_flights_volume_area_time ON flights_volume "
            "USING gist (area, tstzrange(starts_at, ends_at))"
        )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX idx_flights_volume_area_time")
    op.drop_index(op.f("ix_flights_sweep_done_at"), table_name="flights_sweep")
    op.drop_table("flights_sweep")
