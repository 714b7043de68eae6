"""Flight plans over JSON: the public check, and an owner's whole story."""

from drones.flights.api import batch, life, plans, positions
from drones.flights.api.shapes import blueprint

__all__ = ["batch", "blueprint", "life", "plans", "positions"]
