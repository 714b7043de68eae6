"""Problems: what stops a request, as RFC 9457 for programs and as a page for people."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from apiflask import APIFlask, HTTPError
from flask import Request, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.kit import openapi
from portal.kit.database import db
from portal.kit.i18n import say
from portal.kit.model import Fact, Fault
from portal.kit.strict_json import NotJsonError
from portal.kit.validation import faults_behind


class Problem(Exception):  # noqa: N818 - the standard's own word
    """The request cannot go on; everything it did is rolled back."""

    def __init__(self, code: str, status: int = 400, faults: Iterable[Fault] = (), **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.faults = tuple(faults)
        self.facts = facts


class StrictRequest(Request):
    """A request whose body, when it is no JSON, is refused with the place of what is wrong."""

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        """Raise a 400 problem instead of an error without a word."""
        if not isinstance(e, NotJsonError):
            return super().on_json_loading_failed(e)
        faults = [Fault(flaw.place, f"problem.json.{flaw.code}", flaw.facts) for flaw in e.flaws]
        raise Problem("problem.json", 400, faults)


def install(app: APIFlask) -> None:
    """Answer every error of the application in the caller's own form."""
    app.request_class = StrictRequest
    # First: it also takes over every HTTPException, which pages must get back.
    app.error_processor(_on_api_error)
    openapi.install(app)
    app.register_error_handler(Problem, _on_problem)
    app.register_error_handler(CSRFError, lambda _e: _on_problem(Problem("problem.form_expired", 400)))
    app.register_error_handler(HTTPException, _on_http)


def say_fault(fault: Fault) -> str:
    """The fault as a sentence in the reader's language."""
    return say(fault.code, **fault.facts)


def _on_problem(problem: Problem) -> Response:
    db.session.rollback()
    if request.path.startswith(("/api/", "/interop/")):
        return _as_json(problem)
    page = render_template("problem.html", problem=problem, status=problem.status)
    return make_response(page, problem.status)


def _on_http(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    answer = _on_problem(Problem(f"problem.http_{status}" if status in _NAMED else "problem.http", status))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after", "www-authenticate"}:
            answer.headers[name] = value
    return answer


def _on_api_error(error: HTTPError) -> tuple[dict[str, Any], int, dict[str, str]]:
    db.session.rollback()
    code = "problem.invalid" if error.status_code == 422 else f"problem.http_{error.status_code}"
    faults = faults_behind(error)
    if not faults and isinstance(error.detail, dict | list):
        faults = tuple(Fault(place, "problem.field") for place, _ in _pointers(error.detail))
    body = _body(Problem(code, error.status_code, faults))
    return body, error.status_code, {"Content-Type": "application/problem+json"}


def _pointers(detail: Any, at: str = "") -> Iterable[tuple[str, str]]:
    if isinstance(detail, dict) and "loc" in detail and "msg" in detail:
        yield at + "".join(f"/{part}" for part in detail["loc"]), str(detail["msg"])
    elif isinstance(detail, dict):
        for name, inner in detail.items():
            # The outermost name says only where the value was carried (json, query, headers).
            carried = not at and name in {"json", "query", "headers", "form", "files", "path"}
            # Below a carried value the names come joined by dots: items.0.value
            yield from _pointers(inner, at if carried else f"{at}/{str(name).replace('.', '/')}")
    elif isinstance(detail, list):
        for inner in detail:
            yield from _pointers(inner, at)
    else:
        yield at or "/", str(detail)


def _as_json(problem: Problem) -> Response:
    answer = make_response(json.dumps(_body(problem), ensure_ascii=False), problem.status)
    answer.mimetype = "application/problem+json"
    return answer


def _body(problem: Problem) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": say(problem.code, **problem.facts),
        "status": problem.status,
        "code": problem.code,
        "errors": [
            {"pointer": fault.pointer, "code": fault.code, "message": say_fault(fault)}
            for fault in problem.faults
        ],
    }


_NAMED = {400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429, 500, 503}
