"""Flight plans over JSON: the public check, and an owner's whole story."""

from drones.flights.api import life, plans, positions
from drones.flights.api.shapes import blueprint

__all__ = ["blueprint", "life", "plans", "positions"]
