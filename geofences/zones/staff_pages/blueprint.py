"""The blueprint of the staff's face of the register."""

from flask import Blueprint

blueprint = Blueprint("zones_staff", "geofences.zones.staff_pages")
