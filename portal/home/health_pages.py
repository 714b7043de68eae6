"""Whether the portal lives, whether it is ready, and its figures for operations."""

from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, current_app, request

from portal.kit import metrics
from portal.kit.edge import Download
from portal.kit.model import Permission
from portal.kit.permissions import allow
from portal.kit.problems import Problem
from portal.kit.settings import settings

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow(Permission.PUBLIC, api=True)
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@allow(Permission.PUBLIC, api=True)
def readyz() -> tuple[dict[str, object], int]:
    """The process can do its work: each check by name, 503 while one fails."""
    checks = {name: _holds(check) for name, check in current_app.extensions["portal.readiness"].items()}
    ready = all(checks.values())
    return {"status": "ready" if ready else "not_ready", "checks": checks}, 200 if ready else 503


def _holds(check: object) -> bool:
    try:
        return bool(check())  # type: ignore[operator]
    except Exception:
        return False


@blueprint.get("/metrics")
@allow(Permission.PUBLIC, api=True)
def figures() -> Download:
    """Prometheus' text form, for whoever holds the token; closed where none is set."""
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not compare_digest(given.encode(), token.encode()):
        raise Problem("problem.http_404", 404)
    return Download(metrics.text(), "text/plain")
