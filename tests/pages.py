"""Every page that any test fetches is read as strict HTML and checked for what all pages owe."""

from __future__ import annotations

import re
from typing import Any

import html5lib
from flask.testing import FlaskClient
from html5lib.constants import E as REASONS
from werkzeug.test import TestResponse

XHTML = "{http://www.w3.org/1999/xhtml}"
ELSEWHERE = re.compile(r"^(?:https?:)?//")
LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "form": "action"}


class CheckedClient(FlaskClient):
    """A test client that fails on a page that is not well made."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # As in life, a request begins with nothing in ``g``: no person, no form token, no rows.
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data and response.status_code not in range(300, 400):
            check(response)
        return response


def check(response: TestResponse) -> None:
    """Raise ``AssertionError`` naming what is wrong with the page."""
    where = response.request.path
    text = response.get_data(as_text=True)
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    tree = parser.parse(text)
    faults = [f"{position}: {REASONS[code] % facts}" for position, code, facts in parser.errors]
    assert not faults, f"{where}: {faults[:5]}"
    assert "Content-Security-Policy" in response.headers, where
    title = tree.find(f"{XHTML}head/{XHTML}title")
    assert title is not None, where
    assert (title.text or "").strip(), f"{where}: no title"
    assert tree.attrib.get("lang") in {"fr", "en"}, f"{where}: no language"
    headings = list(tree.iter(f"{XHTML}h1"))
    assert len(headings) == 1, f"{where}: {len(headings)} first headings"
    _check_elements(tree, where)


def _check_elements(tree: Any, where: str) -> None:
    ids: set[str] = set()
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        name = node.tag.removeprefix(XHTML)
        handlers = [key for key in node.attrib if key.startswith("on") or key == "style"]
        assert not handlers, f"{where}: <{name}> has {handlers}, which the content policy forbids"
        if name == "script" and "src" not in node.attrib:
            assert node.attrib.get("type", "").endswith("json"), f"{where}: a script stands in the page"
        assert name != "style", f"{where}: a style stands in the page"
        address = node.attrib.get(LOADING.get(name, ""), "")
        assert not ELSEWHERE.match(address), f"{where}: <{name}> goes to {address}"
        found = node.attrib.get("id")
        assert found is None or found not in ids, f"{where}: two elements are called {found}"
        ids.update([found] if found else [])
    _check_references(tree, ids, where)


def _check_references(tree: Any, ids: set[str], where: str) -> None:
    for node in tree.iter():
        for key in ("for", "aria-describedby", "aria-labelledby"):
            for target in node.attrib.get(key, "").split():
                assert target in ids, f"{where}: {key} names {target}, which is not there"
