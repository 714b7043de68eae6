"""Every event that a room can announce is heard by somebody, and every one heard exists."""

from __future__ import annotations

import app
from portal.kit.model import Event


def test_no_event_is_announced_to_nobody() -> None:
    kinds = {kind for kind in Event.__subclasses__() if kind.__module__.split(".")[0] != "tests"}
    assert kinds == set(app.HEARD)
