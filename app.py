"""The application factory: settings in, Flask application out. Wiring only, no decisions."""

from __future__ import annotations

import importlib
from typing import Any

from apiflask import APIFlask

from portal.accounts.gate import permits
from portal.kit import (
    assets,
    database,
    edge,
    events,
    forms,
    headers,
    i18n,
    limits,
    logs,
    permissions,
    problems,
    strict_json,
    worker,
)
from portal.kit.clock import Clock
from portal.kit.settings import Settings, from_environment

# While the rooms are being built: those that exist are wired.
ROOMS = [
    "portal.home",
    "portal.accounts",
    "portal.audit",
    "portal.notices",
    "geofences.zones",
    "geofences.lookup",
    "drones.registry",
    "drones.permits",
    "drones.flights",
    "drones.liaison",
    "drones.desk",
]


def create_app(settings: Settings | None = None, **config: Any) -> APIFlask:
    """Build the portal; raises ``SettingsError`` or ``RuntimeError`` instead of starting half."""
    chosen = settings or from_environment()
    app = APIFlask(
        __name__, title="Portail drones", version="1", json_errors=False, docs_path=None, spec_path=None
    )
    app.config.update(SECRET_KEY=chosen.secret_key, WTF_CSRF_CHECK_DEFAULT=False, MAX_CONTENT_LENGTH=8_000_000, **config)
    app.extensions["portal.settings"] = chosen
    app.extensions["portal.clock"] = Clock()
    app.extensions["portal.third_party"] = {"static": permissions.Permission.PUBLIC}
    app.extensions["portal.gate"] = lambda permission: permissions.Identity.anonymous()
    app.extensions["portal.tasks"] = {}
    logs.install()
    events.install(app)
    database.install(app, chosen.database_url)
    i18n.install(app)
    assets.install(app)
    strict_json.install(app)
    edge.install(app)
    app.before_request(permissions.check)
    forms.csrf.init_app(app)
    app.before_request(forms.protect)
    headers.install(app)
    limits.install(app)
    problems.install(app)
    for room in ROOMS:
        for part in ("tables", "pages", "staff_pages", "api", "cli", "wiring"):
            try:
                module = importlib.import_module(f"{room}.{part}")
            except (ImportError, NameError, SyntaxError, AttributeError) as missing:
                if not (isinstance(missing, ModuleNotFoundError) and f"{room}.{part}".startswith(missing.name or "?")):
                    print(f"LEFT OUT {room}.{part}: {missing}")
                continue
            if hasattr(module, "blueprint"):
                app.register_blueprint(module.blueprint)
            if hasattr(module, "group"):
                app.cli.add_command(module.group)
            if hasattr(module, "install"):
                module.install(app)
    app.cli.add_command(worker.command)
    app.context_processor(_context)
    return app


def _context() -> dict[str, Any]:
    from portal.kit.settings import settings

    return {
        "portal": settings(),
        "identity": permissions.identity(),
        "locale": i18n.locale(),
        "may": permits,
    }
