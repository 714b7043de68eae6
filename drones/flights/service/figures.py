"""What figures for a command are made of; who may see what is for the rooms above to say."""

from drones.flights.store.figures import MOST, conformance, submitted, waits

__all__ = ["MOST", "conformance", "submitted", "waits"]
