"""`make run`: the portal with its demonstration on this machine, server and worker side by side."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask_migrate import upgrade  # noqa: E402

from app import create_app  # noqa: E402
from drones.desk import service as desk  # noqa: E402
from portal.kit.settings import SettingsError  # noqa: E402
from portal.kit.supervisor import Supervisor  # noqa: E402

SECRETS = ("SECRET_KEY", "PORTAL_REGISTRY_KEY", "PORTAL_LEDGER_KEY")


def main() -> int:
    """Prepare what is missing, say where the portal is, and keep it running."""
    port = os.environ.setdefault("PORT", "8000")
    if _is_taken(int(port)):
        print(f"Port {port} is taken by another program: choose one with PORT=8001 make run", file=sys.stderr)
        return 1
    _local_settings(ROOT / os.environ.setdefault("PORTAL_VAR", "var"), port)
    try:
        app = create_app()
    except SettingsError as fault:
        print(fault, file=sys.stderr)
        return 1
    with app.app_context():
        upgrade()
        if app.extensions["portal.settings"].demo:
            print(desk.load_and_describe())
    print(f"\nPortal: http://127.0.0.1:{port}\n", flush=True)
    return Supervisor(_commands(port)).run()


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
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        "PORTAL_COVERAGE": "drones/desk/kayes.geojson",
        # Wide bounds of ground and geoid for the region of Kayes; a deployment states its own.
        "PORTAL_TERRAIN": "0,1000,0,60",
        "PORTAL_PERMIT_KEY_FILE": str(var / "permit-keys.json"),
        "PORTAL_LIAISON_PHONE": "+223 00 00 00 00",
        "PORTAL_NOTICE": "Couvre-feu dans la région de Kayes : aucun vol de drone de 23:00 à 06:00.",
        "PORTAL_DEMO": "1",
    }
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in local.items()))
    link = ROOT / ".env"
    # A portal with its data elsewhere, as under test, leaves this machine's command line alone.
    if var == ROOT / "var" and not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(path)
    for name, value in local.items():
        os.environ.setdefault(name, value)


def _commands(port: str) -> dict[str, list[str]]:
    binaries = Path(sys.executable).parent
    workers = os.environ.get("PORTAL_WORKERS", "2")
    server = [str(binaries / "granian"), "--interface", "wsgi", "--factory", "app:create_app"]
    server += ["--host", "127.0.0.1", "--port", port, "--workers", workers, "--blocking-threads", "4"]
    server += ["--log-level", "warning", "--respawn-failed-workers"]
    return {"server": server, "worker": [str(binaries / "flask"), "--app", "app", "worker"]}


if __name__ == "__main__":
    sys.exit(main())
