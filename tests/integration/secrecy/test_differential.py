"""With and without a concealed zone, every answer to the public and to owners is the same.

The full size, ten thousand requests, and the times are in ``tests/proof/secrecy``.
"""

from __future__ import annotations

from tests.integration.secrecy.comparing import compare


def test_every_answer_is_the_same_with_and_without_a_concealed_zone(pair, kind, monkeypatch):
    differences, times = compare(pair, 400 if kind == "spatialite" else 150, 20261123, monkeypatch)
    assert differences == []
    assert {"page", "own", "lookup", "bulk", "check", "create", "submit", "zone", "permit"} <= set(times)


def test_the_comparison_finds_a_portal_that_leaks(pair, monkeypatch):
    with pair[1].leaking():
        differences, _ = compare(pair, 40, 7, monkeypatch, conceal=False)
    assert differences
