"""The blueprint of this room's pages, and what they share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("permits", __name__)

#: What a permit says is for whoever holds it, not for search engines.
UNLISTED = {"X-Robots-Tag": "noindex, nofollow"}
