"""The demonstration's accounts: made once, kept in a file of this machine, printed at each start."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from drones.desk.cast import CAST
from drones.desk.model import Account
from drones.desk.rules import demonstration as rules
from portal.accounts import service as accounts
from portal.kit.settings import settings


def path() -> Path:
    """The file with the accounts; git ignores its directory."""
    return settings().var / "demo-accounts.json"


def kept() -> tuple[Account, ...]:
    """The accounts of an earlier start; none when there was none."""
    try:
        return tuple(Account(**one) for one in json.loads(path().read_text()))
    except FileNotFoundError:
        return ()


def drawn() -> tuple[Account, ...]:
    """The accounts of an earlier start, or new ones, which are kept before anything uses them."""
    known = {one.email: one for one in kept()}
    if all(character.email in known for character in CAST):
        return tuple(known[character.email] for character in CAST)
    made = tuple(
        known.get(character.email) or rules.account(character, secrets.token_bytes(rules.RANDOM_BYTES))
        for character in CAST
    )
    _keep(made)
    return made


def create(made: tuple[Account, ...], now: datetime) -> dict[str, str]:
    """Make the accounts that are missing; returns the id of each person by e-mail address."""
    ids = {}
    for character, account in zip(CAST, made, strict=True):
        person = accounts.person_by_email(character.email) or accounts.create_person(
            email=character.email,
            password=account.password,
            roles=[character.role],
            command=character.command,
            phone=character.phone,
            phone_verified=True,
            locale="fr",
            totp_secret=account.totp_secret or None,
            now=now,
        )
        ids[character.email] = person.id
    return ids


def _keep(made: tuple[Account, ...]) -> None:
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".new")
    draft.unlink(missing_ok=True)
    # Created with its mode, so that there is no moment in which others can read it.
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump([asdict(one) for one in made], file, indent=1)
    draft.replace(target)
