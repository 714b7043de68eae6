"""No hostile zone file keeps the reader busy or fills its memory: a second and 256 MB at the most."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 1.0
MEGABYTES = 256


@pytest.fixture(scope="module")
def judged() -> list[dict[str, object]]:
    """What each file cost, in a process of its own that the system limits."""
    command = [sys.executable, "-m", "tests.proof.zones.judge"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout, found.stderr
    return [json.loads(line) for line in found.stdout.splitlines()]


def test_every_file_is_refused_with_typed_errors(judged: list[dict[str, object]]) -> None:
    assert len(judged) >= 300
    assert [one for one in judged if not one.get("errors")] == []


def test_no_file_takes_a_second_or_256_megabytes(judged: list[dict[str, object]]) -> None:
    slow = [one for one in judged if not float(str(one.get("seconds", 9))) < SECONDS]
    large = [one for one in judged if not int(str(one.get("megabytes", 999))) < MEGABYTES]
    # Another program may have been in the way of a few: they are read again, one by one.
    assert [one for one in slow if not _again(str(one["name"])) < SECONDS] == []
    assert large == []


def _again(name: str) -> float:
    code = (
        "import sys, time\n"
        "from geofences.zones.formats import read\n"
        "from tests.unit.geofences.zones.formats import hostile\n"
        "data = dict(hostile.corpus())[sys.argv[1]]\n"
        "read(b'{}')\n"
        "start = time.process_time()\n"
        "read(data)\n"
        "print(time.process_time() - start)\n"
    )
    command = [sys.executable, "-c", code, name]
    return float(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
