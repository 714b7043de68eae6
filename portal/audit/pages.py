"""The ledger's pages: for auditors a search, its export and one subject's story; for all, the roots."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from portal.audit import formats, service
from portal.audit.forms import SearchForm
from portal.audit.model import Book, Search
from portal.audit.rules import is_token
from portal.kit.edge import Download, Page
from portal.kit.model import Permission
from portal.kit.permissions import allow
from portal.kit.problems import Problem

blueprint = Blueprint("audit", __name__)
#: Entries of one exported file; the rest follows behind its last number.
PART = 100_000
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


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
    return Page("audit/index.html", form=form, entries=entries, older=older, filters=_filters())


@blueprint.get("/audit/export.<format_>")
@allow(Permission.AUDIT_READ)
def export(format_: str) -> Page | Download:
    """The entries that answer the search, oldest first, as a file of at most 100,000."""
    if format_ not in FORMATS:
        raise Problem("problem.http_404", 404)
    form = SearchForm(request.args)
    if not form.validate():
        return Page("audit/index.html", 422, form=form, entries=[], older=None)
    wanted, after = form.search(), form.after.data or 0
    entries = service.part(wanted=wanted, after=after, most=PART + 1)
    service.security_event("audit.exported", subject=wanted.subject or "ledger", facts=_facts(wanted))
    shown, more = entries[:PART], len(entries) > PART
    last = shown[-1].entry.number if more else None
    content = formats.to_csv(shown) if format_ == "csv" else formats.to_json(shown, next_after=last)
    address = url_for("audit.export", format_=format_, **(_filters() | {"after": last}))
    return Download(
        content,
        FORMATS[format_],
        f"ledger-{wanted.book}-{after + 1}{f'-{last}' if more else ''}.{format_}",
        headers={"Link": f'<{address}>; rel="next"'} if more else {},
    )


@blueprint.get("/audit/subject/<path:subject>")
@allow(Permission.AUDIT_READ)
def story(subject: str) -> Page:
    """Everything noted about one subject, in both books."""
    if not is_token(subject):
        raise Problem("problem.http_404", 404)
    service.security_event("audit.viewed", subject=subject)
    books = {book: service.story(subject=subject, book=book) for book in Book}
    return Page("audit/story.html", subject=subject, books=books)


@blueprint.get("/ledger")
@allow(Permission.PUBLIC)
def roots() -> Page:
    """The daily roots, for anybody to keep."""
    return Page("audit/roots.html", roots=service.roots())


def _filters() -> dict[str, Any]:
    """The search of the address, without its place in the list."""
    names = ("book", "action", "subject", "actor", "first_day", "last_day")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _facts(wanted: Search) -> dict[str, str]:
    """What was looked for, so that a look into the ledger is itself in the ledger."""
    parts = {
        "book": "" if wanted.book is Book.OPEN else wanted.book.value,
        "action": wanted.action,
        "actor": wanted.actor,
        "first_day": str(wanted.first_day or ""),
        "last_day": str(wanted.last_day or ""),
    }
    return {name: value for name, value in parts.items() if value}
