"""The owner's pages: the list, the form, where a plan stands."""

from drones.flights.pages import filing, life, own
from drones.flights.pages.room import blueprint

__all__ = ["blueprint", "filing", "life", "own"]
