"""``python -m benchmarks [SUITE...]``: one line a figure, ``name value unit limit pass|fail``."""

from __future__ import annotations

import sys

from benchmarks import engine, flights, ledger, notices, positions, queue, register

SUITES = {
    suite.__name__.rpartition(".")[2]: suite.figures
    for suite in (engine, register, ledger, notices, flights, positions, queue)
}


def main() -> int:
    """Print every figure of the suites named (of all without names); 1 when any misses its limit."""
    unknown = set(sys.argv[1:]) - set(SUITES)
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(SUITES)}")
    failed = 0
    for name in sys.argv[1:] or SUITES:
        for figure in SUITES[name]():
            print(figure.line(), flush=True)
            failed += not figure.passes
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
