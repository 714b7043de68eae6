"""telephones that were verified, incoming short messages, one-time words, notices that leave together"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("accounts_person", sa.Column("verified_phone", sa.String(length=16), nullable=True))
    op.create_index(
        op.f("ix_accounts_person_verified_phone"), "accounts_person", ["verified_phone"], unique=True
    )
    op.create_table(
        "accounts_phone_code",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_accounts_phone_code_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_accounts_phone_code")),
    )
    for name, length in (("locale", 2), ("subject", 20), ("together", 20), ("sent_with", 20)):
        op.add_column("notices_message", sa.Column(name, sa.String(length=length), nullable=True))
    op.create_table(
        "notices_quota",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_notices_quota")),
    )
    op.create_index(op.f("ix_notices_quota_until"), "notices_quota", ["until"])
    op.create_table(
        "desk_incoming",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("command", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_incoming")),
    )
    op.create_index(op.f("ix_desk_incoming_at"), "desk_incoming", ["at"])
    op.create_table(
        "desk_word",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=160), nullable=False),
        sa.Column("phone", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_word")),
    )
    op.create_index(op.f("ix_desk_word_person_id_flight_id"), "desk_word", ["person_id", "flight_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("desk_word")
    op.drop_table("desk_incoming")
    op.drop_table("notices_quota")
    for name in ("sent_with", "together", "subject", "locale"):
        op.drop_column("notices_message", name)
    op.drop_table("accounts_phone_code")
    op.drop_index(op.f("ix_accounts_person_verified_phone"), "accounts_person")
    op.drop_column("accounts_person", "verified_phone")
