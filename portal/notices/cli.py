"""The outbox's command: deliver what is due, once or for good."""

from __future__ import annotations

import signal
import threading

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from portal.kit import worker
from portal.kit.clock import now
from portal.notices import service

group = AppGroup("outbox", help="Notices that wait to be sent.")


@group.command()
@click.option("--once", is_flag=True, help="What is due now, then end.")
def run(once: bool) -> None:
    """Deliver notices by mail, short message and webhook; the worker does so too."""
    if once:
        click.echo(_("%(count)s notices sent.", count=service.deliver_all(now())))
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker.run_apart(dict(service.tasks()), stop)


@group.command("given-up")
def given_up() -> None:
    """List the notices whose last try failed; exit 1 when there are any."""
    found = service.given_up()
    for one in found:
        click.echo(f"{one.id} {one.channel} {one.code} {one.person_id} {one.fault}")
    if found:
        raise SystemExit(1)
