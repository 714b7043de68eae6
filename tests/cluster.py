"""A throw-away PostgreSQL cluster on a free port, as root or not."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class PostgresMissingError(RuntimeError):
    """PostgreSQL or PostGIS is not installed."""


@dataclass
class Cluster:
    """A running cluster; every database in it is new."""

    folder: Path
    port: int
    binaries: Path
    count: int = field(default=0)

    @classmethod
    def start(cls, extra: str = "") -> Cluster:
        """Create and start a cluster in a folder of its own; raises ``PostgresMissingError``.

        ``extra`` are options of the server; the last of two counts.
        """
        found = next((path for path in BINARIES if (path / "initdb").exists()), None)
        if found is None:
            raise PostgresMissingError("PostgreSQL is missing: apt-get install postgresql-15-postgis-3")
        folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
        cluster = cls(folder=folder, port=_free_port(), binaries=found)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = str(folder / "data")
        cluster._run("initdb", "-D", data, "-U", "portal", "--auth=trust", "-E", "UTF8", "--no-sync")
        options = (
            f"-p {cluster.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
            f"-c fsync=off -c full_page_writes=off -c max_connections=200 {extra}"
        )
        cluster._run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        return cluster

    def new_database(self) -> str:
        """The address of a new, empty database."""
        self.count += 1
        name = f"portal{self.count}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "portal", name)
        return f"postgresql://portal@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Stop the cluster and remove its files."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd="/", stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.strip() or done.stdout.strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
