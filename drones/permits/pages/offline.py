"""The verifier without a network: its page, the worker that keeps it, what a phone's screen needs of it."""

from __future__ import annotations

import gzip
import json
from hashlib import sha256

from flask import render_template, request, url_for

from drones.permits import service
from drones.permits.pages.room import UNLISTED, blueprint
from portal.kit.assets import DIST, asset
from portal.kit.edge import Download
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
def shell() -> Download:
    """The verifier alone, nobody's own page: no session, no form of the portal."""
    return _packed(_shell(), "text/html")


@blueprint.get("/verify/words.json")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC)
def offline_words() -> Download:
    """What the verifier says, in both languages."""
    return _packed(_words(), "application/json")


@blueprint.get("/verify/worker.js")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC)
def worker() -> Download:
    """The service worker. It is registered for ``/verify`` and ``/V/``, which lie beside its own folder."""
    known = {
        "SHELL": url_for("permits.shell"),
        "FILES": [*map(asset, FILES), url_for("permits.manifest"), url_for("permits.offline_words")],
        "VERSION": sha256((_shell() + _words() + asset("worker.js")).encode()).hexdigest()[:16],
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


def _shell() -> str:
    return render_template("permits/offline.html", **service.offline_words())


def _words() -> str:
    return json.dumps(service.offline_words()["words"], ensure_ascii=False)


def _packed(text: str, mimetype: str) -> Download:
    """Packed where the browser reads gzip: nothing in it is secret or comes from the request."""
    headers = UNLISTED | _ASKED_AGAIN | {"Vary": "Accept-Encoding"}
    if not request.accept_encodings["gzip"]:
        return Download(text.encode(), mimetype, headers=headers)
    packed = gzip.compress(text.encode(), mtime=0)
    return Download(packed, mimetype, headers=headers | {"Content-Encoding": "gzip"})
