"""Flask-Security's datastore over our tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_security import SQLAlchemyUserDatastore

from portal.accounts.model import Role
from portal.accounts.tables import Person, RoleRow
from portal.audit.service import note
from portal.kit.clock import now
from portal.kit.database import db, new_id


class Datastore(SQLAlchemyUserDatastore):  # type: ignore[misc]
    """Flask-Security's datastore over our tables; the edge commits, once a request."""

    def commit(self) -> None:
        """Send the changes to the database; the request's one commit is not made here."""
        db.session.flush()

    def find_role(self, role: str) -> RoleRow | None:
        """The row of a role, made when it is first needed; None for a name that is no role."""
        found = db.session.scalar(sa.select(RoleRow).where(RoleRow.name == role))
        if found is None and role in set(Role):
            found = RoleRow(id=new_id(), name=role)
            db.session.add(found)
        return found

    def create_user(self, **kwargs: Any) -> Person:
        """A new person; the address is kept in lower case, an empty telephone as none."""
        kwargs["email"] = kwargs["email"].lower()
        kwargs["phone"] = kwargs.get("phone") or None
        made: Person = super().create_user(id=new_id(), **({"created_at": now()} | kwargs))
        return made

    def tf_set(
        self,
        user: Person,
        primary_method: str,
        totp_secret: str | None = None,
        phone: str | None = None,
    ) -> None:
        """Keep a second factor; a new one ends every session and every set-up begun elsewhere."""
        if totp_secret and totp_secret != user.tf_totp_secret:
            self.set_uniquifier(user)
            note("accounts.second_factor_set", subject=user.id, actor=user.id)
        super().tf_set(user, primary_method, totp_secret, phone)

    def tf_reset(self, user: Person) -> None:
        """Take the second factor away; the person's sessions end."""
        user.tf_primary_method = None
        user.tf_totp_secret = None
        self.set_uniquifier(user)


datastore = Datastore(db, Person, RoleRow)
