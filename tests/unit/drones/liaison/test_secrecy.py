"""Words that would give a concealed zone away are found however they are spelled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from drones.liaison.rules.secrecy import gives_away, has_position, heights_m, repeats_height, repeats_time

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


@pytest.mark.parametrize(
    "text",
    ["c x 1", "C.X.1", "CX01", "cx_001", "C\u200bX-1", "СХ-1", "ＣＸ－１", "c\u00adx–1", "(CX−1)", "ĆX-1"],
)
def test_no_spelling_hides_an_identifier(text: str) -> None:
    assert gives_away(f"Restez loin de {text}, merci.", NAMES) == ("CX-1",)


@pytest.mark.parametrize(
    "text", ["secteurdissimulénord", "S e c t e u r dissimulé-nord", "Secteur dissimule\u0301 nord"]
)
def test_no_spelling_hides_a_name(text: str) -> None:
    assert gives_away(f"À cause du {text}.", NAMES) == ("Secteur dissimulé nord",)


@pytest.mark.parametrize("text", ["avec x 1", "CX-1b", "1CX-1", "acx-1", "CX-100"])
def test_a_name_inside_other_words_is_none(text: str) -> None:
    assert gives_away(text, NAMES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "13,8065 ; -10,8321",
        "13.80650, -10.83210",
        "14°26'30\"N",
        "142630N 0112640W",
        "29PKR 36464 98555",
        "29N 236464 1598555",
    ],
)
def test_positions_are_seen_in_every_usual_writing(text: str) -> None:
    assert has_position(f"Évitez {text}.")


@pytest.mark.parametrize(
    "text", ["Appelez le +223 70 00 00 00.", "à 14h30, sous 40 m", "le 24/11/2026", "2,5 kg et 3,5 m"]
)
def test_other_figures_are_no_positions(text: str) -> None:
    assert not has_position(text)


def test_heights_are_read_in_metres_and_feet() -> None:
    assert heights_m("sous 150 m, 1 500 mètres, 500 ft ou 33,5 M") == (
        150.0,
        1500.0,
        pytest.approx(152.4),
        33.5,
    )
    assert repeats_height("Sous 495 pieds.", [150.0], known=[])
    assert not repeats_height("Sous 60 m.", [62.0], known=[60.0])
    assert not repeats_height("Sous 100 m.", [150.0], known=[])


def test_times_are_read_as_people_write_them() -> None:
    secret = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    for text in ("après 14h30", "avant 14:25", "dès 14 h 35", "14H30"):
        assert repeats_time(text, [secret], known=[], zones=[UTC])
    for text in ("après 14h45", "le 14/30", "à 14h30"):
        assert not repeats_time(text, [secret], known=[secret] if "à" in text else [], zones=[UTC])
    assert repeats_time("vers 23h58", [datetime(2026, 11, 24, 0, 3, tzinfo=UTC)], known=[], zones=[UTC])
    assert repeats_time("à 15h30", [secret], known=[], zones=[timezone(timedelta(hours=1))])
