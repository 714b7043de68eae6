"""The day's permits on a page that prints, for checkpoints and officers."""

from __future__ import annotations

from drones.permits import service
from drones.permits.pages.room import UNLISTED, blueprint
from portal.kit.clock import now
from portal.kit.edge import Page
from portal.kit.model import Permission
from portal.kit.permissions import allow


@blueprint.get("/permits/today")
@allow(Permission.PERMITS_TODAY)
def today() -> Page:
    """Permits that are valid now or later today; each reading of the list is in the ledger."""
    moment = now()
    return Page("permits/today.html", headers=UNLISTED, lines=service.today(now=moment), as_of=moment)
