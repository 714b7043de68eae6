"""Zones and pre-approvals as people type them in a form."""

from geofences.zones.formats.typed.authorities import UNITS
from geofences.zones.formats.typed.layers import Shape, write_layer
from geofences.zones.formats.typed.periods import CLOCK, write_periods
from geofences.zones.formats.typed.pieces import Piece, read_piece
from geofences.zones.formats.typed.scalars import Typed
from geofences.zones.formats.typed.zones import (
    MOST_BLOCKS,
    ApprovalReading,
    ZoneReading,
    is_too_large,
    read_approval,
    read_zone,
    write_approval,
    write_zone,
)

__all__ = [
    "CLOCK",
    "MOST_BLOCKS",
    "UNITS",
    "ApprovalReading",
    "Piece",
    "Shape",
    "Typed",
    "ZoneReading",
    "is_too_large",
    "read_approval",
    "read_piece",
    "read_zone",
    "write_approval",
    "write_layer",
    "write_periods",
    "write_zone",
]
