"""Fits this room into the application: Flask-Security, the gate, the addresses of the outbox."""

from __future__ import annotations

from apiflask import APIFlask

from portal.accounts import security, service
from portal.accounts.gate import gate
from portal.notices import service as notices


def install(app: APIFlask) -> None:
    """Close the portal with this room's gate; before it, everybody is the public."""
    security.install(app, app.extensions["portal.settings"])
    app.extensions["portal.gate"] = gate
    app.extensions["portal.tasks"]["accounts.forget"] = service.forget
    notices.connect(app, service.contact)
