"""ED-318 files (GeoJSON with layers and languages): read tolerantly, written strictly."""

from geofences.zones.formats.ed318.reading import FORMAT, is_ed318, is_piece, read_ed318
from geofences.zones.formats.ed318.writing import write_ed318

__all__ = ["FORMAT", "is_ed318", "is_piece", "read_ed318", "write_ed318"]
