"""Frozen values of permits: what is signed, what was read, what a verification says.

A permit knows its flight only by the text of the flight's id, and no person at all: it names the
operator's public number and the tail of the aircraft's serial number.
"""

from drones.permits.model.areas import (
    LEAST_DIGITS,
    MOST_DIGITS,
    MOST_VERTICES,
    MOST_VOLUMES,
    Catchment,
    PermitArea,
    PermitVolume,
    Vertex,
    whole_area,
)
from drones.permits.model.contents import NUMBER_BITS, SERIAL_TAIL, Condition, PermitContent, code_of
from drones.permits.model.states import Permit, ReadCode, Reading, RevocationList, State, Verification

__all__ = [
    "LEAST_DIGITS",
    "MOST_DIGITS",
    "MOST_VERTICES",
    "MOST_VOLUMES",
    "NUMBER_BITS",
    "SERIAL_TAIL",
    "Catchment",
    "Condition",
    "Permit",
    "PermitArea",
    "PermitContent",
    "PermitVolume",
    "ReadCode",
    "Reading",
    "RevocationList",
    "State",
    "Verification",
    "Vertex",
    "code_of",
    "whole_area",
]
