"""Words that would give a concealed zone away are found however they are spelled."""

from __future__ import annotations

import pytest

from drones.liaison.rules.secrecy import gives_away

NAMES = [("CX-1", "Secteur dissimulé nord"), ("B2", "Dépôt")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Refusé à cause de CX-1.", ("CX-1",)),
        ("refusé : cx 1", ("CX-1",)),
        ("voir cx1 et B2", ("CX-1", "B2")),
        ("le SECTEUR DISSIMULE  NORD", ("Secteur dissimulé nord",)),
        ("près du depot", ("Dépôt",)),
        ("près du dé\u0301pôt".replace("dé\u0301", "de\u0301"), ("Dépôt",)),
    ],
)
def test_a_mention_is_found(text: str, found: tuple[str, ...]) -> None:
    assert gives_away(text, NAMES) == found


@pytest.mark.parametrize(
    "text", ["", "Le secteur nord est fermé.", "CX-10", "CX-12 et 1", "B21", "dépôts", "Volez plus bas."]
)
def test_other_words_are_not(text: str) -> None:
    assert gives_away(text, NAMES) == ()
