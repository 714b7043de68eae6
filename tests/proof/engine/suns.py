"""Solar schedules against the height of the sun, reckoned here from its declination."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from math import asin, atan2, cos, degrees, radians, sin
from random import Random

from geofences.engine.model import EVERY_DAY, Applicability, DailyRule, Period, SolarEvent
from geofences.engine.schedules import expand_any

STEP = timedelta(minutes=4)
#: From this many degrees above or below an event's height on it is certainly day or night.
SURE = 0.6
HORIZON, TWILIGHT = -0.833, -6.0
#: A rule, and whether it must apply at a height of the sun, rising or setting.
RULES = (
    (SolarEvent.SUNRISE, SolarEvent.SUNSET, lambda height, rising: height > HORIZON + SURE),
    (SolarEvent.SUNSET, SolarEvent.SUNRISE, lambda height, rising: height < HORIZON - SURE),
    (SolarEvent.BMCT, SolarEvent.EECT, lambda height, rising: height > TWILIGHT + SURE),
    (SolarEvent.EECT, SolarEvent.BMCT, lambda height, rising: height < TWILIGHT - SURE),
    (
        SolarEvent.BMCT,
        SolarEvent.SUNRISE,
        lambda height, rising: rising and TWILIGHT + SURE < height < HORIZON - SURE,
    ),
    (
        SolarEvent.SUNSET,
        SolarEvent.EECT,
        lambda height, rising: not rising and TWILIGHT + SURE < height < HORIZON - SURE,
    ),
)


def height(lon: float, lat: float, instant: datetime) -> float:
    """The sun's height in degrees, good to a few hundredths (Astronomical Almanac, low precision)."""
    days = (instant - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=1)
    mean = radians((357.528 + 0.9856003 * days) % 360)
    ecliptic = radians((280.460 + 0.9856474 * days + 1.915 * sin(mean) + 0.020 * sin(2 * mean)) % 360)
    tilt = radians(23.439 - 0.0000004 * days)
    declination = asin(sin(tilt) * sin(ecliptic))
    ascension = atan2(cos(tilt) * sin(ecliptic), cos(ecliptic))
    sidereal = radians((280.46062 + 360.98564737 * days + lon) % 360)
    angle = sidereal - ascension
    return degrees(
        asin(sin(radians(lat)) * sin(declination) + cos(radians(lat)) * cos(declination) * cos(angle))
    )


def compare(seed: int) -> int:
    """One zone somewhere on Earth over two days: wherever in it the rule must apply, it does."""
    random = Random(seed)
    lon, lat = random.uniform(-179, 170), random.uniform(-85, 80)
    if random.random() < 0.3:
        lat = random.choice((66.5, -66.5, 67.4, 0.0, 89.0 - 10))
    width, tall = random.choice(((0, 0), (0.5, 0.5), (8, 0), (8, 4), (0, 12)))
    first = date(2026, 1, 1) + timedelta(days=random.randrange(365))
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    window = Period(start, start + timedelta(days=2))
    clock = timezone(timedelta(hours=random.randrange(-11, 13)))
    begin, end, must = random.choice(RULES)
    item = Applicability(rules=(DailyRule(EVERY_DAY, begin, end, clock),))
    east, north = min(lon + width, 180.0), min(lat + tall, 88.0)
    corners = [(x, y) for x in (lon, east) for y in (lat, north)] if (width or tall) else []
    places = [((lon + east) / 2, (lat + north) / 2), *corners]
    spans = expand_any((item,), window, places)
    count = 0
    for x in {lon, (lon + east) / 2, lon + 0.3 * (east - lon), east}:
        for y in {lat, (lat + north) / 2, lat + 0.8 * (north - lat)}:
            for instant in (start + step * STEP for step in range(720)):
                here = height(x, y, instant)
                if must(here, height(x, y, instant + timedelta(minutes=1)) > here):
                    assert any(span.start <= instant < span.end for span in spans), (seed, x, y, instant)
                count += 1
    return count
