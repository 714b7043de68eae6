"""The commands of the demonstration: load, accounts."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from drones.desk import service
from portal.kit.i18n import say
from portal.kit.problems import Problem, say_fault

group = AppGroup("demo", help="The Kayes demonstration, on this machine alone.")


@group.command()
def load() -> None:
    """Load the demonstration where it is missing and print its accounts; a second call changes nothing."""
    try:
        click.echo(service.load_and_describe())
    except Problem as problem:
        lines = [say(problem.code, **problem.facts)]
        lines += [f"{fault.pointer}: {say_fault(fault)}" for fault in problem.faults]
        raise click.ClickException("\n".join(lines)) from problem


@group.command()
def accounts() -> None:
    """Print the demonstration's accounts: address, role, password, how to get a code."""
    click.echo(service.describe())
