"""Parts of a zone as the portal's own JSON API states them."""

from __future__ import annotations

from typing import Any

from geofences.engine.model import Authority, Band, Height
from geofences.zones.formats.properties import write_duration


def band_statement(band: Band) -> dict[str, Any]:
    """Floor and ceiling with unit and datum; ``None`` where a limit is not stated (unbounded)."""
    return {"floor": height_statement(band.floor), "ceiling": height_statement(band.ceiling)}


def height_statement(height: Height | None) -> dict[str, Any] | None:
    """A height as stated, and in metres."""
    if height is None:
        return None
    return {
        "value": height.value,
        "unit": height.unit.value,
        "datum": height.datum.value,
        "metres": round(height.metres, 2),
    }


def authority_statement(authority: Authority) -> dict[str, Any]:
    """Whom to ask, with the notice that is wanted (ISO 8601 duration)."""
    return {
        "name": authority.name,
        "service": authority.service,
        "contact_name": authority.contact_name,
        "site_url": authority.site_url,
        "email": authority.email,
        "phone": authority.phone,
        "purpose": None if authority.purpose is None else authority.purpose.value,
        "interval_before": write_duration(authority.interval_before) if authority.interval_before else None,
    }
