"""KML and KMZ: placemarks with polygons, restriction and heights in ExtendedData; read and written."""

from geofences.zones.formats.kml.archive import read_kmz
from geofences.zones.formats.kml.reading import FORMAT, read_kml
from geofences.zones.formats.kml.tree import is_xml
from geofences.zones.formats.kml.writing import write_kml, write_kmz

__all__ = ["FORMAT", "is_xml", "read_kml", "read_kmz", "write_kml", "write_kmz"]
