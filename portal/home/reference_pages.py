"""The page of the programming interface, written from its own description, without any script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app

from portal.kit.edge import Page
from portal.kit.model import Permission
from portal.kit.permissions import allow

blueprint = Blueprint("reference", __name__)
METHODS = ("get", "post", "put", "patch", "delete")


@blueprint.get("/api/v1/docs")
@allow(Permission.PUBLIC)
def reference() -> Page:
    """Every call with its parameters, bodies and answers."""
    description: dict[str, Any] = current_app.spec  # type: ignore[attr-defined]
    calls = [
        {"method": method.upper(), "path": path, **item[method]}
        for path, item in sorted(description.get("paths", {}).items())
        for method in METHODS
        if method in item
    ]
    schemas = description.get("components", {}).get("schemas", {})
    return Page("home/reference.html", calls=calls, schemas=dict(sorted(schemas.items())))
