"""liaison"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "liaison_claim",
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("officer_id", sa.String(length=20), nullable=False),
        sa.Column("initials", sa.String(length=3), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flight_id"], ["flights_flight.id"], name=op.f("fk_liaison_claim_flight_id")
        ),
        sa.PrimaryKeyConstraint("flight_id", "command", name=op.f("pk_liaison_claim")),
    )
    op.create_index(op.f("ix_liaison_claim_until"), "liaison_claim", ["until"])
    op.add_column(
        "liaison_decision", sa.Column("passes", sa.String(length=200), server_default="", nullable=False)
    )
    op.add_column("liaison_decision", sa.Column("undone_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_table("liaison_claim")
    op.drop_column("liaison_decision", "undone_at")
    op.drop_column("liaison_decision", "passes")
