"""Every code that the registry can compose has words in both languages."""

import pytest
from babel.messages.pofile import read_po

from drones.registry.model import AircraftState, OperatorState, TransferState
from drones.registry.rules.operators import OperatorMove
from drones.registry.service.review import DONE
from portal.kit.catalogues import FOLDER


def composed():
    yield from (f"registry.fitness.operator_{state}" for state in OperatorState if state != "approved")
    yield from (f"registry.fitness.aircraft_{state}" for state in AircraftState if state != "active")
    yield from (f"registry.state.{state}" for state in OperatorState)
    yield from (f"registry.transfer.state_{state}" for state in TransferState)
    told = [f"operator_{DONE[move]}" for move in OperatorMove if move is not OperatorMove.APPLY_AGAIN]
    told += ["pilot_lapsed", "transfer_offered", "transfer_accepted", "transfer_declined"]
    yield from (f"registry.notice.{code}.{part}" for code in told for part in ("subject", "body"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_composed_codes_have_words(language):
    with (FOLDER / language / "registry.po").open("rb") as file:
        known = {message.id for message in read_po(file) if message.string}
    assert [code for code in composed() if code not in known] == []
