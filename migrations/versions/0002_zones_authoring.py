"""zones authoring"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


TABLES = ("zones_version", "zones_pre_approval")


def _columns() -> list[sa.Column[object]]:
    """What a version gains: what it was drafted from, why it was sent back, who wants it withdrawn."""
    return [
        sa.Column("base_number", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("returned_by", sa.String(length=40), nullable=True),
        sa.Column("returned_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawal_by", sa.String(length=40), nullable=True),
        sa.Column("withdrawal_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawal_remark", sa.Text(), nullable=True),
    ]


def _emergency() -> list[sa.Column[object]]:
    """What a zone's version gains besides; no old one was an emergency."""
    return [
        sa.Column("emergency", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=40), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
    ]


def upgrade() -> None:
    """Apply."""
    for table in TABLES:
        for column in _columns():
            op.add_column(table, column)
    for column in _emergency():
        op.add_column("zones_version", column)
    op.create_index(
        "uq_zones_pre_approval_one_draft",
        "zones_pre_approval",
        ["identifier"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(
        "uq_zones_pre_approval_one_draft",
        "zones_pre_approval",
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    for column in reversed(_emergency()):
        op.drop_column("zones_version", column.name)
    for table in reversed(TABLES):
        for column in reversed(_columns()):
            op.drop_column(table, column.name)
