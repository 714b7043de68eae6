"""What an aircraft's entry must say, and the moves between its states."""

from dataclasses import replace

import pytest

from drones.registry.model import AircraftClass, AircraftDraft, AircraftState
from drones.registry.rules.aircraft import HOLDS_SERIAL, MOVES, aircraft_faults, move_fault, mtom_fault

GOOD = AircraftDraft("Parrot", "Anafi", AircraftClass.C1, 320, "MFR1C123456789ABC", "Le petit")


def codes(**changes):
    return [(fault.pointer, fault.code) for fault in aircraft_faults(replace(GOOD, **changes))]


def test_a_complete_entry_has_no_fault():
    assert codes() == []
    assert codes(label="") == []


def test_all_faults_come_at_once_each_at_its_field():
    assert codes(maker=" ", model="x" * 81, label="x" * 81, mtom_g=0, serial="") == [
        ("maker", "registry.aircraft.missing"),
        ("model", "registry.aircraft.too_long"),
        ("label", "registry.aircraft.too_long"),
        ("mtom_g", "registry.mtom.too_light"),
        ("serial", "registry.serial.missing"),
    ]


@pytest.mark.parametrize(
    ("cls", "mtom_g", "code"),
    [
        ("C0", 249, None),
        ("C0", 250, "class"),
        ("C2", 3_999, None),
        ("C2", 4_000, "class"),
        ("C3", 24_999, None),
        ("C3", 25_000, "class"),
        ("none", 25_000, None),
        ("private", 600_000, None),
        ("private", 600_001, "too_heavy"),
        ("private", 10, None),
        ("private", 9, "too_light"),
        ("C0", -1, "too_light"),
    ],
)
def test_a_mass_is_believable_for_its_class(cls, mtom_g, code):
    found = mtom_fault(AircraftClass(cls), mtom_g)
    assert (found.code if found else None) == (f"registry.mtom.{code}" if code else None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("active", "lost"),
        ("active", "stolen"),
        ("active", "withdrawn"),
        ("lost", "active"),
        ("lost", "stolen"),
        ("stolen", "active"),
        ("stolen", "lost"),
    ],
)
def test_an_owner_makes_these_moves(before, after):
    assert move_fault(AircraftState(before), AircraftState(after)) is None


def test_an_owner_makes_no_other_move():
    refused = [(one, other) for one in AircraftState for other in AircraftState if move_fault(one, other)]
    assert len(refused) == 25 - 7
    assert all(after is not AircraftState.TRANSFERRED for moves in MOVES.values() for after in moves)


def test_a_serial_is_held_as_long_as_the_aircraft_may_come_back():
    # Otherwise a thief could register a stolen aircraft, or an owner free the serial of one.
    comes_back = {state for state in AircraftState if MOVES[state]}
    assert set(HOLDS_SERIAL) == comes_back
