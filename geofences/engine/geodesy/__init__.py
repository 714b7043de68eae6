"""Geometry in metres on the WGS 84 ellipsoid: circles, corridors, buffers, areas, moves.

Every area that leaves here is a lon/lat polygon whose edges are read as straight lines in
longitude and latitude, as the engine's predicates read them. Areas that widen something
(circle, corridor, buffer) enclose the truth: they are never smaller than it, and larger by at
most the stated tolerance. What would cross the antimeridian or come near a pole is refused by
name, never wrapped.
"""

from geofences.engine.geodesy.buffers import buffer_m
from geofences.engine.geodesy.circles import circle
from geofences.engine.geodesy.corridors import corridor
from geofences.engine.geodesy.edges import densify
from geofences.engine.geodesy.ellipsoid import WGS84, Floats, GeodesyError, GeodesyFault, Position
from geofences.engine.geodesy.measures import area_m2, distance_m, transfer

__all__ = [
    "WGS84",
    "Floats",
    "GeodesyError",
    "GeodesyFault",
    "Position",
    "area_m2",
    "buffer_m",
    "circle",
    "corridor",
    "densify",
    "distance_m",
    "transfer",
]
