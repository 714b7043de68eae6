"""Reads every hostile file in a process of its own; prints its name, CPU seconds, peak MB and errors.

The process that reads may hold 256 MB in all, the interpreter and its libraries included: more is
refused by the system (``RLIMIT_AS`` above what it has mapped), and the peak that it reached is told.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from geofences.zones.formats import read
from tests.unit.geofences.zones.formats import hostile

MEGABYTES = 256


def main() -> int:
    """One line of JSON a file; the exit code is 1 when any child ended badly."""
    read(hostile.ed269([hostile.SQUARE]))  # what is loaded once is loaded
    code = 0
    for name, data in hostile.corpus():
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os._exit(_judge(name, data))
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"name": name, "status": status}))
            code = 1
    return code


def _judge(name: str, data: bytes) -> int:
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = mapped + MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        start = time.process_time()
        found = read(data)
        spent = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        facts = {
            "name": name,
            "seconds": round(spent, 3),
            "megabytes": round(peak),
            "errors": len(found.errors),
        }
        print(json.dumps(facts), flush=True)
    except BaseException as fault:
        print(json.dumps({"name": name, "raised": repr(fault)[:200]}), flush=True)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
