"""The real portal for browser tests: `make run`'s own script on a free port with data of its own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import StorageState

ROOT = Path(__file__).resolve().parents[2]
TIMESHIFT = Path(__file__).parent / "timeshift"
AHEAD = "ahead"
PATIENCE_S = 90.0
STEP_S = 30


@dataclass(frozen=True)
class Account:
    """Somebody of the demonstration, and what opens their account."""

    email: str
    role: str
    password: str
    totp_secret: str


@dataclass
class Portal:
    """A running portal with the Kayes demonstration."""

    url: str
    var: Path
    process: subprocess.Popen[bytes]
    #: Browser sessions of demonstration accounts by role; each signs in once.
    sessions: dict[str, StorageState] = field(default_factory=dict)

    @classmethod
    def start(cls, var: Path) -> Portal:
        """Start it and wait until it says that it is ready; raises with its log when it does not."""
        port = _free_port()
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment |= {"PORT": str(port), "PORTAL_VAR": str(var), "PORTAL_WORKERS": "1"}
        environment |= {"PYTHONPATH": f"{TIMESHIFT}:{ROOT}", "PORTAL_TEST_AHEAD": str(var / AHEAD)}
        with (var / "portal.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "scripts" / "run.py")],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        portal = cls(f"http://127.0.0.1:{port}", var, process)
        portal._wait()
        return portal

    def account(self, role: str) -> Account:
        """The first account of the demonstration with this role."""
        return self.accounts(role)[0]

    def accounts(self, role: str) -> list[Account]:
        """Every account of the demonstration with this role."""
        accounts = [Account(**one) for one in json.loads((self.var / "demo-accounts.json").read_text())]
        return [one for one in accounts if one.role == role]

    def leap(self, moment: datetime) -> None:
        """Let the portal's clock, in all its processes, run on from a later moment (aware)."""
        ahead = (moment - datetime.now(UTC)).total_seconds()
        (self.var / AHEAD).write_text(str(ahead))

    def stop(self) -> None:
        """End the server, its worker and their supervisor, and wait for them."""
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and self.process.poll() is None:
            if _answers(f"{self.url}/readyz"):
                return
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"the portal did not start:\n{(self.var / 'portal.log').read_text()[-4000:]}")


def code(secret: str, moment: float | None = None) -> str:
    """The six digits that an authenticator shows for a secret (RFC 6238, SHA-1, 30 s)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int((time.time() if moment is None else moment) // STEP_S)
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
