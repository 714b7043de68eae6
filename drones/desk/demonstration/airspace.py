"""The exercise zones in the register of zones."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import airportsdata
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from drones.desk import kayes
from geofences.zones import service as zones
from portal.kit.settings import settings

OUTLINE = Path(kayes.__file__).with_name("kayes.geojson")
NO_PHONE = "+223 00 00 00 00"


def region() -> BaseGeometry:
    """The outline of the region of Kayes, lon, lat."""
    return shape(json.loads(OUTLINE.read_text())["geometry"])


def publish(now: datetime) -> None:
    """Publish every exercise zone and pre-approval that does not stand there yet.

    The temporary zone is put again once it is over, so that there always is one around now.
    """
    area = region()
    fields = kayes.aerodromes(airportsdata.load("ICAO").values(), area)
    made = kayes.zones(region=area, fields=fields, phone=settings().liaison_phone or NO_PHONE, now=now)
    standing = {zone.identifier: zone for zone in zones.published()}
    held = standing.get(kayes.TEMPORARY)
    if held is not None and kayes.is_around(held, now):
        made = tuple(zone for zone in made if zone.identifier != kayes.TEMPORARY)
    zones.put(zones=made, pre_approvals=kayes.pre_approvals(fields), now=now)
