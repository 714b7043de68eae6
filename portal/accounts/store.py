"""The only queries of this room; rows become values here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.model import InvitationView, KeyView, PersonView
from portal.accounts.rules import ATTEMPTS_WITHIN
from portal.accounts.tables import ApiKey, Attempt, Invitation, Person, PhoneCode, RoleRow, person_role
from portal.kit.database import db, new_id
from portal.kit.model import Identity
from portal.kit.statements import ask
from portal.notices.model import Address

PAGE = 200

# Statements of tables, made once: programs ask every second.
_PERSON, _KEY, _ROLE = (cast(sa.Table, one.__table__) for one in (Person, ApiKey, RoleRow))
_HOLDER = (
    sa.select(_KEY.c.scopes, _PERSON.c.id, _PERSON.c.email, _PERSON.c.locale, _PERSON.c.command, _ROLE.c.name)
    .join_from(_KEY, _PERSON, _PERSON.c.id == _KEY.c.person_id)
    .outerjoin(person_role, person_role.c.person_id == _PERSON.c.id)
    .outerjoin(_ROLE, _ROLE.c.id == person_role.c.role_id)
    .where(_KEY.c.digest == sa.bindparam("digest"), _KEY.c.revoked_at.is_(None), _PERSON.c.active)
)
_ADDRESS = sa.select(_PERSON.c.email, _PERSON.c.verified_phone, _PERSON.c.locale).where(
    _PERSON.c.id == sa.bindparam("person")
)


def person(person_id: str) -> Person | None:
    """A person by id."""
    return cast("Person | None", db.session.get(Person, person_id))


def person_by_email(email: str) -> Person | None:
    """A person by address, whatever its case."""
    return db.session.scalar(sa.select(Person).where(Person.email == email.lower()))


def people(*, search: str = "") -> list[Person]:
    """People by address, at most ``PAGE``; ``search`` is a part of the address."""
    wanted = sa.select(Person).order_by(Person.email).limit(PAGE)
    if search:
        wanted = wanted.where(Person.email.contains(search.lower(), autoescape=True))
    return list(db.session.scalars(wanted))


def people_with_role(role: str, command: str | None) -> list[Person]:
    """Active people with a role, and of a command when one is given."""
    wanted = (
        sa.select(Person)
        .join(person_role, person_role.c.person_id == Person.id)
        .join(RoleRow, RoleRow.id == person_role.c.role_id)
        .where(RoleRow.name == role, Person.active)
        .order_by(Person.id)
    )
    if command is not None:
        wanted = wanted.where(Person.command == command)
    return list(db.session.scalars(wanted))


def claim_counter(person_id: str, counter: int) -> bool:
    """Note that the code of this time step was used; False when it, or a later one, already was."""
    done = db.session.execute(
        sa.update(Person)
        .where(
            Person.id == person_id, sa.or_(Person.tf_last_counter.is_(None), Person.tf_last_counter < counter)
        )
        .values(tf_last_counter=counter)
    )
    return bool(cast("sa.CursorResult[Any]", done).rowcount)


def person_by_phone(phone: str) -> Person | None:
    """The active person who verified a number (E.164)."""
    return db.session.scalar(sa.select(Person).where(Person.verified_phone == phone, Person.active))


def free_phone(phone: str, *, but: str) -> list[str]:
    """Nobody else has verified this number any more; gives the ids of those who had."""
    held = sa.select(Person).where(Person.verified_phone == phone, Person.id != but).with_for_update()
    others = list(db.session.scalars(held))
    for other in others:
        other.verified_phone = None
    db.session.flush()
    return [other.id for other in others]


def keep_phone_code(*, person_id: str, phone: str, digest: str, now: datetime) -> None:
    """The one code of a person that counts."""
    code = PhoneCode(person_id=person_id, phone=phone, digest=digest, tries=0, made_at=now)
    db.session.merge(code)
    db.session.flush()


def phone_code(person_id: str, *, hold: bool = False) -> PhoneCode | None:
    """The code that a person was sent; ``hold`` keeps a second try waiting for the first."""
    query = sa.select(PhoneCode).where(PhoneCode.person_id == person_id)
    query = query.with_for_update() if hold else query
    return db.session.scalar(query.execution_options(populate_existing=True))


def drop_phone_code(person_id: str) -> None:
    """The code was used."""
    db.session.execute(sa.delete(PhoneCode).where(PhoneCode.person_id == person_id))


def add_key(*, person_id: str, digest: str, scopes: Collection[str], at: datetime) -> ApiKey:
    """Keep a new key's digest."""
    key = ApiKey(id=new_id(), person_id=person_id, digest=digest, scopes=sorted(scopes), created_at=at)
    db.session.add(key)
    return key


