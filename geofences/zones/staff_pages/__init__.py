"""``/zones/edit``: the staff's face of the register; drafts, reviews, publication, withdrawal."""

from geofences.zones.staff_pages import approvals, authoring, emergencies, listing, steps, versions
from geofences.zones.staff_pages.blueprint import blueprint

__all__ = ["approvals", "authoring", "blueprint", "emergencies", "listing", "steps", "versions"]
