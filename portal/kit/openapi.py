"""What the interface's description says of errors: each call's, in the one shape of RFC 9457."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

Json = dict[str, Any]

PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457; `code` is stable, `title` and `message` are in the reader's language",
    "required": ["type", "title", "status", "code", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer (RFC 6901), parameter, or line of a body",
                    },
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
_WORDS = {
    "400": "The body is not JSON (`errors` name the line), or a header is missing or cannot be read",
    "401": "No key, or one that is not known",
    "403": "The key does not reach this",
    "404": "There is no such thing, or it is somebody else's",
    "409": "It may not be done as things stand; `code` says why",
    "412": "It has changed since it was read (`If-Match`)",
    "422": "The input has faults, each with its place",
    "default": "Any other error",
}
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def install(app: APIFlask) -> None:
    """Complete the description whenever it is made."""
    app.spec_processor(complete)


def complete(spec: Json | str) -> Json | str:
    """The description with every call's problems; one that is text already stays as it is."""
    if isinstance(spec, str):
        return spec
    spec.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for path, item in spec.get("paths", {}).items():
        for method, operation in item.items():
            if method in _METHODS:
                operation.setdefault("responses", {}).update(_problems(path, method, operation))
    return spec


def _problems(path: str, method: str, operation: Json) -> Json:
    statuses = ["401", "403", "default"]
    if "{" in path:
        statuses.append("404")
    if method != "get":
        statuses += ["400", "409", "412"]
    if "requestBody" in operation or operation.get("parameters"):
        statuses.append("422")
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _WORDS[status], "content": content} for status in sorted(statuses)}
