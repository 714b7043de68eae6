"""Metrics for operations: how many requests, how they ended, how long they took.

Pages whose very use is a secret are not counted: ``portal.uncounted`` names their blueprints.
"""

from __future__ import annotations

import os
import time

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

REQUESTS = Counter("portal_requests", "Requests answered", ["route", "status"])
SECONDS = Histogram("portal_request_seconds", "Time to answer", ["route"])


def install(app: Flask) -> None:
    """Count every request by its route, never by its address: addresses hold codes."""
    app.before_request(_begin)
    app.after_request(_count)


def _begin() -> None:
    g.begun = time.perf_counter()


def _count(response: Response) -> Response:
    if request.blueprint in current_app.extensions.get("portal.uncounted", frozenset()):
        return response
    route = request.endpoint or "none"
    REQUESTS.labels(route, str(response.status_code)).inc()
    if "begun" in g:
        SECONDS.labels(route).observe(time.perf_counter() - g.begun)
    return response


def text() -> bytes:
    """All figures in Prometheus' text form; of all processes where they share a directory."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
