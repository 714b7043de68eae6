"""saved filters, shortcuts, escalations and calls of the liaison desk"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "liaison_filter",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liaison_filter")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_liaison_filter_person_id_name")),
    )
    op.create_table(
        "liaison_preference",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("shortcuts", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_liaison_preference")),
    )
    op.create_table(
        "liaison_escalation",
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flight_id"], ["flights_flight.id"], name=op.f("fk_liaison_escalation_flight_id")
        ),
        sa.PrimaryKeyConstraint("flight_id", "command", name=op.f("pk_liaison_escalation")),
    )
    op.create_table(
        "liaison_notice_call",
        sa.Column("message_id", sa.String(length=20), nullable=False),
        sa.Column("officer_id", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_liaison_notice_call")),
    )


def downgrade() -> None:
    """Take back."""
    for table in ("liaison_notice_call", "liaison_escalation", "liaison_preference", "liaison_filter"):
        op.drop_table(table)
