"""The supervisor: keeps the server and the worker running side by side, and stops them together."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from types import FrameType

LONGEST_PAUSE_S = 30.0
STEADY_S = 10.0
GRACE_S = 10.0


class Supervisor:
    """Runs commands, starts again whichever ends, with a growing pause for one that keeps falling."""

    def __init__(self, commands: Mapping[str, Sequence[str]]) -> None:
        self.commands = commands
        self.stop = threading.Event()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.threads: list[threading.Thread] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def start(self, *names: str) -> None:
        """Start these commands and keep each of them running from now on."""
        for name in names:
            thread = threading.Thread(target=self._keep, args=(name,))
            thread.start()
            self.threads.append(thread)

    def wait(self) -> int:
        """Keep everything running until SIGTERM or SIGINT; returns the exit code."""
        self.stop.wait()
        self._end_all()
        for thread in self.threads:
            thread.join()
        return 0

    def run(self) -> int:
        """Start all and wait."""
        self.start(*self.commands)
        return self.wait()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop.set()

    def _keep(self, name: str) -> None:
        pause = 0.5
        while not self.stop.is_set():
            begun = time.monotonic()
            process = subprocess.Popen(self.commands[name])  # noqa: S603 - our own commands
            self.running[name] = process
            code = process.wait()
            if self.stop.is_set():
                return
            pause = 0.5 if time.monotonic() - begun > STEADY_S else min(pause * 2, LONGEST_PAUSE_S)
            print(f"{name} ended with {code}; starting again in {pause:g} s", file=sys.stderr)
            self.stop.wait(pause)

    def _end_all(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                process.kill()
