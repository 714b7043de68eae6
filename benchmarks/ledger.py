"""The ledger: how long a whole verification takes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from app import create_app
from benchmarks.figures import Figure
from portal.audit import service
from portal.audit.model import Fact
from portal.kit.database import db, unit_of_work
from portal.kit.settings import from_environment

ENTRIES = 100_000
BATCH = 5_000
#: Seconds for the verification of 100,000 entries.
LIMIT_S = 5.0


def figures() -> Iterator[Figure]:
    """Verify 100,000 entries in an embedded database of their own."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(from_environment(environment(Path(folder))), TESTING=True)
        with app.app_context():
            db.create_all()
            _fill()
            begun = perf_counter()
            check = service.verify()
            taken = perf_counter() - begun
            db.session.remove()
            db.engine.dispose()
    if check.entries != ENTRIES or check.faults:
        raise RuntimeError("the_ledger_is_not_whole")
    yield Figure("ledger_verify_100k", taken, "s", LIMIT_S)


def _fill() -> None:
    for start in range(0, ENTRIES, BATCH):
        with unit_of_work():
            for number in range(start, start + BATCH):
                facts: dict[str, Fact] = {
                    "version": number % 9,
                    "command": "ZONE4",
                    "digest": f"{number:064x}",
                }
                service.note("flights.approved", subject=f"flight{number % 5000}", facts=facts)


def environment(folder: Path) -> dict[str, str]:
    """The settings of a portal in a folder of its own."""
    key = "benchmark-" * 4
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'portal.db'}",
        "SECRET_KEY": key,
        "PORTAL_REGISTRY_KEY": key,
        "PORTAL_LEDGER_KEY": key,
        "PORTAL_COVERAGE": "world",
        "PORTAL_VAR": str(folder),
    }
