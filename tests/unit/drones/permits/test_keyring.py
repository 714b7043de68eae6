"""The file of the signing keys."""

import json

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
