"""The owner's pages: the list, the form, where a plan stands."""

from drones.flights.pages import batch, filing, life, own, series
from drones.flights.pages.room import blueprint

__all__ = ["batch", "blueprint", "filing", "life", "own", "series"]
