"""The front end's built files: a name in a template becomes the address of the hashed file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import Flask, url_for

from portal.kit.settings import ROOT

DIST = ROOT / "static" / "dist"


@cache
def _manifest(path: Path, _changed: int) -> dict[str, str]:
    return dict(json.loads(path.read_text()))


def asset(name: str) -> str:
    """The address of a built file; raises ``FileNotFoundError`` when the front end is not built."""
    path = DIST / "manifest.json"
    names = _manifest(path, path.stat().st_mtime_ns)
    return url_for("static", filename=f"dist/{names[name]}")


def install(app: Flask) -> None:
    """Give the templates ``asset(name)`` and let hashed files be kept for a year."""
    app.jinja_env.globals["asset"] = asset
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
