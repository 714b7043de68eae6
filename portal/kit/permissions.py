"""Who is asking, and the decorator that declares a permission on a route."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, cast

from flask import current_app, g, has_request_context, request

from portal.kit import edge
from portal.kit.model import Identity, Permission

# A view returns values that the edge renders, which the web framework's own types do not know.
View = Callable[..., Any]
_acting: ContextVar[Identity | None] = ContextVar("portal_acting", default=None)


def identity() -> Identity:
    """Who makes the current request; the public outside of one."""
    if (acting := _acting.get()) is not None:
        return acting
    if not has_request_context():
        return Identity.anonymous()
    return cast(Identity, g.get("identity", Identity.anonymous()))


@contextmanager
def acting_as(who: Identity) -> Iterator[None]:
    """What is done meanwhile is done by ``who``: a person known by another sign than a session or a key.

    It gives nothing: whoever calls it has asked the table what this person may do.
    """
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)


def allow(permission: Permission, *, api: bool = False) -> Callable[[View], View]:
    """Declare the permission of a view; put it innermost, next to the function.

    The permission is checked before the route's input is read (see :func:`check`); the view's
    value is rendered after the one commit of the request (see :mod:`portal.kit.edge`).
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            return edge.answer(lambda: view(*args, **kwargs))

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.is_api = api  # type: ignore[attr-defined]
        return guarded

    return declare


def permission_of(endpoint: str) -> Permission | None:
    """The permission that a route declared, by itself or in the table for third-party routes."""
    view = current_app.view_functions[endpoint]
    declared = getattr(view, "permission", None)
    if declared is None:
        declared = current_app.extensions["portal.third_party"].get(endpoint)
    return cast("Permission | None", declared)


def check() -> None:
    """Let the request in or raise; runs before every view. A route without permission is closed."""
    if request.endpoint is None or request.endpoint not in current_app.view_functions:
        return  # no such route: the 404 gives nothing away
    permission = permission_of(request.endpoint)
    if permission is None:
        raise RuntimeError(f"route {request.endpoint} declares no permission")
    g.identity = current_app.extensions["portal.gate"](permission)


def undeclared() -> list[str]:
    """Endpoints without a permission; the application does not start while there is one."""
    return sorted(end for end in current_app.view_functions if permission_of(end) is None)
