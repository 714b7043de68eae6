"""What is open on a plan survives its row."""

import json
from datetime import UTC, datetime, timedelta

from shapely.geometry import box

from drones.flights.formats import pending
from drones.flights.model import Changes, LastWord, Proposal, Standing, State, Undoable
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
VOLUME = FlightVolume(
    box(-11, 13, -10.9, 13.1),
    Band(Height(0.0, Unit.METRES, Datum.AGL), Height(60.0, Unit.METRES, Datum.AGL)),
    Period(NOON, NOON + timedelta(hours=1)),
)
PROPOSAL = Proposal(
    "ZONE4", NOON, Changes(40.0, NOON, None, box(-11, 13, -10.95, 13.1)), (VOLUME,), "Plus bas."
)


def test_a_proposal_is_read_as_it_was_written():
    assert pending.read_proposal(json.loads(json.dumps(pending.write_proposal(PROPOSAL)))) == PROPOSAL


def test_a_decision_that_can_be_undone_is_read_as_it_was_written():
    before = Standing(State.REFERRED, 4, submitted_at=NOON, commands=("ZONE3", "ZONE4"), consents=("ZONE3",))
    word = LastWord("ZONE4", before, 5, NOON + timedelta(seconds=30))
    undoable = Undoable(word, (VOLUME,), (1, 3), PROPOSAL, ("a", "b"))
    assert pending.read_undoable(json.loads(json.dumps(pending.write_undoable(undoable)))) == undoable


def test_nothing_open_is_nothing():
    assert (pending.write_proposal(None), pending.read_undoable(None)) == (None, None)
