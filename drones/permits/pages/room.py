"""The blueprint of this room's pages, and what they share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from drones.permits import service

blueprint = Blueprint("permits", __name__)

#: What a permit says is for whoever holds it, not for search engines.
UNLISTED = {"X-Robots-Tag": "noindex, nofollow"}


@blueprint.app_context_processor
def _alert() -> dict[str, Any]:
    """For the officers' screen: the code of what keeps permits from being issued, or None."""
    return {"permit_alert": service.key_alert}
