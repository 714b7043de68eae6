"""The probing attack finds nothing; against a portal that leaks, it finds the zone.

All 64 rays, and filed flights, are in ``tests/proof/secrecy``.
"""

from __future__ import annotations

import pytest

from tests.integration.secrecy import probing

ORACLES = pytest.mark.parametrize("oracle", [probing.lookup, probing.check], ids=["lookup", "check"])


@pytest.fixture
def concealing(pair):
    """The second portal, with its concealed zone."""
    twin = pair[1]
    twin.conceal()
    return twin


@ORACLES
def test_the_attack_learns_nothing(concealing, oracle):
    found = probing.attack_blindly(oracle(concealing), rays=6, steps=5)
    assert (found.borders, found.queries) == ([], 31)


@ORACLES
def test_the_same_attack_on_a_leaking_portal_finds_the_border(concealing, oracle):
    with concealing.leaking():
        found = probing.attack(oracle(concealing), rays=6, steps=8)
    assert len(found.borders) == 6
    assert found.worst_m < 60
