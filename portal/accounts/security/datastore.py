"""Flask-Security's datastore over our tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_security import SQLAlchemyUserDatastore
from sqlalchemy.exc import IntegrityError

from portal.accounts.model import Role
from portal.accounts.tables import Person, RoleRow
from portal.audit.service import note
from portal.kit.clock import now
from portal.kit.database import db, new_id
from portal.kit.problems import Problem


class Datastore(SQLAlchemyUserDatastore):  # type: ignore[misc]
    """Flask-Security's datastore over our tables; the edge commits, once a request."""

    def commit(self) -> None:
        """Send the changes to the database; the request's one commit is not made here."""
        db.session.flush()

    def find_role(self, role: str) -> RoleRow | None:
        """The row of a role, made when it is first needed; None for a name that is no role."""
        wanted = sa.select(RoleRow).where(RoleRow.name == role)
        found = db.session.scalar(wanted)
        if found is None and role in set(Role):
            try:
                with db.session.begin_nested():
                    db.session.add(RoleRow(id=new_id(), name=role))
            except IntegrityError:  # somebody else needed it first at the same moment
                pass
            found = db.session.scalar(wanted)
        return found

    def create_user(self, **kwargs: Any) -> Person:
        """A new person; the address is kept in lower case, an empty telephone as none."""
        kwargs["email"] = kwargs["email"].lower()
        kwargs["phone"] = kwargs.get("phone") or None
        made: Person = super().create_user(id=new_id(), **({"created_at": now()} | kwargs))
        try:
            db.session.flush()
        except IntegrityError as twice:  # two registrations of one address at the same moment
            raise Problem("accounts.error.email_taken", 409) from twice
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
