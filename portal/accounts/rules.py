"""The one permission table, and the rules about roles, keys and attempts to sign in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from portal.accounts.model import COMMANDED, STAFF, Decision, Role
from portal.kit.model import Fault, Identity, Permission

_SEE = frozenset(
    {
        Permission.LIAISON_READ,
        Permission.CONCEALED_READ,
        Permission.KNOWN_ASK,
        Permission.PERMITS_TODAY,
        Permission.ZONES_READ_DRAFTS,
    }
)

#: Which role may do what. What stands here nowhere, nobody may do.
TABLE: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset({Permission.REGISTRY_OWN, Permission.FLIGHTS_OWN}),
    Role.OFFICER: _SEE | {Permission.LIAISON_DECIDE},
    Role.COMMANDER: _SEE
    | {
        Permission.LIAISON_DECIDE,
        Permission.LIAISON_COMMAND,
        Permission.CONCEALED_SET,
        Permission.ZONES_EDIT,
        Permission.ZONES_PUBLISH,
    },
    Role.ZONE_EDITOR: frozenset({Permission.ZONES_READ_DRAFTS, Permission.ZONES_EDIT}),
    Role.REGISTRAR: frozenset({Permission.REGISTRY_READ, Permission.REGISTRY_REVIEW}),
    Role.CHECKPOINT: frozenset({Permission.KNOWN_ASK, Permission.PERMITS_TODAY}),
    Role.AUDITOR: frozenset(
        {
            Permission.AUDIT_READ,
            Permission.LIAISON_READ,
            Permission.CONCEALED_READ,
            Permission.ZONES_READ_DRAFTS,
            Permission.REGISTRY_READ,
            Permission.ACCOUNTS_READ,
        }
    ),
    Role.ADMIN: frozenset({Permission.ACCOUNTS_READ, Permission.ACCOUNTS_ADMIN}),
}

#: Who makes accounts decides about no flight, and who reads all changes nothing: they are only that.
ALONE = frozenset({Role.ADMIN, Role.AUDITOR})

#: A key shows no second factor, so it reaches only what the API's contract needs.
KEY_SCOPES = frozenset(
    {
        Permission.REGISTRY_OWN,
        Permission.FLIGHTS_OWN,
        Permission.LIAISON_READ,
        Permission.LIAISON_DECIDE,
        Permission.KNOWN_ASK,
    }
)

PASSWORD_LENGTH = 12
INVITATION_DAYS = 7
#: Failures counted within this time; after the limit, nothing is tried until it has passed.
ATTEMPTS_WITHIN = timedelta(minutes=15)

#: Where each role begins, in the order in which a person with several is led.
HOMES: tuple[tuple[Role, str], ...] = (
    (Role.COMMANDER, "/liaison"),
    (Role.OFFICER, "/liaison"),
    (Role.ZONE_EDITOR, "/zones"),
    (Role.REGISTRAR, "/registry"),
    (Role.CHECKPOINT, "/known"),
    (Role.AUDITOR, "/audit"),
    (Role.ADMIN, "/accounts"),
    (Role.OWNER, "/flights"),
)


def permissions_of(roles: Collection[str]) -> frozenset[Permission]:
    """Everything these roles allow; an unknown role or a forbidden pair allows nothing."""
    known = [Role(role) for role in roles if role in set(Role)]
    if len(known) != len(roles) or (len(known) > 1 and ALONE & set(known)):
        return frozenset()
    return frozenset().union(*(TABLE[role] for role in known))


def may(identity: Identity, permission: Permission) -> bool:
    """True when the table lets this identity do it; closed by default.

    A key never reaches further than its scopes, nor further than its person.
    """
    if permission is Permission.PUBLIC:
        return True
    if identity.is_anonymous:
        return False
    if permission is Permission.SIGNED_IN:
        # A person's own account is for the person, not for a program with a key.
        return identity.scopes is None
    if permission not in permissions_of(identity.roles):
        return False
    return identity.scopes is None or (permission in identity.scopes and permission in KEY_SCOPES)


def decide(identity: Identity, permission: Permission) -> Decision:
    """Let in, ask to sign in, ask for the second factor, or refuse."""
    if may(identity, permission):
        open_ = permission in {Permission.PUBLIC, Permission.SIGNED_IN}
        if open_ or not needs_second_factor(identity.roles) or identity.scopes is not None:
            return Decision.ALLOWED
        return Decision.ALLOWED if identity.second_factor else Decision.SECOND_FACTOR
    return Decision.SIGN_IN if identity.is_anonymous else Decision.FORBIDDEN


def needs_second_factor(roles: Collection[str]) -> bool:
    """True for everybody but plain owners."""
    return bool(STAFF & set(roles))


def home(roles: Collection[str]) -> str:
    """The page where somebody with these roles begins."""
    return next((place for role, place in HOMES if role in roles), "/")


def faults_of_roles(roles: Collection[str], command: str | None) -> list[Fault]:
    """What is wrong with giving these roles and this command to one person; empty when nothing is."""
    faults = [
        Fault("roles", "accounts.error.role_unknown", {"role": role})
        for role in sorted(roles)
        if role not in set(Role)
    ]
    if not roles:
        faults.append(Fault("roles", "accounts.error.role_missing"))
    if len(roles) > 1:
        faults += [
            Fault("roles", "accounts.error.role_alone", {"role": role}) for role in sorted(ALONE & set(roles))
        ]
    if COMMANDED & set(roles) and not command:
        faults.append(Fault("command", "accounts.error.command_missing"))
    if command and not COMMANDED & set(roles):
        faults.append(Fault("command", "accounts.error.command_unneeded"))
    return faults


def faults_of_scopes(scopes: Collection[str], roles: Collection[str]) -> list[Fault]:
    """What is wrong with a key of these scopes for a person with these roles."""
    possible = key_scopes(roles)
    faults = [
        Fault("scopes", "accounts.error.scope_refused", {"scope": scope})
        for scope in sorted(scopes)
        if scope not in possible
    ]
    return faults or ([] if scopes else [Fault("scopes", "accounts.error.scope_missing")])


def key_scopes(roles: Collection[str]) -> frozenset[Permission]:
    """The scopes that a key of a person with these roles may have."""
    return permissions_of(roles) & KEY_SCOPES


def faults_of_password(password: str, email: str) -> list[Fault]:
    """What makes a password too easy, beside its length: the address in it, or nearly one character.

    The words of the lists of stolen passwords that are 12 characters and longer are of these kinds.
    """
    plain, name = password.casefold(), email.casefold().partition("@")[0]
    if len(set(plain)) < 5 or _is_run(plain) or plain in _COMMON:
        return [Fault("password", "accounts.error.password_simple")]
    if email.casefold() in plain or (len(name) >= 4 and name in plain and len(plain) - len(name) < 6):
        return [Fault("password", "accounts.error.password_email")]
    return []


# fmt: off
_COMMON = frozenset(
    {
        "motdepasse123", "motdepasse1234", "motdepasse2026", "passwordpassword", "password1234",
        "password12345", "password123456", "azertyuiop123", "qwertyuiop123", "qwertyuiop12",
        "azertyuiop12", "iloveyou1234", "welcome12345", "administrator", "administrateur",
        "changeme1234", "letmein12345", "123456789abc", "abc123456789", "1q2w3e4r5t6y", "bamako123456",
        "kayes1234567",
    }
)
# fmt: on
_RUNS = (
    "0123456789" * 3,
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
)


def _is_run(plain: str) -> bool:
    return any(plain in run or plain in run[::-1] for run in _RUNS)


def digest(secret: str) -> str:
    """What is kept of a secret of 256 random bits: its SHA-256, in hexadecimal."""
    return sha256(secret.encode()).hexdigest()


def is_over(*, failures: int, since: datetime | None, limit: int, now: datetime) -> bool:
    """True while ``limit`` failures within the last quarter of an hour forbid another try."""
    return since is not None and failures >= limit and now - since < ATTEMPTS_WITHIN
