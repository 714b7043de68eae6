"""webhooks, and notices through several channels"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "notices_webhook",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("fault", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices_webhook")),
    )
    op.create_index(op.f("ix_notices_webhook_person_id"), "notices_webhook", ["person_id"])
    op.add_column("notices_message", sa.Column("bundle", sa.String(length=20), nullable=True))
    op.add_column("notices_message", sa.Column("target", sa.String(length=20), nullable=True))
    op.create_index(op.f("ix_notices_message_bundle"), "notices_message", ["bundle"])


def downgrade() -> None:
    """Take back; what waits for a webhook or a telephone is not sent by mail instead."""
    op.execute("DELETE FROM notices_message WHERE channel = 'webhook'")
    op.drop_index(op.f("ix_notices_message_bundle"), table_name="notices_message")
    op.drop_column("notices_message", "target")
    op.drop_column("notices_message", "bundle")
    op.drop_table("notices_webhook")
