"""Write docs/flight-states.md from the rules: ``python scripts/flight_states.py``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from drones.flights.formats import states_table  # noqa: E402

if __name__ == "__main__":
    (ROOT / "docs" / "flight-states.md").write_text(states_table.write())
