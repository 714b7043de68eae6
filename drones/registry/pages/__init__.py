"""The owner's pages, and the public question about a number."""

from drones.registry.pages import aircraft, check, operator, pilots, transfers
from drones.registry.pages.own import blueprint

__all__ = ["aircraft", "blueprint", "check", "operator", "pilots", "transfers"]
