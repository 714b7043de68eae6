"""The tables of people, roles, keys, invitations and failed attempts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_security import RoleMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.model import STAFF
from portal.kit.database import UtcDateTime, db

ID = sa.String(20)

person_role = sa.Table(
    "accounts_person_role",
    db.metadata,
    sa.Column("person_id", ID, sa.ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", ID, sa.ForeignKey("accounts_role.id", ondelete="CASCADE"), primary_key=True),
)


class RoleRow(db.Model, RoleMixin):  # type: ignore[misc,name-defined]
    """A role by its name; what it allows stands in ``rules``."""

    __tablename__ = "accounts_role"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(20), unique=True)


class Person(db.Model, UserMixin):  # type: ignore[misc,name-defined]
    """Somebody with an account; ``fs_uniquifier`` names their sessions, a new one ends them all."""

    __tablename__ = "accounts_person"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    #: In lower case, so that one mailbox is one account.
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.Text)
    #: The last code's time step: a code opens once.
    tf_last_counter: Mapped[int | None] = mapped_column(sa.BigInteger)
    phone: Mapped[str | None] = mapped_column(sa.String(32))
    #: The number in E.164 of whoever typed the code sent to it: one person a number.
    verified_phone: Mapped[str | None] = mapped_column(sa.String(16), unique=True, index=True)
    locale: Mapped[str] = mapped_column(sa.String(2))
    command: Mapped[str | None] = mapped_column(sa.String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    roles: Mapped[list[RoleRow]] = relationship(secondary=person_role, lazy="selectin")

    #: Codes never travel by text message.
    tf_phone_number: ClassVar[None] = None

    @property
    def role_names(self) -> frozenset[str]:
        """The names of this person's roles."""
        return frozenset(role.name for role in self.roles)

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Staff must show a second factor at each sign-in, and so must an owner who has set one up."""
        return bool(tf_setup_methods) or self.check_tf_required_setup(), tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Staff cannot do without a second factor."""
        return bool(STAFF & self.role_names)


class PhoneCode(db.Model):  # type: ignore[misc,name-defined]
    """The code sent to a number that a person says is theirs: its keyed digest, and wrong tries."""

    __tablename__ = "accounts_phone_code"

    person_id: Mapped[str] = mapped_column(
        ID, sa.ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True
    )
    phone: Mapped[str] = mapped_column(sa.String(16))
    digest: Mapped[str] = mapped_column(sa.String(64))
    tries: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiKey(db.Model):  # type: ignore[misc,name-defined]
    """A key for programs: its digest, never the key."""

    __tablename__ = "accounts_api_key"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ID, sa.ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(db.Model):  # type: ignore[misc,name-defined]
    """An invitation to staff: its link opens once, until it expires."""

    __tablename__ = "accounts_invitation"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    locale: Mapped[str] = mapped_column(sa.String(2))
    role: Mapped[str] = mapped_column(sa.String(20))
    command: Mapped[str | None] = mapped_column(sa.String(20))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_by: Mapped[str | None] = mapped_column(
        ID, sa.ForeignKey("accounts_person.id", ondelete="SET NULL")
    )


class Attempt(db.Model):  # type: ignore[misc,name-defined]
    """Failures since a moment, by a keyed digest of what was tried from where."""

    __tablename__ = "accounts_attempt"

    subject: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime] = mapped_column(UtcDateTime)
