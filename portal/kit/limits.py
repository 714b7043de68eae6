"""Rate limits: one limiter for the whole portal, its store named by a setting."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from portal.kit.settings import settings

limiter = Limiter(key_func=get_remote_address, headers_enabled=True)
#: For public calls that somebody could use to guess numbers or to load the portal.
PUBLIC_RATE = "60 per minute"


def install(app: Flask) -> None:
    """Start the limiter on the store of the settings."""
    with app.app_context():
        app.config["RATELIMIT_STORAGE_URI"] = settings().limits_store
    limiter.init_app(app)
