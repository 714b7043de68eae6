"""Headers of every answer: nothing from elsewhere, nothing framed, nothing guessed."""

from __future__ import annotations

from flask import Flask, Response, request, session
from secure import ContentSecurityPolicy, ReferrerPolicy, Secure, StrictTransportSecurity, XContentTypeOptions

from portal.kit.settings import settings


def install(app: Flask) -> None:
    """Set the security headers after every request."""
    app.after_request(_set)


def _policy() -> ContentSecurityPolicy:
    own = "'self'"
    return (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src(own)
        .style_src(own)
        .img_src(own, "data:")
        .connect_src(own)
        .font_src(own)
        .manifest_src(own)
        .worker_src(own)
        .form_action(own)
        .frame_ancestors("'none'")
        .base_uri("'none'")
    )


_HEADERS = Secure(
    csp=_policy(), referrer=ReferrerPolicy().same_origin(), xcto=XContentTypeOptions().nosniff()
).headers
_HTTPS = Secure(hsts=StrictTransportSecurity().max_age(31_536_000)).headers


def _set(response: Response) -> Response:
    response.headers.update(_HEADERS)
    response.headers["Permissions-Policy"] = "geolocation=(self), camera=(self), microphone=()"
    if settings().secure:
        response.headers.update(_HTTPS)
    if request.endpoint == "static" or response.cache_control.immutable:
        # A library looked into the session; the file is the same for all, and not fetched anew for another.
        session.accessed = False
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        # Pages hold what only their reader may see; nothing between may keep them.
        response.headers["Cache-Control"] = "no-store"
    return response
