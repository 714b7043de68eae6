"""The command that feeds a short message to the portal, as the gateway would."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from drones.desk import service
from portal.kit.clock import now
from portal.kit.database import new_id, unit_of_work

group = AppGroup("sms", help="Incoming short messages.")


@group.command()
@click.argument("sender")
@click.argument("text", nargs=-1, required=True)
@click.option("--id", "message_id", help="The gateway's id; the same one twice is done once.")
def receive(sender: str, text: tuple[str, ...], message_id: str | None) -> None:
    """Take a message of SENDER (a number) and print what became of it, and the answer that leaves."""
    with unit_of_work():
        done = service.receive(
            message_id=message_id or new_id(), sender=sender, text=" ".join(text), now=now()
        )
    click.echo(done.received.value)
    if done.text:
        click.echo(done.text)
