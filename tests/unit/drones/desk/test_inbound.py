"""What a short message asks for, however it is written."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drones.desk.model import Verb
from drones.desk.rules import inbound

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "verb", "reference", "rest"),
    [
        ("STATUT K7Q-M2X", Verb.STATUS, "K7Q-M2X", ""),
        ("statut:k7qm2x", Verb.STATUS, "K7Q-M2X", ""),
        ("  Statut   k7q  m2x ", Verb.STATUS, "K7Q-M2X", ""),
        ("status K7Q–M2X", Verb.STATUS, "K7Q-M2X", ""),
        ("Annulér k7q_m2x", Verb.WITHDRAW, "K7Q-M2X", ""),
        ("OUI K7Q M2X bakito", Verb.YES, "K7Q-M2X", "bakito"),
        ("yes, K7Q-M2X, BAKITO!", Verb.YES, "K7Q-M2X", "BAKITO!"),
        ("non K7Q-M2X", Verb.NO, "K7Q-M2X", ""),
        ("Rép K7Q-M2X : à 30 m, Moussa", Verb.ANSWER, "K7Q-M2X", "à 30 m, Moussa"),
        ("PERMIT abcd 2345", Verb.PERMIT, "", "abcd 2345"),
        ("CONNU Diboli 14h05", Verb.KNOWN, "", "Diboli 14h05"),
        ("aide ?", Verb.HELP, "", "?"),
        ("STATUT", Verb.STATUS, "", ""),
        ("STATUT K7QM2XX", Verb.STATUS, "", "K7QM2XX"),
        ("bonjour", Verb.NONE, "", ""),
        ("", Verb.NONE, "", ""),
        ("status\x00 K7Q-M2X", Verb.STATUS, "K7Q-M2X", ""),
    ],
)
def test_case_accents_blanks_and_marks_do_not_count(text, verb, reference, rest):
    asked = inbound.read(text)
    assert (asked.verb, asked.reference, asked.rest) == (verb, reference, rest)


@given(st.text(max_size=300))
def test_any_text_is_read_as_something_without_control_characters(text):
    asked = inbound.read(text)
    assert asked.rest.isprintable()
    assert asked.reference == "" or len(asked.reference) == 7
    inbound.word_in(asked.rest)
    inbound.place_and_time(asked.rest, NOON)


@pytest.mark.parametrize(
    ("rest", "place", "at"),
    [
        ("Diboli 14:05", "Diboli", "2026-11-23T14:05"),
        ("Diboli à 9h", "Diboli", "2026-11-23T09:00"),
        ("14.4469 -11.4445", "14.4469 -11.4445", "2026-11-23T12:00"),
        ("14.4469 -11.4445 at 23:50", "14.4469 -11.4445", "2026-11-23T23:50"),
        ("Diboli 0h30", "Diboli", "2026-11-23T00:30"),
        ("29PKR 36464 98555", "29PKR 36464 98555", "2026-11-23T12:00"),
        ("Diboli 25:00", "Diboli 25:00", "2026-11-23T12:00"),
    ],
)
def test_a_place_and_the_nearest_time_of_day(rest, place, at):
    found = inbound.place_and_time(rest, NOON)
    assert (found[0], found[1].strftime("%Y-%m-%dT%H:%M")) == (place, at)


def test_after_midnight_an_evening_hour_was_before():
    midnight = NOON.replace(hour=0, minute=10)
    assert inbound.place_and_time("Diboli 23:50", midnight)[1].day == 22


def test_a_word_is_three_syllables_that_any_telephone_writes():
    assert inbound.one_time_word(lambda most: most - 1) == "ZUZUZU"
    assert inbound.one_time_word(lambda most: 0) == "BABABA"
