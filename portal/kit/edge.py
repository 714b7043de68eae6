"""The edge: a view returns a value, the edge commits once, then renders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, abort, g, make_response, redirect, render_template, request, session
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.kit.database import begin_writing, db, end_writing

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, init=False)
class Page:
    """A template to render after the commit, with its context."""

    template: str
    status: int = 200
    context: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __init__(
        self, template: str, status: int = 200, headers: dict[str, str] | None = None, **context: Any
    ) -> None:
        for name, value in (
            ("template", template),
            ("status", status),
            ("context", context),
            ("headers", headers or {}),
        ):
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class SeeOther:
    """A redirection after a form was posted (303)."""

    url: str


@dataclass(frozen=True)
class Download:
    """A file for the reader."""

    content: bytes
    mimetype: str
    filename: str = ""
    inline: bool = False
    headers: dict[str, str] = field(default_factory=dict)


class SafeMethodWriteError(RuntimeError):
    """A GET tried to commit a change to the domain."""


def install(app: Flask) -> None:
    """Open each request for reading or writing, and keep GETs from committing."""
    app.before_request(_open)
    app.teardown_request(_close)
    event.listen(db.session.session_factory, "before_commit", _refuse_safe_commit)


def _open() -> None:
    # No text with NUL can be looked for: PostgreSQL has no such text.
    if "\0" in request.path or b"%00" in request.query_string:
        abort(400)
    if request.method in SAFE:
        g.read_only = True
        end_writing()
    else:
        # The whole body first: who sends slowly must not hold the database's write lock meanwhile.
        request.get_data(parse_form_data=True)
        begin_writing()


def _close(error: BaseException | None) -> None:
    if error is not None:
        db.session.rollback()
    end_writing()


def _refuse_safe_commit(session: Session) -> None:
    changed = session.new or session.dirty or session.deleted or session.info.get("ledger")
    if changed and g and g.get("read_only"):
        raise SafeMethodWriteError(request.endpoint or "")


def answer(call: Callable[[], Any]) -> Any:
    """Run the view, commit (unsafe method, status below 400) or roll back, then render."""
    value = call()
    if request.method not in SAFE:
        if _status(value) < 400:
            _commit()
        else:
            db.session.rollback()
        end_writing()
    return _render(value)


def _commit() -> None:
    try:
        db.session.commit()
    except Exception:
        # What the view was about to tell has not come true: a full disk, a lost connection.
        session.pop("_flashes", None)
        raise


def _status(value: Any) -> int:
    if isinstance(value, Page):
        return value.status
    if isinstance(value, Response):
        return value.status_code
    if isinstance(value, tuple) and len(value) > 1 and isinstance(value[1], int):
        return value[1]
    return 200


def _render(value: Any) -> Any:
    if isinstance(value, Page):
        response = make_response(render_template(value.template, **value.context), value.status)
        response.headers.update(value.headers)
        return response
    if isinstance(value, SeeOther):
        return redirect(value.url, code=303)
    if isinstance(value, Download):
        return _file(value)
    return value


def _file(value: Download) -> Response:
    response = make_response(value.content)
    response.mimetype = value.mimetype
    if value.filename:
        kind = "inline" if value.inline else "attachment"
        response.headers["Content-Disposition"] = f'{kind}; filename="{value.filename}"'
    response.headers.update(value.headers)
    return response
