"""`make run`: the portal with its demonstration on this machine, server and worker side by side."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from portal.kit.supervisor import Supervisor  # noqa: E402

SECRETS = ("SECRET_KEY", "PORTAL_REGISTRY_KEY", "PORTAL_LEDGER_KEY")
TLS = ("PORTAL_TLS_CERTIFICATE", "PORTAL_TLS_KEY")
UP_WITHIN_S = 60.0
BINARIES = Path(sys.executable).parent


def main() -> int:
    """Prepare what is missing, say where the portal is, and keep it running."""
    # The database holds people's data: nobody else on this machine reads what is written from here on.
    os.umask(0o077)
    port = os.environ.setdefault("PORT", "8000")
    if _is_taken(int(port)):
        print(f"Port {port} is taken by another program: choose one with PORT=8001 make run", file=sys.stderr)
        return 1
    if (fault := certificate_fault(os.environ)) is not None:
        print(fault, file=sys.stderr)
        return 1
    var = ROOT / os.environ.setdefault("PORTAL_VAR", "var")
    _local_settings(var, port)
    ready = var / f"prepared-{_fingerprint()}"
    supervisor = Supervisor(_commands(port))
    if ready.exists() and (var / "portal.db").exists():
        # Prepared before: the portal is up first, and the demonstration made fresh behind it.
        supervisor.start("server")
        _wait_until_up(int(port), supervisor)
    elif not _prepare():
        return 1
    else:
        ready.touch()
        supervisor.start("server")
        _wait_until_up(int(port), supervisor)
    print(f"\nPortal: {_scheme()}://127.0.0.1:{port}\n", flush=True)
    supervisor.start("worker")
    if os.environ["PORTAL_DEMO"] == "1":
        _flask("demo", "load")
    return supervisor.wait()


def certificate_fault(environment: Mapping[str, str]) -> str | None:
    """Why the portal cannot answer over https as it is set, naming the file; None when nothing hinders."""
    given = {name: environment.get(name, "") for name in TLS}
    if not any(given.values()):
        return None
    for name in (name for name, path in given.items() if not path):
        return f"{name} is missing: https needs a certificate and its key"
    for name, path in given.items():
        try:
            (ROOT / path).read_bytes()
        except OSError as fault:
            return f"{name}: {path} cannot be read ({fault.strerror})"
    certificate, key = (ROOT / path for path in given.values())
    try:
        # No password is asked for: a portal that starts by itself has nobody to type it.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, OSError):
        return f"PORTAL_TLS_CERTIFICATE: {certificate} and PORTAL_TLS_KEY: {key} are no pair (PEM)"
    if b"-----BEGIN PRIVATE KEY-----" not in key.read_bytes():
        return f"PORTAL_TLS_KEY: {key} is not in the form PKCS #8 (openssl pkcs8 -topk8 -nocrypt)"
    return None


def _scheme() -> str:
    return "https" if os.environ.get(TLS[0]) else "http"


def _prepare() -> bool:
    """Bring the tables up to date and load the demonstration; each step says itself what is wrong."""
    if not _flask("db", "upgrade", quiet=True):
        return False
    return os.environ["PORTAL_DEMO"] != "1" or _flask("demo", "load", quiet=True)


def _flask(*step: str, quiet: bool = False) -> bool:
    command = [str(BINARIES / "flask"), "--app", "app", *step]
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, check=False, stdout=out).returncode == 0  # noqa: S603 - our own commands


def _fingerprint() -> str:
    """Changes when the tables, the database or the demonstration would be other ones."""
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    where = [os.environ["DATABASE_URL"], os.environ["PORTAL_DEMO"]]
    return hashlib.sha256("|".join(names + where).encode()).hexdigest()[:16]


def _wait_until_up(port: int, supervisor: Supervisor) -> None:
    end = time.monotonic() + UP_WITHIN_S
    while not _is_taken(port) and time.monotonic() < end and not supervisor.stop.wait(0.05):
        pass


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _local_settings(var: Path, port: str) -> None:
    """Fill what the environment leaves open, and keep it for the command line of this machine.

    Secrets are made once. ``.env`` at the root leads there, where the ``flask`` command finds it;
    the environment always comes first.
    """
    var.mkdir(parents=True, exist_ok=True)
    path = var / "local.env"
    kept = dict(line.split("=", 1) for line in path.read_text().splitlines()) if path.exists() else {}
    local = {name: kept.get(name) or secrets.token_urlsafe(48) for name in SECRETS} | {
        "DATABASE_URL": f"sqlite:///{var / 'portal.db'}",
        "PORTAL_BASE_URL": f"{_scheme()}://127.0.0.1:{port}",
        "PORTAL_COVERAGE": "drones/desk/kayes.geojson",
        # Wide bounds of ground and geoid for the region of Kayes; a deployment states its own.
        "PORTAL_TERRAIN": "0,1000,0,60",
        "PORTAL_PERMIT_KEY_FILE": str(var / "permit-keys.json"),
        "PORTAL_LIAISON_PHONE": "+223 00 00 00 00",
        "PORTAL_NOTICE": "Couvre-feu dans la région de Kayes : aucun vol de drone de 23:00 à 06:00.",
        "PORTAL_DEMO": "1",
    }
    path.touch(mode=0o600)
    # Quoted where a shell that reads the file would otherwise take it for several words.
    lines = (f'{name}="{value}"' if " " in value else f"{name}={value}" for name, value in local.items())
    path.write_text("\n".join([*lines, ""]))
    link = ROOT / ".env"
    # A portal with its data elsewhere, as under test, leaves this machine's command line alone.
    if var == ROOT / "var" and not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(path)
    for name, value in local.items():
        os.environ.setdefault(name, value)


def _commands(port: str) -> dict[str, list[str]]:
    workers = os.environ.get("PORTAL_WORKERS", "2")
    server = [str(BINARIES / "granian"), "--interface", "wsgi", "--factory", "app:create_server"]
    server += ["--host", "127.0.0.1", "--port", port, "--workers", workers, "--blocking-threads", "4"]
    server += ["--log-level", "warning", "--respawn-failed-workers"]
    if _scheme() == "https":
        certificate, key = (str(ROOT / os.environ[name]) for name in TLS)
        server += ["--ssl-certificate", certificate, "--ssl-keyfile", key, "--ssl-protocol-min", "tls1.2"]
    return {"server": server, "worker": [str(BINARIES / "flask"), "--app", "app", "worker"]}


if __name__ == "__main__":
    sys.exit(main())
