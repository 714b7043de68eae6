"""The verifier without a network: its page, the worker that keeps it, what a phone's screen needs of it."""

from __future__ import annotations

import gzip
import json
from hashlib import sha256
from typing import Any

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
#: What is asked for by the digest of what it holds stays as it is.
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


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
    return _packed(_words(service.offline_words()), "application/json")


@blueprint.get("/verify/worker.js")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC)
def worker() -> Download:
    """The service worker. It is registered for ``/verify`` and ``/V/``, which lie beside its own folder."""
    found = verifier()
    made = [found["words_address"], found["manifest_address"]]
    known = {
        "SHELL": _named("permits.shell", _shell()),
        "FILES": [*map(asset, FILES), *made],
        "VERSION": _digest("".join([_shell(), *made, asset("worker.js")])),
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
    return Download(_manifest().encode(), "application/manifest+json", headers=_kept(_manifest()))


def _manifest() -> str:
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
    return json.dumps(found)


def verifier() -> dict[str, Any]:
    """What the templates of the verifier need: words, and the addresses of this version's files."""
    found = service.offline_words()
    words = _named("permits.offline_words", _words(found))
    return found | {"words_address": words, "manifest_address": _named("permits.manifest", _manifest())}


def _shell() -> str:
    return render_template("permits/offline.html", **verifier())


def _words(found: dict[str, Any]) -> str:
    return json.dumps(found["words"], ensure_ascii=False)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _named(endpoint: str, text: str) -> str:
    return url_for(endpoint, v=_digest(text))


def _kept(text: str) -> dict[str, str]:
    return _FOR_GOOD if request.args.get("v") == _digest(text) else _ASKED_AGAIN


def _packed(text: str, mimetype: str) -> Download:
    """Packed where the browser reads gzip: nothing in it is secret or comes from the request."""
    headers = UNLISTED | _kept(text) | {"Vary": "Accept-Encoding"}
    if not request.accept_encodings["gzip"]:
        return Download(text.encode(), mimetype, headers=headers)
    packed = gzip.compress(text.encode(), mtime=0)
    return Download(packed, mimetype, headers=headers | {"Content-Encoding": "gzip"})
