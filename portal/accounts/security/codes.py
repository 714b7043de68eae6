"""Codes of the second factor (TOTP, RFC 6238): each opens once, by the portal's clock."""

from __future__ import annotations

import time
from typing import Any, cast

import segno
from flask import current_app, has_app_context
from flask_security import Totp
from passlib.exc import TokenError
from passlib.totp import TOTP, AppWallet

from portal.accounts import store
from portal.accounts.tables import Person
from portal.kit.clock import now

PERIOD_S = 30


def _seconds() -> float:
    return now().timestamp() if has_app_context() else time.time()


class Codes(Totp):  # type: ignore[misc]
    """Flask-Security's codes without its gap: a code that was used is refused (RFC 6238, 5.2)."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        # The key is as random as the secrets it hides, so stretching it would only cost time.
        wallet = AppWallet(secrets=secrets, encrypt_cost=1)
        self._totp = TOTP.using(issuer=issuer, wallet=wallet, now=_seconds)

    def verify_totp(self, token: str, totp_secret: str, user: Person, window: int = 0) -> bool:
        """True once for each code of ``totp_secret`` (encrypted) within ``window`` seconds."""
        known = totp_secret == user.tf_totp_secret
        last = user.tf_last_counter if known else None
        try:
            match = self._totp.verify(token, totp_secret, window=window, last_counter=last)
        except (TokenError, ValueError):
            return False
        if not known:  # a new secret has used no code yet
            user.tf_last_counter = match.counter
            return True
        return store.claim_counter(user.id, match.counter)

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The picture of a new secret as the address of an image: sharp at any size, on white."""
        picture = segno.make(self.get_totp_uri(username, totp), error="m")
        return picture.svg_data_uri(scale=5, border=4, light="white")

    def conceal(self, key: str) -> str:
        """A base-32 secret as it is kept: encrypted."""
        return cast(str, self._totp(key=key, format="base32").to_json(encrypt=True))

    def usable_code(self, person: Person) -> str:
        """A code that the next sign-in takes: the current one, or the next when it was used."""
        source: Any = self._totp.from_source(person.tf_totp_secret)
        last = person.tf_last_counter
        step = int(_seconds()) // PERIOD_S
        if last is not None and last >= step:
            step = last + 1
        return cast(str, source.generate(step * PERIOD_S).token)


def codes() -> Codes:
    """The codes of the current application."""
    return cast(Codes, current_app.extensions["security"].totp_factory)
