"""The permits and keys that the tests of this room share."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from math import cos, pi, sin

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drones.permits.formats.keyring import Keyring, SigningKey
from drones.permits.model import PermitArea, PermitContent, PermitVolume
from geofences.engine.model import Datum

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def ring(*seeds: int, exercise: bool = False) -> Keyring:
    """A key ring whose keys are made from small numbers."""
    found = Keyring()
    for seed in seeds:
        private = Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32))
        found = found.with_key(private, created=NOON, exercise=exercise)
    return found


def signing(found: Keyring) -> SigningKey:
    """The ring's signing key, which is there."""
    assert found.signing is not None
    return found.signing


def sixteen(radius: int = 50_000, digits: int = 7) -> PermitArea:
    """Sixteen vertices around Kayes, ``radius`` units of the grid away."""
    lon, lat = round(-11.44448 * 10**digits), round(14.44693 * 10**digits)
    corners = [
        (lon + round(radius * cos(at * pi / 8)), lat + round(radius * sin(at * pi / 8))) for at in range(16)
    ]
    return PermitArea(digits, (tuple(corners),))


def volume(**changes: object) -> PermitVolume:
    """The usual volume, with changes."""
    values = {
        "area": sixteen(),
        "ceiling_m": 120,
        "ceiling_datum": Datum.AGL,
        "start": NOON,
        "end": NOON + timedelta(minutes=30),
    }
    return PermitVolume(**{**values, **changes})


def content(**changes: object) -> PermitContent:
    """The usual permit, with changes; what a volume holds changes its only one."""
    names = {field.name for field in fields(PermitVolume)}
    of_volume = {name: value for name, value in changes.items() if name in names}
    values = {
        "number": 0x0123456789,
        "operator_number": "MLIkay4drone001l",
        "serial_tail": "56789A",
        "conditions": (1, 3),
        **{name: value for name, value in changes.items() if name not in names},
    }
    return PermitContent(**{"volumes": (volume(**of_volume),), **values})
