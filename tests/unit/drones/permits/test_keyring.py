"""The file of the signing keys."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest

from drones.permits.formats import keyring
from drones.permits.formats.keyring import KeyFileError
from tests.unit.drones.permits.cast import ring, signing


def test_a_ring_is_read_as_it_was_written():
    found = keyring.read(keyring.write(ring(1, 2, exercise=True)))
    assert [entry.id for entry in found.entries] == [entry.id for entry in ring(1, 2).entries]
    assert all(entry.public.exercise for entry in found.entries)
    assert signing(found).id == signing(ring(2)).id


def test_a_retired_key_verifies_and_signs_no_more():
    newest = ring(1, 2).entries[-1].id
    found = keyring.read(keyring.write(ring(1, 2).retired(newest)))
    assert len(found.public) == 2
    assert signing(found).id == signing(ring(1)).id
    assert "private" not in json.loads(keyring.write(found))["keys"][1]


def test_a_key_that_is_not_there_cannot_be_retired():
    with pytest.raises(KeyError):
        ring(1).retired("00000000")


def test_a_key_cannot_stand_there_twice():
    with pytest.raises(KeyFileError, match="key_id_twice"):
        ring(1, 1)


def _changed(**changes: object) -> bytes:
    document = json.loads(keyring.write(ring(1)))
    document["keys"][0].update(changes)
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "key_file_unreadable"),
        (b"[]", "key_file_unreadable"),
        (b'{"version": 2, "keys": []}', "key_file_version"),
        (_changed(public="AAAA"), "key_file_unreadable"),
        (_changed(private="AAAA"), "key_file_unreadable"),
        (_changed(private=json.loads(keyring.write(ring(2)))["keys"][0]["private"]), "key_halves_differ"),
        (_changed(id="00000000"), "key_id_differs"),
        (_changed(created="2026-11-23T12:00:00"), "key_file_unreadable"),
        (_changed(created="yesterday"), "key_file_unreadable"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused_without_telling_its_secrets(data, code):
    with pytest.raises(KeyFileError, match=code) as caught:
        keyring.read(data)
    assert caught.value.__cause__ is None


def test_an_unclear_exercise_mark_counts_as_an_exercise():
    assert keyring.read(_changed(exercise="no")).entries[0].public.exercise


def _inverse(value: int) -> int:
    return pow(value, P - 2, P)


def _double(point: tuple[int, int]) -> tuple[int, int]:
    x, y = point
    mixed = D * x * x * y * y
    return 2 * x * y * _inverse(1 + mixed) % P, (y * y + x * x) * _inverse(1 - mixed) % P


def _on_curve(y: int) -> tuple[int, int]:
    """The point with this second coordinate (RFC 8032, 5.1.3); zero where it cannot be had."""
    square = (y * y - 1) * _inverse(D * y * y + 1) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == square
    return x, y % P


P = 2**255 - 19
D = -121665 * _inverse(121666) % P


@pytest.mark.parametrize("raw", sorted(keyring.WEAK), ids=lambda raw: raw.hex()[:8])
def test_a_weak_key_is_of_small_order_and_refused(raw):
    point = _on_curve(int.from_bytes(raw, "little"))
    for _twice in range(3):
        point = _double(point)
    assert point == (0, 1)
    for changed in (raw, raw[:-1] + bytes([raw[-1] | 0x80])):
        assert keyring.is_weak(changed)
        document = json.loads(keyring.write(ring(1)))
        entry = document["keys"][0]
        del entry["private"]
        entry["public"] = urlsafe_b64encode(changed).decode()
        entry["id"] = sha256(changed).hexdigest()[:8]
        with pytest.raises(KeyFileError, match="key_weak"):
            keyring.read(json.dumps(document).encode())


def test_no_usual_key_is_weak():
    assert not any(keyring.is_weak(entry.public.raw) for entry in ring(*range(1, 60)).entries)
