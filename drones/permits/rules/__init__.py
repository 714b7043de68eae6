"""The rules of permits: what fits on one, and what a verification says."""

from drones.permits.rules.areas import AreaTooSmallError, permit_area, simplify_inward
from drones.permits.rules.states import state

__all__ = ["AreaTooSmallError", "permit_area", "simplify_inward", "state"]
