"""flights speed"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX idx_flights_volume_area_time ON flights_volume "
            "USING gist (area, tstzrange(starts_at, ends_at))"
        )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX idx_flights_volume_area_time")
