"""the first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from portal.kit.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "accounts_attempt",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_accounts_attempt")),
    )
    op.create_table(
        "accounts_person",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=20), nullable=True),
        sa.Column("tf_totp_secret", sa.Text(), nullable=True),
        sa.Column("tf_last_counter", sa.BigInteger(), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("command", sa.String(length=20), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_person")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_person_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_accounts_person_fs_uniquifier")),
    )
    op.create_table(
        "accounts_role",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_role")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_role_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "kit_heartbeat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_kit_heartbeat")),
    )
    op.create_table(
        "kit_idempotent_answer",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_digest", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "route", "key", name=op.f("pk_kit_idempotent_answer")),
    )
    op.create_table(
        "notices_message",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("fault", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices_message")),
    )
    with op.batch_alter_table("notices_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_message_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notices_message_state_next_try_at"), ["state", "next_try_at"], unique=False
        )

    op.create_table(
        "permits_permit",
        sa.Column("id", sa.String(length=8), nullable=False),
        sa.Column("flight_id", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("valid_until", UtcDateTime(), nullable=False),
        sa.Column("suspended_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permits_permit")),
    )
    with op.batch_alter_table("permits_permit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_permits_permit_flight_id"), ["flight_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_permits_permit_valid_until"), ["valid_until"], unique=False)

    op.create_table(
        "registry_operator",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("registered_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=20), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("valid_until", UtcDateTime(), nullable=True),
        sa.Column("renewal_asked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_operator")),
        sa.UniqueConstraint("number", name=op.f("uq_registry_operator_number")),
        sa.UniqueConstraint("person_id", name=op.f("uq_registry_operator_person_id")),
    )
    with op.batch_alter_table("registry_operator", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registry_operator_state_valid_until"), ["state", "valid_until"], unique=False
        )

    op.create_geospatial_table(
        "zones_pre_approval",
        sa.Column("identifier", sa.String(length=64), nullable=False),
        sa.Column(
            "area",
            Geometry(
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=40), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("published_number", sa.Integer(), nullable=True),
        sa.Column("ended_number", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones_pre_approval")),
        sa.UniqueConstraint("identifier", "number", name=op.f("uq_zones_pre_approval_identifier_number")),
    )
    with op.batch_alter_table("zones_pre_approval", schema=None) as batch_op:
        batch_op.create_geospatial_index(
            "idx_zones_pre_approval_area", ["area"], unique=False, postgresql_using="gist", postgresql_ops={}
        )
        batch_op.create_index(
            batch_op.f("ix_zones_pre_approval_ended_number"), ["ended_number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_zones_pre_approval_published_number"), ["published_number"], unique=False
        )
        batch_op.create_index(
            "uq_zones_pre_approval_one_published",
            ["identifier"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "zones_register",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(length=20), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_zones_register_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones_register")),
    )
    op.create_table(
        "zones_upload",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones_upload")),
    )
    op.create_table(
        "zones_zone",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("identifier", sa.String(length=64), nullable=False),
        sa.Column("current_number", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("country", "identifier", name=op.f("pk_zones_zone")),
    )
    op.create_table(
        "accounts_api_key",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_accounts_api_key_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_accounts_api_key_digest")),
    )
    with op.batch_alter_table("accounts_api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_api_key_person_id"), ["person_id"], unique=False)

    op.create_table(
        "accounts_invitation",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=20), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("invited_by", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["accounts_person.id"],
            name=op.f("fk_accounts_invitation_invited_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_accounts_invitation_digest")),
    )
    with op.batch_alter_table("accounts_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_invitation_email"), ["email"], unique=False)

    op.create_table(
        "accounts_person_role",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("role_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_accounts_person_role_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["accounts_role.id"],
            name=op.f("fk_accounts_person_role_role_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "role_id", name=op.f("pk_accounts_person_role")),
    )
    op.create_table(
        "flights_flight",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("operator_id", sa.String(length=20), nullable=True),
        sa.Column("aircraft_id", sa.String(length=40), nullable=False),
        sa.Column("pilot_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("resumes", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("commands", sa.JSON(), nullable=False),
        sa.Column("consents", sa.JSON(), nullable=False),
        sa.Column("assessment", sa.JSON(), nullable=False),
        sa.Column("zones_number", sa.Integer(), nullable=True),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("permit", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["registry_operator.id"], name=op.f("fk_flights_flight_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flights_flight")),
        sa.UniqueConstraint("reference", name=op.f("uq_flights_flight_reference")),
    )
    with op.batch_alter_table("flights_flight", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flights_flight_aircraft_id"), ["aircraft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_flights_flight_operator_id"), ["operator_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_flights_flight_person_id_changed_at"), ["person_id", "changed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_flights_flight_pilot_id"), ["pilot_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_flights_flight_state_ends_at"), ["state", "ends_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_flights_flight_state_starts_at"), ["state", "starts_at"], unique=False
        )

    op.create_table(
        "registry_aircraft",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("operator_id", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("maker", sa.String(length=80), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("cls", sa.String(length=8), nullable=False),
        sa.Column("mtom_g", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("serial_key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["registry_operator.id"], name=op.f("fk_registry_aircraft_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_aircraft")),
    )
    with op.batch_alter_table("registry_aircraft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_aircraft_operator_id"), ["operator_id"], unique=False)
        batch_op.create_index(
            "uq_registry_aircraft_serial_held",
            ["serial_key"],
            unique=True,
            sqlite_where=sa.text("state IN ('active', 'lost', 'stolen')"),
            postgresql_where=sa.text("state IN ('active', 'lost', 'stolen')"),
        )

    op.create_table(
        "registry_pilot",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("operator_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("competence", sa.String(length=12), nullable=False),
        sa.Column("certificate", sa.String(length=60), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("lapsed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["registry_operator.id"], name=op.f("fk_registry_pilot_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_pilot")),
    )
    with op.batch_alter_table("registry_pilot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registry_pilot_lapsed_expires_on"), ["lapsed", "expires_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_registry_pilot_operator_id"), ["operator_id"], unique=False)

    op.create_geospatial_table(
        "zones_version",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("identifier", sa.String(length=64), nullable=False),
        sa.Column(
            "area",
            Geometry(
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=40), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("published_number", sa.Integer(), nullable=True),
        sa.Column("ended_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["country", "identifier"],
            ["zones_zone.country", "zones_zone.identifier"],
            name=op.f("fk_zones_version_country_identifier"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones_version")),
        sa.UniqueConstraint(
            "country", "identifier", "number", name=op.f("uq_zones_version_country_identifier_number")
        ),
    )
    with op.batch_alter_table("zones_version", schema=None) as batch_op:
        batch_op.create_geospatial_index(
            "idx_zones_version_area", ["area"], unique=False, postgresql_using="gist", postgresql_ops={}
        )
        batch_op.create_index(batch_op.f("ix_zones_version_ended_number"), ["ended_number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_zones_version_published_number"), ["published_number"], unique=False
        )
        batch_op.create_index(
            "uq_zones_version_one_draft",
            ["country", "identifier"],
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
        batch_op.create_index(
            "uq_zones_version_one_published",
            ["country", "identifier"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "flights_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flight_id"], ["flights_flight.id"], name=op.f("fk_flights_event_flight_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flights_event")),
    )
    with op.batch_alter_table("flights_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flights_event_flight_id"), ["flight_id"], unique=False)

    op.create_geospatial_table(
        "flights_volume",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "area",
            Geometry(
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("floor_m", sa.Double(), nullable=False),
        sa.Column("floor_datum", sa.String(length=5), nullable=False),
        sa.Column("ceiling_m", sa.Double(), nullable=False),
        sa.Column("ceiling_datum", sa.String(length=5), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flight_id"], ["flights_flight.id"], name=op.f("fk_flights_volume_flight_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flights_volume")),
    )
    with op.batch_alter_table("flights_volume", schema=None) as batch_op:
        batch_op.create_geospatial_index(
            "idx_flights_volume_area", ["area"], unique=False, postgresql_using="gist", postgresql_ops={}
        )
        batch_op.create_index(batch_op.f("ix_flights_volume_flight_id"), ["flight_id"], unique=False)

    op.create_table(
        "liaison_decision",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("flight_id", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("officer_id", sa.String(length=20), nullable=False),
        sa.Column("decided", sa.String(length=10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("ceiling_m", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["flight_id"], ["flights_flight.id"], name=op.f("fk_liaison_decision_flight_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liaison_decision")),
    )
    with op.batch_alter_table("liaison_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_liaison_decision_flight_id"), ["flight_id"], unique=False)

    op.create_table(
        "registry_photo",
        sa.Column("aircraft_id", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("mimetype", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["aircraft_id"], ["registry_aircraft.id"], name=op.f("fk_registry_photo_aircraft_id")
        ),
        sa.PrimaryKeyConstraint("aircraft_id", name=op.f("pk_registry_photo")),
    )
    op.create_table(
        "registry_transfer",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("aircraft_id", sa.String(length=20), nullable=False),
        sa.Column("from_operator_id", sa.String(length=20), nullable=False),
        sa.Column("to_operator_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["aircraft_id"], ["registry_aircraft.id"], name=op.f("fk_registry_transfer_aircraft_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_operator_id"], ["registry_operator.id"], name=op.f("fk_registry_transfer_from_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_operator_id"], ["registry_operator.id"], name=op.f("fk_registry_transfer_to_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_transfer")),
    )
    with op.batch_alter_table("registry_transfer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_transfer_aircraft_id"), ["aircraft_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_registry_transfer_from_operator_id"), ["from_operator_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registry_transfer_to_operator_id"), ["to_operator_id"], unique=False
        )
        batch_op.create_index(
            "uq_registry_transfer_open",
            ["aircraft_id"],
            unique=True,
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("registry_transfer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registry_transfer_open",
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        )
        batch_op.drop_index(batch_op.f("ix_registry_transfer_to_operator_id"))
        batch_op.drop_index(batch_op.f("ix_registry_transfer_from_operator_id"))
        batch_op.drop_index(batch_op.f("ix_registry_transfer_aircraft_id"))

    op.drop_table("registry_transfer")
    op.drop_table("registry_photo")
    with op.batch_alter_table("liaison_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_liaison_decision_flight_id"))

    op.drop_table("liaison_decision")
    with op.batch_alter_table("flights_volume", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flights_volume_flight_id"))
        batch_op.drop_geospatial_index("idx_flights_volume_area", postgresql_using="gist", column_name="area")

    op.drop_geospatial_table("flights_volume")
    with op.batch_alter_table("flights_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flights_event_flight_id"))

    op.drop_table("flights_event")
    with op.batch_alter_table("zones_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_zones_version_one_published",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index(
            "uq_zones_version_one_draft",
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
        batch_op.drop_index(batch_op.f("ix_zones_version_published_number"))
        batch_op.drop_index(batch_op.f("ix_zones_version_ended_number"))
        batch_op.drop_geospatial_index("idx_zones_version_area", postgresql_using="gist", column_name="area")

    op.drop_geospatial_table("zones_version")
    with op.batch_alter_table("registry_pilot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_pilot_operator_id"))
        batch_op.drop_index(batch_op.f("ix_registry_pilot_lapsed_expires_on"))

    op.drop_table("registry_pilot")
    with op.batch_alter_table("registry_aircraft", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registry_aircraft_serial_held",
            sqlite_where=sa.text("state IN ('active', 'lost', 'stolen')"),
            postgresql_where=sa.text("state IN ('active', 'lost', 'stolen')"),
        )
        batch_op.drop_index(batch_op.f("ix_registry_aircraft_operator_id"))

    op.drop_table("registry_aircraft")
    with op.batch_alter_table("flights_flight", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flights_flight_state_starts_at"))
        batch_op.drop_index(batch_op.f("ix_flights_flight_state_ends_at"))
        batch_op.drop_index(batch_op.f("ix_flights_flight_pilot_id"))
        batch_op.drop_index(batch_op.f("ix_flights_flight_person_id_changed_at"))
        batch_op.drop_index(batch_op.f("ix_flights_flight_operator_id"))
        batch_op.drop_index(batch_op.f("ix_flights_flight_aircraft_id"))

    op.drop_table("flights_flight")
    op.drop_table("accounts_person_role")
    with op.batch_alter_table("accounts_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_invitation_email"))

    op.drop_table("accounts_invitation")
    with op.batch_alter_table("accounts_api_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_api_key_person_id"))

    op.drop_table("accounts_api_key")
    op.drop_table("zones_zone")
    op.drop_table("zones_upload")
    op.drop_table("zones_register")
    with op.batch_alter_table("zones_pre_approval", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_zones_pre_approval_one_published",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index(batch_op.f("ix_zones_pre_approval_published_number"))
        batch_op.drop_index(batch_op.f("ix_zones_pre_approval_ended_number"))
        batch_op.drop_geospatial_index(
            "idx_zones_pre_approval_area", postgresql_using="gist", column_name="area"
        )

    op.drop_geospatial_table("zones_pre_approval")
    with op.batch_alter_table("registry_operator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_operator_state_valid_until"))

    op.drop_table("registry_operator")
    with op.batch_alter_table("permits_permit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_permits_permit_valid_until"))
        batch_op.drop_index(batch_op.f("ix_permits_permit_flight_id"))

    op.drop_table("permits_permit")
    with op.batch_alter_table("notices_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_message_state_next_try_at"))
        batch_op.drop_index(batch_op.f("ix_notices_message_person_id"))

    op.drop_table("notices_message")
    op.drop_table("kit_idempotent_answer")
    op.drop_table("kit_heartbeat")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))

    op.drop_table("audit_entry")
    op.drop_table("accounts_role")
    op.drop_table("accounts_person")
    op.drop_table("accounts_attempt")
