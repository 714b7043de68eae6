"""The check of a permit, for anybody: behind the square's address, and by a form."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from drones.permits import service
from drones.permits.formats import text
from drones.permits.forms import CheckForm
from drones.permits.pages.offline import verifier
from drones.permits.pages.room import UNLISTED, blueprint
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.limits import PUBLIC_RATE, limiter
from portal.kit.model import Permission
from portal.kit.permissions import allow


@blueprint.get("/V/<code>")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC)
def verdict(code: str) -> Page:
    """Whether the permit is valid now, in one look, and what it says."""
    found = service.verify(code=code, now=now())
    shown = service.shown(content=found.content) if found.content is not None else {}
    until = found.valid_until
    left = None if until is None else int((until - found.as_of).total_seconds() // 60)
    return Page("permits/verdict.html", headers=UNLISTED, found=found, minutes_left=left, **shown)


@blueprint.get("/v/<code>")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC)
def verdict_of_lower_case(code: str) -> Response:
    """Some readers write addresses in lower case."""
    return redirect(url_for("permits.verdict", code=code.upper()), code=308)


@blueprint.get("/verify")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC)
def check() -> Page | SeeOther:
    """A form for the code, for whoever has no camera."""
    form = CheckForm(request.args)
    if "code" not in request.args:
        return Page("permits/check.html", form=form, **verifier())
    if not form.validate():
        return Page("permits/check.html", 422, form=form, **verifier())
    return SeeOther(url_for("permits.verdict", code=text.typed(form.code.data or "")))
