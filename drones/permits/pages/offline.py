"""The verifier without a network: its page, the worker that keeps it, what a phone's screen needs of it."""

from __future__ import annotations

import json
from hashlib import sha256

from flask import render_template, url_for

from drones.permits import service
from drones.permits.pages.room import UNLISTED, blueprint
from portal.kit.assets import DIST, asset
from portal.kit.edge import Download, Page
from portal.kit.limits import PUBLIC_RATE, limiter
from portal.kit.model import Permission
from portal.kit.permissions import allow
from portal.kit.settings import settings

#: Everything the page loads; it is kept on the device with the page.
FILES = ("app.css", "verify.css", "verify.js", "qr.js", "icon.svg")
#: A new version is seen at the next visit.
_ASKED_AGAIN = {"Cache-Control": "no-cache"}


@blueprint.get("/verify/offline")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC)
def shell() -> Page:
    """The verifier alone, nobody's own page: no session, no form of the portal, both languages."""
    return Page("permits/offline.html", headers=UNLISTED | _ASKED_AGAIN, **service.offline_words())


@blueprint.get("/verify/worker.js")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC)
def worker() -> Download:
    """The service worker. It is registered for ``/verify`` and ``/V/``, which lie beside its own folder."""
    page = render_template("permits/offline.html", **service.offline_words())
    known = {
        "SHELL": url_for("permits.shell"),
        "FILES": [*map(asset, FILES), url_for("permits.manifest")],
        "VERSION": sha256((page + asset("worker.js")).encode()).hexdigest()[:16],
    }
    front = "".join(f"const {name}={json.dumps(value)};\n" for name, value in known.items())
    script = (DIST / asset("worker.js").rsplit("/", 1)[1]).read_bytes()
    headers = _ASKED_AGAIN | {"Service-Worker-Allowed": "/"}
    return Download(front.encode() + script, "text/javascript", headers=headers)


@blueprint.get("/verify/manifest.webmanifest")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC)
def manifest() -> Download:
    """What a phone needs to put the verifier on its screen."""
    found = {
        "name": settings().name,
        "short_name": "Permis",
        "lang": "fr",
        "start_url": url_for("permits.check"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#14305c",
        "icons": [{"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return Download(json.dumps(found).encode(), "application/manifest+json", headers=_ASKED_AGAIN)
