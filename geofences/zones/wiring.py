"""What the application does for this room at its start."""

from geofences.zones.service.keeper import install

__all__ = ["install"]
