"""the ledger's sealed book, its daily roots and proofs, and entries that stay as they are"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kit.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ENTRIES = ("audit_entry", "audit_sealed_entry")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_sealed_entry",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_sealed_entry")),
    )
    for column in ("action", "actor", "subject"):
        op.create_index(op.f(f"ix_audit_sealed_entry_{column}"), "audit_sealed_entry", [column])
    op.create_table(
        "audit_sealed_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_sealed_head")),
    )
    op.create_table(
        "audit_root",
        sa.Column("book", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("book", "day", name=op.f("pk_audit_root")),
    )
    op.create_table(
        "audit_proof",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "number", name=op.f("pk_audit_proof")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _forbid_changes()


def _forbid_changes() -> None:
    """Not even the tables' owner changes an entry by mistake; other roles have no right to (audit grants)."""
    op.execute(
        "CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'entries of the ledger are only ever added'; END $$"
    )
    for table in ENTRIES:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
        )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ENTRIES:
            op.execute(f"DROP TRIGGER {table}_stays ON {table}")
        op.execute("DROP FUNCTION audit_stays()")
    for table in ("audit_proof", "audit_root", "audit_sealed_head", "audit_sealed_entry"):
        op.drop_table(table)
