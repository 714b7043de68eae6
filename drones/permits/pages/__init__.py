"""The pages of permits: the check, online and without a network."""

from drones.permits.pages import checking, day, offline
from drones.permits.pages.room import blueprint

__all__ = ["blueprint", "checking", "day", "offline"]
