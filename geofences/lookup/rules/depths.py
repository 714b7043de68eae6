"""Heights that can only lie below the ground: what is asked of them is asked of the ground as well."""

from __future__ import annotations

from geofences.engine.heights import certainly_not_above
from geofences.engine.model import Band, Datum, Height, TerrainBounds, Unit

GROUND = Height(0.0, Unit.METRES, Datum.AGL)


def up_to_the_ground(band: Band | None, terrain: TerrainBounds) -> Band | None:
    """The band, and where its ceiling is below all ground that there may be, up to the ground.

    Nothing flies there: whoever asks has a barometer that drifted or another datum in mind, and
    "clear" under a zone that begins at the ground would be taken for an answer about the air.
    """
    if band is None or band.ceiling is None or not certainly_not_above(band.ceiling, GROUND, terrain):
        return band
    return Band(band.floor, GROUND)
