"""The commands of the signing keys: create, list, retire."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from drones.permits import service
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from portal.kit.i18n import say, utc
from portal.kit.problems import Problem

group = AppGroup("permits", help="Permits and the keys that sign them.")


@group.group("key")
def key() -> None:
    """The signing keys."""


@key.command()
@click.option("--exercise", is_flag=True, help="A demonstration's key: everything it signs says so.")
def create(exercise: bool) -> None:
    """Make a key; it signs from now on, and the older ones go on verifying."""
    try:
        with unit_of_work():
            made = service.create_key(exercise=exercise, now=now())
    except Problem as problem:
        raise click.ClickException(say(problem.code, **problem.facts)) from problem
    click.echo(_("Key %(key)s signs from now on.", key=made.id))


@key.command("list")
def list_() -> None:
    """Every key: id, when it was made, whether it signs or only verifies, whether for exercises."""
    try:
        ring = service.keys()
    except Problem as problem:
        raise click.ClickException(say(problem.code, **problem.facts)) from problem
    signing = ring.signing
    for entry in ring.entries:
        signs = signing is not None and entry.public.id == signing.id
        parts = [entry.id, utc(entry.created), "signs" if signs else "verifies"]
        click.echo(" ".join(parts + ["exercise"] * entry.public.exercise))


@key.command()
@click.argument("key_id")
def retire(key_id: str) -> None:
    """Forget the private half of a key: what it signed stays genuine."""
    try:
        with unit_of_work():
            service.retire_key(key_id=key_id)
    except Problem as problem:
        raise click.ClickException(say(problem.code, **problem.facts)) from problem
    click.echo(_("Key %(key)s signs no more; it still verifies.", key=key_id))
