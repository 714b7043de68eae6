"""The rules of permits: what fits on one, and what a verification says."""

from drones.permits.rules.areas import AreaTooSmallError, permit_area, permit_areas, simplify_inward
from drones.permits.rules.nearness import how_far
from drones.permits.rules.states import now_valid, state
from drones.permits.rules.volumes import Unprintable, merged, printable

__all__ = [
    "AreaTooSmallError",
    "Unprintable",
    "how_far",
    "merged",
    "now_valid",
    "permit_area",
    "permit_areas",
    "printable",
    "simplify_inward",
    "state",
]
