"""Fits this room into the application: the worker sends what is due."""

from __future__ import annotations

from flask import Flask

from portal.notices import service


def install(app: Flask) -> None:
    """Name the worker's task."""
    app.extensions["portal.tasks"]["notices.deliver"] = service.deliver
