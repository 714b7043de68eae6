"""The application factory: settings in, Flask application out. Wiring only, no decisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa
from apiflask import APIFlask

from drones.desk import api as desk_api
from drones.desk import checkpoint_pages, figures_pages, inbound_api, inbound_cli
from drones.desk import cli as desk_cli
from drones.desk import pages as desk_pages
from drones.desk import service as desk
from drones.flights import api as flights_api
from drones.flights import cli as flights_cli
from drones.flights import pages as flights_pages
from drones.flights import service as flights
from drones.liaison import api as liaison_api
from drones.liaison import batch_pages as liaison_batch_pages
from drones.liaison import case_pages as liaison_case_pages
from drones.liaison import concealed_pages as liaison_concealed_pages
from drones.liaison import desk_pages as liaison_desk_pages
from drones.liaison import pages as liaison_pages
from drones.liaison import queue_api as liaison_queue_api
from drones.liaison import queue_pages as liaison_queue_pages
from drones.liaison import service as liaison
from drones.liaison.service.unreached import on_notice_given_up
from drones.permits import api as permits_api
from drones.permits import cli as permits_cli
from drones.permits import pages as permits_pages
from drones.permits import service as permits_service
from drones.registry import api as registry_api
from drones.registry import model as registry_events
from drones.registry import pages as registry_pages
from drones.registry import service as registry
from drones.registry import staff_pages as registry_staff_pages
from geofences.concealed import model as concealed_events
from geofences.concealed import pages as concealed_pages
from geofences.concealed import service as concealed
from geofences.lookup import api as lookup_api
from geofences.lookup import pages as lookup_pages
from geofences.zones import api as zones_api
from geofences.zones import cli as zones_cli
from geofences.zones import model as zones_events
from geofences.zones import pages as zones_pages
from geofences.zones import service as zones
from geofences.zones import staff_pages as zones_staff_pages
from portal.accounts import cli as accounts_cli
from portal.accounts import pages as accounts_pages
from portal.accounts import phone_pages as accounts_phone_pages
from portal.accounts import security
from portal.accounts import service as accounts
from portal.accounts.gate import gate, permits
from portal.audit import api as audit_api
from portal.audit import cli as audit_cli
from portal.audit import pages as audit_pages
from portal.audit import service as audit
from portal.home import cli as home_cli
from portal.home import health_pages, reference_pages
from portal.home import pages as home_pages
from portal.kit import (
    assets,
    database,
    edge,
    events,
    forms,
    headers,
    i18n,
    idempotency,
    limits,
    logs,
    metrics,
    permissions,
    problems,
    statements,
    strict_json,
    worker,
)
from portal.kit.clock import Clock, now
from portal.kit.model import Permission
from portal.kit.settings import Settings, from_environment, settings
from portal.notices import cli as notices_cli
from portal.notices import model as notices_events
from portal.notices import pages as notices_pages
from portal.notices import service as notices

FACES = (
    home_pages,
    health_pages,
    reference_pages,
    accounts_pages,
    accounts_phone_pages,
    audit_pages,
    audit_api,
    notices_pages,
    zones_pages,
    zones_staff_pages,
    zones_api,
    lookup_pages,
    lookup_api,
    registry_pages,
    registry_staff_pages,
    registry_api,
    permits_pages,
    permits_api,
    flights_pages,
    flights_api,
    liaison_pages,
    liaison_queue_pages,
    liaison_desk_pages,
    liaison_batch_pages,
    liaison_concealed_pages,
    liaison_case_pages,
    concealed_pages,
    liaison_api,
    desk_pages,
    figures_pages,
    checkpoint_pages,
    desk_api,
    inbound_api,
    liaison_queue_api,
)
COMMANDS = (
    home_cli,
    accounts_cli,
    audit_cli,
    notices_cli,
    zones_cli,
    permits_cli,
    flights_cli,
    desk_cli,
    inbound_cli,
)
#: Routes of other people's code, which cannot declare a permission themselves.
THIRD_PARTY = {"static": Permission.PUBLIC, "openapi.spec": Permission.PUBLIC}
#: Pages whose very use is a secret: they leave no trace in the metrics.
UNCOUNTED = frozenset({"concealed", "liaison_concealed"})
HEARD: dict[type[Any], Callable[[Any], None]] = {
    zones_events.ZonesPublished: flights.on_zones_published,
    zones_events.ZonesWithdrawn: flights.on_zones_withdrawn,
    concealed_events.ConcealedZoneSet: liaison.on_concealed_set,
    registry_events.AircraftUnusable: flights.on_aircraft_unusable,
    registry_events.OperatorSuspended: flights.on_operator_suspended,
    registry_events.OperatorExpired: flights.on_operator_expired,
    registry_events.PilotLapsed: flights.on_pilot_lapsed,
    notices_events.NoticeGivenUp: on_notice_given_up,
}
#: What a second room hears of the same event, after the first.
HEARD_TOO: dict[type[Any], Callable[[Any], None]] = {
    zones_events.ZonesPublished: concealed.on_published,
    zones_events.ZonesWithdrawn: concealed.on_withdrawn,
}
TASKS: dict[str, worker.Task] = {
    "registry.expire": registry.expire,
    "flights.tick": flights.tick,
    "flights.watch": flights.watch,
    "flights.erase_tracks": flights.erase_tracks,
    "concealed.watch": concealed.watch,
    "liaison.escalate": liaison.escalate,
    "liaison.watch_uncovered": liaison.watch_uncovered,
    "liaison.watch_air": liaison.watch_air,
    "accounts.forget": accounts.forget,
    "desk.forget_messages": desk.forget_messages,
    "notices.forget_quotas": notices.forget_quotas,
    "idempotency.forget": idempotency.forget,
    "audit.publish_roots": partial(audit.publish_roots, proved="permits.issued"),
}
TASKS_APART: dict[str, worker.Task] = {"flights.sweep": flights.carry_on, **notices.tasks()}
LARGEST_REQUEST = 8_000_000
LARGEST_FORM = 2_000_000


def create_app(given: Settings | None = None, **config: Any) -> APIFlask:
    """Build the portal; raises ``SettingsError`` or ``RuntimeError`` instead of starting half."""
    chosen = given or from_environment()
    app = APIFlask(
        __name__,
        title=chosen.name,
        version="1",
        json_errors=False,
        docs_path=None,
        spec_path="/api/v1/openapi.json",
    )
    app.config.update(
        SECRET_KEY=chosen.secret_key,
        WTF_CSRF_CHECK_DEFAULT=False,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        # The area of a plan file stands in the form as text.
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        **config,
    )
    app.extensions["portal.settings"] = chosen
    app.extensions["portal.clock"] = Clock()
    app.extensions["portal.third_party"] = THIRD_PARTY
    _furnish(app, chosen)
    _open_rooms(app, chosen)
    with app.app_context():
        if open_routes := permissions.undeclared():
            raise RuntimeError(f"routes without a permission: {', '.join(open_routes)}")
    return app


def create_server() -> APIFlask:
    """The portal as a process of the server starts it: with its zones loaded before the first request."""
    app = create_app()
    with app.app_context():
        zones.keeper().start()
    return app


def _furnish(app: APIFlask, chosen: Settings) -> None:
    """The kit, in the order in which a request meets it."""
    logs.install()
    events.install(app)
    database.install(app, chosen.database_url)
    statements.install(app)
    audit.install(app)
    i18n.install(app)
    assets.install(app)
    metrics.install(app)
    edge.install(app)
    app.before_request(permissions.check)
    forms.csrf.init_app(app)
    app.before_request(forms.protect)
    headers.install(app)
    limits.install(app)
    problems.install(app)


def _open_rooms(app: APIFlask, chosen: Settings) -> None:
    """Every room's faces, its part of the clock, and what it hears from the rooms below."""
    security.install(app, chosen)
    strict_json.install(app)  # after Flask-Security, which puts a lenient provider in place
    app.extensions["portal.gate"] = gate
    notices.connect(app, accounts.contact)
    permits_service.connect(app, flights.in_doubt)
    zones.install(app)
    for face in FACES:
        app.register_blueprint(face.blueprint)
    for command in COMMANDS:
        app.cli.add_command(command.group)
    app.cli.add_command(worker.command)
    worker.install(app, TASKS, TASKS_APART)
    for kind, handler in (*HEARD.items(), *HEARD_TOO.items()):
        events.subscribe(app, kind, handler)
    app.extensions["portal.uncounted"] = UNCOUNTED
    app.extensions["portal.readiness"] = {
        "database": lambda: database.db.session.execute(sa.text("SELECT 1")).scalar() == 1,
        "zones": lambda: zones.current_snapshot(moment=now()).number >= 0,
        "worker": lambda: not worker.is_late(now()),
    }
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    """What every template may ask for."""
    return {
        "portal": settings(),
        "identity": permissions.identity(),
        "locale": i18n.locale(),
        "may": permits,
        "worker_is_late": lambda: worker.is_late(now()),
    }
