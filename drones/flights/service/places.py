"""Typed positions for other rooms, read in every way in which the form of a plan reads them."""

from drones.flights.formats.positions import read_position, write_position

__all__ = ["read_position", "write_position"]
