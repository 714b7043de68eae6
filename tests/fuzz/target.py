"""One fuzzing process: where findings go, then libFuzzer's arguments; started by ``python -m tests.fuzz``."""

from __future__ import annotations

import hashlib
import sys
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["geofences.zones.formats", "geofences.engine.shapes"]):
    import geofences.zones.formats  # noqa: F401

from tests.fuzz.invariants import check
from tests.fuzz.mutation import changed


class Target:
    """Checks one input after the other and keeps the first that fails in each way."""

    def __init__(self, found: Path) -> None:
        self._found = found
        self._known: set[str] = set()

    def one(self, data: bytes) -> None:
        """One input; whatever is raised is a finding, kept once for each place it is raised at."""
        try:
            check(data)
        except Exception as fault:
            self._keep(data, fault)

    def _keep(self, data: bytes, fault: Exception) -> None:
        frames = traceback.extract_tb(fault.__traceback__)
        place = f"{type(fault).__name__} {frames[-1].filename}:{frames[-1].lineno} {_kind(fault)}"
        if place in self._known:
            return
        self._known.add(place)
        name = self._found / hashlib.sha1(place.encode(), usedforsecurity=False).hexdigest()[:12]
        name.with_suffix(".input").write_bytes(data)
        name.with_suffix(".txt").write_text(f"{place}\n\n{''.join(traceback.format_exception(fault))}")
        print(f"FOUND {place}", flush=True)


def _kind(fault: Exception) -> str:
    """The first words of an assertion, which tell its kind: the rest is of the one input."""
    words = "".join(char if char.isalpha() else " " for char in str(fault)).split()
    return " ".join(word for word in words if word.islower())[:60]


def mutate(data: bytes, size: int, seed: int) -> bytes:
    """Three times in four a change that keeps the file's shape, else any change of its bytes."""
    if seed % 4:
        found = changed(bytes(data), seed)
        if 0 < len(found) <= size:
            return found
    return bytes(atheris.Mutate(data, size))


if __name__ == "__main__":
    target = Target(Path(sys.argv.pop(1)))
    atheris.Setup(sys.argv, target.one, custom_mutator=mutate)
    atheris.Fuzz()
