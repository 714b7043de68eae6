"""OpenAir: airspace as glider and drone pilots exchange it, version 1 and 2; read only."""

from geofences.zones.formats.openair.lines import is_openair
from geofences.zones.formats.openair.reading import FORMAT, read_openair

__all__ = ["FORMAT", "is_openair", "read_openair"]
