"""``python -m benchmarks``: one line a figure, ``name value unit limit pass|fail``."""

from __future__ import annotations

import sys

from benchmarks import engine, flights, ledger, positions, register

SUITES = (engine.figures, register.figures, ledger.figures, flights.figures, positions.figures)


def main() -> int:
    """Print every figure; 1 when any exceeds its limit."""
    failed = 0
    for suite in SUITES:
        for figure in suite():
            print(figure.line(), flush=True)
            failed += not figure.passes
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
