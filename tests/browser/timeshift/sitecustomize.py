"""Loaded by every process of a portal under test: its clock runs ahead by the seconds a file names.

Python imports a module of this name at its start when its folder stands in ``PYTHONPATH``; so the
server, its processes and the worker share one clock, and the portal itself knows nothing of it.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal.kit.clock import Clock

AHEAD = Path(os.environ["PORTAL_TEST_AHEAD"])


def _now(clock: Clock) -> datetime:
    ahead = float(AHEAD.read_text()) if AHEAD.exists() else 0.0
    return clock._set or datetime.now(UTC) + timedelta(seconds=ahead)


Clock.now = _now  # type: ignore[method-assign]
