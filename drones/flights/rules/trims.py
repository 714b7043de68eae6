"""What a command may take away from a plan when it consents: never add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from geofences.engine.model import Band, FlightVolume, Height, Unit


def lowered(volumes: Iterable[FlightVolume], ceiling_m: float) -> tuple[FlightVolume, ...]:
    """The volumes with no ceiling above ``ceiling_m`` metres, each in the datum of its own ceiling.

    Raises ``ValueError("band_upside_down")`` where the floor, in the same datum, is above it.
    """
    return tuple(replace(volume, band=_lowered(volume.band, ceiling_m)) for volume in volumes)


def _lowered(band: Band, ceiling_m: float) -> Band:
    if band.ceiling is None or band.ceiling.metres <= ceiling_m:
        return band
    return replace(band, ceiling=Height(ceiling_m, Unit.METRES, band.ceiling.datum))
