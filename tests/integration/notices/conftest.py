"""What the tests of notices share."""

from dataclasses import replace

import pytest


@pytest.fixture
def given(app):
    """``given(**changes)`` changes the portal's settings for one test."""
    before = app.extensions["portal.settings"]

    def change(**changes) -> None:
        app.extensions["portal.settings"] = replace(before, **changes)

    yield change
    app.extensions["portal.settings"] = before
