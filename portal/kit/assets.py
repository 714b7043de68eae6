"""The front end's built files: a name in a template becomes the address of the hashed file."""

from __future__ import annotations

import json
import mimetypes
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for
from werkzeug.security import safe_join

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


def _static(filename: str) -> Response:
    """A static file, in the packed form that the build laid beside it where the browser reads gzip."""
    folder = ROOT / "static"
    packed = safe_join(str(folder), f"{filename}.gz")
    if packed is None or not Path(packed).is_file():
        return send_from_directory(folder, filename)
    if not request.accept_encodings["gzip"]:
        answer = send_from_directory(folder, filename)
    else:
        answer = send_from_directory(folder, f"{filename}.gz", mimetype=mimetypes.guess_type(filename)[0])
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    return answer


def install(app: Flask) -> None:
    """Give the templates ``asset(name)``; hashed files are kept for a year and sent packed."""
    app.jinja_env.globals["asset"] = asset
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    app.view_functions["static"] = _static
