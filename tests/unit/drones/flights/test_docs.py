"""The page of states and moves in the docs is that of the code."""

from pathlib import Path

from drones.flights.formats import states_table
from drones.flights.model import Move
from drones.flights.rules import events
from drones.flights.rules.moves import TABLE

DOCS = Path(__file__).resolve().parents[4] / "docs" / "flight-states.md"


def test_the_page_of_states_and_moves_is_that_of_the_code():
    assert states_table.write() == DOCS.read_text(), "run: python scripts/flight_states.py"


def test_every_move_has_a_place_in_the_table_a_line_of_its_own_and_somebody_who_makes_it():
    assert set(Move) == set(TABLE) == set(events.EVENTS) == set(events.BY)
    assert len(set(events.EVENTS.values())) == len(Move)
