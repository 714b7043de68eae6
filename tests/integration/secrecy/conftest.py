"""Two equal portals on each database, for the whole session: building them is what costs."""

import pytest

from tests.integration.secrecy import twins


@pytest.fixture(scope="session", params=["spatialite", "postgis"])
def kind(request):
    return request.param


@pytest.fixture(scope="session")
def pair(kind, request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("secrecy")
    if kind == "postgis":
        url, copy = twins.postgis(request.getfixturevalue("cluster"))
    else:
        url, copy = twins.spatialite(folder)
    yield from twins.two(url, copy, folder)
