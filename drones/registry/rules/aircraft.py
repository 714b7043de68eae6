"""What an aircraft's entry must say, and the moves between its states."""

from __future__ import annotations

from types import MappingProxyType

from drones.registry.model import AircraftClass, AircraftDraft, AircraftState
from drones.registry.rules.serials import serial_fault
from portal.kit.model import Fault

#: Maximum take-off masses at which a class ends, in grams, exclusive ((EU) 2019/945, from
#: memory): a guard against a slip of the pen such as kilograms for grams, not legal advice.
CLASS_LIMIT_G = MappingProxyType(
    {
        AircraftClass.C0: 250,
        AircraftClass.C2: 4_000,
        AircraftClass.C1: 25_000,
        AircraftClass.C3: 25_000,
        AircraftClass.C4: 25_000,
        AircraftClass.C5: 25_000,
        AircraftClass.C6: 25_000,
    }
)
LIGHTEST_G, HEAVIEST_G = 10, 600_000
LONGEST_NAME = 80

#: An aircraft lost or stolen stays in the register until it is found, so that nobody else can
#: register its serial; transferred and withdrawn are the end.
MOVES = MappingProxyType(
    {
        AircraftState.ACTIVE: frozenset({AircraftState.LOST, AircraftState.STOLEN, AircraftState.WITHDRAWN}),
        AircraftState.LOST: frozenset({AircraftState.ACTIVE, AircraftState.STOLEN}),
        AircraftState.STOLEN: frozenset({AircraftState.ACTIVE, AircraftState.LOST}),
        AircraftState.TRANSFERRED: frozenset(),
        AircraftState.WITHDRAWN: frozenset(),
    }
)
#: States in which an entry holds its serial against others.
HOLDS_SERIAL = (AircraftState.ACTIVE, AircraftState.LOST, AircraftState.STOLEN)


def aircraft_faults(draft: AircraftDraft) -> tuple[Fault, ...]:
    """Everything wrong with an aircraft's entry, all at once; pointers are the draft's fields."""
    faults = [_name_fault("maker", draft.maker), _name_fault("model", draft.model)]
    if len(draft.label) > LONGEST_NAME:
        faults.append(Fault("label", "registry.aircraft.too_long", {"longest": LONGEST_NAME}))
    faults += [mtom_fault(draft.cls, draft.mtom_g), serial_fault(draft.cls, draft.serial)]
    return tuple(fault for fault in faults if fault is not None)


def mtom_fault(cls: AircraftClass, mtom_g: int) -> Fault | None:
    """Whether a mass in grams is believable, and believable for its class."""
    if mtom_g < LIGHTEST_G:
        return Fault("mtom_g", "registry.mtom.too_light", {"lightest": LIGHTEST_G})
    if mtom_g > HEAVIEST_G:
        return Fault("mtom_g", "registry.mtom.too_heavy", {"heaviest": HEAVIEST_G})
    limit = CLASS_LIMIT_G.get(cls)
    if limit is not None and mtom_g >= limit:
        return Fault("mtom_g", "registry.mtom.class", {"cls": cls.value, "limit": limit, "found": mtom_g})
    return None


def move_fault(before: AircraftState, after: AircraftState) -> Fault | None:
    """The fault of a move that an owner may not make; handing over is a transfer's business."""
    if after in MOVES[before]:
        return None
    return Fault("state", "registry.aircraft.no_such_move", {"before": before.value, "after": after.value})


def _name_fault(pointer: str, text: str) -> Fault | None:
    if not text.strip():
        return Fault(pointer, "registry.aircraft.missing")
    if len(text) > LONGEST_NAME:
        return Fault(pointer, "registry.aircraft.too_long", {"longest": LONGEST_NAME})
    return None
