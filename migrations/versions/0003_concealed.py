"""concealed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "concealed_register",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_changed", sa.Boolean(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_concealed_register_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concealed_register")),
    )
    op.create_table(
        "concealed_version",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=20), nullable=False),
        sa.Column("identifier", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.Column("lost_at", UtcDateTime(), nullable=True),
        sa.Column("lacks_from", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concealed_version")),
        sa.UniqueConstraint(
            "command", "identifier", "number", name=op.f("uq_concealed_version_command_identifier_number")
        ),
    )
    op.create_index(
        "uq_concealed_version_one_set",
        "concealed_version",
        ["command", "identifier"],
        unique=True,
        sqlite_where=sa.text("state = 'set'"),
        postgresql_where=sa.text("state = 'set'"),
    )
    op.create_table(
        "liaison_concealed_task",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("version_id", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=20), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("acknowledged_by", sa.String(length=40), nullable=True),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["flight_id"], ["flights_flight.id"], name=op.f("fk_liaison_concealed_task_flight_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["concealed_version.id"], name=op.f("fk_liaison_concealed_task_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liaison_concealed_task")),
        sa.UniqueConstraint(
            "flight_id", "version_id", name=op.f("uq_liaison_concealed_task_flight_id_version_id")
        ),
    )
    op.create_index(
        op.f("ix_liaison_concealed_task_command_acknowledged_at"),
        "liaison_concealed_task",
        ["command", "acknowledged_at"],
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(
        op.f("ix_liaison_concealed_task_command_acknowledged_at"), table_name="liaison_concealed_task"
    )
    op.drop_table("liaison_concealed_task")
    op.drop_index("uq_concealed_version_one_set", table_name="concealed_version")
    op.drop_table("concealed_version")
    op.drop_table("concealed_register")
