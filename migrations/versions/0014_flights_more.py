"""stops that somebody must have heard of are found without reading every timeline"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

HEARD = "kind IN ('confirmed', 'phoned', 'reinstated', 'rescinded', 'suspended')"


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_flights_event_heard",
        "flights_event",
        ["flight_id", "id", "kind"],
        sqlite_where=sa.text(HEARD),
        postgresql_where=sa.text(HEARD),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_flights_event_heard", table_name="flights_event")
