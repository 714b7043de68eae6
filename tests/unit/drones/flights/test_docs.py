"""The table of moves in the docs is that of the code."""

from pathlib import Path

from drones.flights.rules.moves import TABLE

DOCS = Path(__file__).resolve().parents[4] / "docs" / "flights.md"


def table():
    yield "| move | from | to |"
    yield "|---|---|---|"
    for move, (sources, target) in TABLE.items():
        starts = ", ".join(sorted(state.value for state in sources))
        yield f"| {move.value} | {starts} | {target.value if target else 'the state it had'} |"


def test_the_table_of_moves_in_the_docs_is_that_of_the_code():
    assert "\n".join(table()) in DOCS.read_text()
