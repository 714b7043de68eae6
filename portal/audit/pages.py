"""The auditor's pages: the newest entries, a search, one subject's story."""

from __future__ import annotations

from flask import Blueprint, request

from portal.audit import service
from portal.audit.forms import SearchForm
from portal.audit.model import Search
from portal.audit.rules import is_token
from portal.kit.edge import Page
from portal.kit.model import Permission
from portal.kit.permissions import allow
from portal.kit.problems import Problem

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit")
@allow(Permission.AUDIT_READ)
def index() -> Page:
    """The newest entries that answer the search."""
    form = SearchForm(request.args)
    if not form.validate():
        return Page("audit/index.html", 422, form=form, entries=[], older=None)
    wanted = form.search()
    service.security_event("audit.viewed", subject=wanted.subject or "ledger", facts=_facts(wanted))
    entries = service.search(wanted=wanted)
    older = entries[-1].entry.number if len(entries) == service.PAGE_SIZE else None
    filters = {name: value for name, value in request.args.items() if name != "before" and value}
    return Page("audit/index.html", form=form, entries=entries, older=older, filters=filters)


@blueprint.get("/audit/subject/<path:subject>")
@allow(Permission.AUDIT_READ)
def story(subject: str) -> Page:
    """Everything noted about one subject."""
    if not is_token(subject):
        raise Problem("problem.http_404", 404)
    service.security_event("audit.viewed", subject=subject)
    return Page("audit/story.html", subject=subject, entries=service.story(subject=subject))


def _facts(wanted: Search) -> dict[str, str]:
    """What was looked for, so that a look into the ledger is itself in the ledger."""
    parts = {
        "action": wanted.action,
        "actor": wanted.actor,
        "first_day": str(wanted.first_day or ""),
        "last_day": str(wanted.last_day or ""),
    }
    return {name: value for name, value in parts.items() if value}
