"""Two equal portals on each database."""

import pytest

from tests.integration.secrecy import twins


@pytest.fixture(params=["spatialite", "postgis"])
def kind(request):
    return request.param


@pytest.fixture
def pair(kind, request, tmp_path):
    if kind == "postgis":
        url, copy = twins.postgis(request.getfixturevalue("cluster"))
    else:
        url, copy = twins.spatialite(tmp_path)
    yield from twins.two(url, copy, tmp_path)
