"""The questions asked of a snapshot: a flight, a point, many points, the part concerned."""

from geofences.engine.assessment import FINDING_LIMIT, assess, at_point, consent_of, require_area
from geofences.engine.bulk import PointAnswer, bulk
from geofences.engine.parts import part_of

__all__ = [
    "FINDING_LIMIT",
    "PointAnswer",
    "assess",
    "at_point",
    "bulk",
    "consent_of",
    "part_of",
    "require_area",
]
