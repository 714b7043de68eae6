"""The watch over flights in the air near what is concealed: officers of the zone's command are alerted."""

from __future__ import annotations

from datetime import datetime, timedelta

from drones.flights import service as flights
from drones.flights.model import FlightView
from drones.flights.model.alerts import AlertKind
from drones.flights.model.tracks import LiveFlight
from geofences.concealed import service as concealed
from geofences.concealed.model import Version
from geofences.engine import geodesy
from geofences.engine.geodesy import GeodesyError
from geofences.engine.model import Band, FlightVolume, Height, Period, Unit

#: An older position says no longer where an aircraft is.
FRESH = timedelta(seconds=60)
#: How far around a reported position, aside and up or down, an aircraft may be, metres.
DOUBT_M = 30.0


def watch_air(now: datetime) -> None:
    """The worker's part: an aircraft in a concealed zone for which its plan has no consent is alerted on.

    By the clock, never while the pilot's program waits, so that no answer takes longer for a concealed
    cause; only officers of the zone's own command hear of it.
    """
    for live in flights.in_the_air():
        commands = _alarmed(live, now)
        if commands:
            flights.raise_alert(
                flight_id=live.flight_id,
                kind=AlertKind.CONCEALED,
                facts={},
                now=now,
                concealed=True,
                commands=commands,
            )
        else:
            flights.clear_alerts(flight_id=live.flight_id, kinds=frozenset({AlertKind.CONCEALED}), now=now)


def _alarmed(live: LiveFlight, now: datetime) -> tuple[str, ...]:
    """Commands in whose concealed zones the aircraft is without their consent."""
    volume = _around(live, now)
    found = () if volume is None else concealed.met(volumes=(volume,), command=None)
    if not found:
        return ()
    flight = flights.flight(flight_id=live.flight_id)
    return tuple(sorted({one.version.command for one in found if not _agreed(flight, one.version)}))


def _around(live: LiveFlight, now: datetime) -> FlightVolume | None:
    """Where the aircraft may be; a height that is not known is any height. ``None``: nothing fresh."""
    fix = live.track.last
    if fix is None or now - fix.at > FRESH:
        return None
    try:
        area = geodesy.circle(fix.lon, fix.lat, DOUBT_M)
    except GeodesyError:
        return None
    at = live.height
    band = Band() if at is None else Band(_moved(at, -DOUBT_M), _moved(at, DOUBT_M))
    return FlightVolume(area, band, Period(now, now + timedelta(seconds=1)))


def _moved(height: Height, metres: float) -> Height:
    return Height(height.metres + metres, Unit.METRES, height.datum)


def _agreed(flight: FlightView, version: Version) -> bool:
    """The zone's command consented to a plan that meets the zone: its officers saw that on the case."""
    return version.command in flight.standing.consents and any(
        one.version.id == version.id for one in concealed.met(volumes=flight.volumes, command=version.command)
    )