def holder(digest: str) -> Identity | None:
    """Who asks with a key that was not revoked, when they are active; by the key's digest."""
    rows = ask(_HOLDER, digest=digest).all()
    if not rows:
        return None
    one = rows[0]
    return Identity(
        id=one.id,
        email=one.email,
        roles=frozenset(row.name for row in rows if row.name is not None),
        locale=one.locale,
        command=one.command,
        scopes=frozenset(one.scopes),
    )


def address(person_id: str) -> Address | None:
    """How a person is reached."""
    row = ask(_ADDRESS, person=person_id).one_or_none()
    return None if row is None else Address(email=row.email, phone=row.verified_phone, locale=row.locale)


def key(key_id: str) -> ApiKey | None:
    """A key by id."""
    return cast("ApiKey | None", db.session.get(ApiKey, key_id))


def keys_of(person_id: str) -> list[ApiKey]:
    """A person's keys, newest first."""
    wanted = sa.select(ApiKey).where(ApiKey.person_id == person_id).order_by(ApiKey.id.desc())
    return list(db.session.scalars(wanted))


def revoke_keys(person_id: str, at: datetime) -> None:
    """End every key of a person."""
    db.session.execute(
        sa.update(ApiKey)
        .where(ApiKey.person_id == person_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def add_invitation(**values: Any) -> Invitation:
    """Keep a new invitation."""
    invitation = Invitation(id=new_id(), **values)
    db.session.add(invitation)
    return invitation


def invitation(invitation_id: str) -> Invitation | None:
    """An invitation by id."""
    return cast("Invitation | None", db.session.get(Invitation, invitation_id))


def open_invitation(digest: str, at: datetime) -> Invitation | None:
    """The invitation of a link, while it is neither used nor expired."""
    return db.session.scalar(
        sa.select(Invitation)
        .where(Invitation.digest == digest, Invitation.used_at.is_(None), Invitation.expires_at > at)
        .with_for_update()
    )


def open_invitations(at: datetime) -> list[Invitation]:
    """Invitations whose link still opens, newest first."""
    return list(
        db.session.scalars(
            sa.select(Invitation)
            .where(Invitation.used_at.is_(None), Invitation.expires_at > at)
            .order_by(Invitation.id.desc())
            .limit(PAGE)
        )
    )


def close_invitations(email: str, at: datetime) -> None:
    """Earlier links to the same address open no more."""
    db.session.execute(
        sa.update(Invitation)
        .where(Invitation.email == email, Invitation.used_at.is_(None))
        .values(used_at=at)
    )


def attempts(subject: str) -> Attempt | None:
    """The failures counted for a subject."""
    return cast("Attempt | None", db.session.get(Attempt, subject, populate_existing=True))


def count_failure(subject: str, at: datetime) -> None:
    """One more failure; those of more than a quarter of an hour ago no longer count."""
    if _raise_failures(subject, at):
        return
    try:
        with db.session.begin_nested():
            db.session.add(Attempt(subject=subject, failures=1, since=at))
    except IntegrityError:  # another attempt was the first one at the same moment
        _raise_failures(subject, at)


def _raise_failures(subject: str, at: datetime) -> bool:
    old = Attempt.since < at - ATTEMPTS_WITHIN
    raised = db.session.execute(
        sa.update(Attempt)
        .where(Attempt.subject == subject)
        .values(
            failures=sa.case((old, 1), else_=Attempt.failures + 1),
            since=sa.case((old, at), else_=Attempt.since),
        )
        .execution_options(synchronize_session=False)
    )
    return bool(cast("sa.CursorResult[Any]", raised).rowcount)


def forget_failures(subject: str) -> None:
    """Nothing is held against the subject any more."""
    db.session.execute(sa.delete(Attempt).where(Attempt.subject == subject))


def forget_old_failures(at: datetime) -> None:
    """Remove what no longer counts."""
    db.session.execute(sa.delete(Attempt).where(Attempt.since < at - ATTEMPTS_WITHIN))


def view(row: Person) -> PersonView:
    """A person's row as a value."""
    return PersonView(
        id=row.id,
        email=row.email,
        phone=row.phone,
        verified_phone=row.verified_phone,
        locale=row.locale,
        roles=row.role_names,
        command=row.command,
        active=row.active,
        second_factor=bool(row.tf_totp_secret and row.tf_primary_method),
        created_at=row.created_at,
    )


def view_invitation(row: Invitation) -> InvitationView:
    """An invitation's row as a value."""
    return InvitationView(
        id=row.id,
        email=row.email,
        role=row.role,
        command=row.command,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def view_key(row: ApiKey) -> KeyView:
    """A key's row as a value."""
    return KeyView(
        id=row.id, scopes=frozenset(row.scopes), created_at=row.created_at, revoked_at=row.revoked_at
    )
