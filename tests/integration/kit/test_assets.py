"""Built files: found by their name, packed where the browser can unpack, kept for a year."""

from __future__ import annotations

import gzip

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from portal.kit.assets import asset


def _address(app: APIFlask, name: str) -> str:
    with app.test_request_context():
        return asset(name)


@pytest.mark.parametrize("name", ["app.css", "app.js", "map.js", "basemap.json", "icon.svg"])
def test_a_built_file_is_the_same_packed_and_plain(app: APIFlask, client: FlaskClient, name: str) -> None:
    address = _address(app, name)
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.mimetype == plain.mimetype


def test_a_built_file_is_kept_for_a_year(app: APIFlask, client: FlaskClient) -> None:
    answer = client.get(_address(app, "app.css"), headers={"Accept-Encoding": "gzip"})
    assert answer.cache_control.max_age == 31_536_000
    assert "Accept-Encoding" in answer.vary


@pytest.mark.parametrize("path", ["../app.py", "dist/../../app.py", "%2e%2e/app.py", "/etc/passwd"])
def test_nothing_outside_of_the_static_files_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}", follow_redirects=True).status_code == 404
