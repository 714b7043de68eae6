"""Accounts on the command line: create, key, disable, and the demonstration's codes."""

from __future__ import annotations

import secrets
import sys
from typing import NoReturn

import click
from flask.cli import AppGroup

from portal.accounts import service
from portal.accounts.model import PersonView, Role, Secret
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from portal.kit.i18n import say
from portal.kit.model import Fault
from portal.kit.problems import Problem, say_fault

group = AppGroup("accounts", help="People, API keys, and the demonstration's codes.")


@group.command("create")
@click.argument("email")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([str(role) for role in Role])
)
@click.option("--command", help="Command of an officer or commander, such as ZONE4.")
@click.option("--phone")
@click.option("--locale", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create(
    email: str,
    roles: tuple[str, ...],
    command: str | None,
    phone: str | None,
    locale: str,
    password_stdin: bool,
) -> None:
    """Make an account; without --password-stdin a password is made and printed once.

    Staff set their second factor up at the first sign-in.
    """
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else secrets.token_urlsafe(18)
    try:
        with unit_of_work():
            made = service.create_person(
                email=email,
                password=password,
                roles=roles,
                command=command,
                phone=phone,
                locale=locale,
                now=now(),
            )
    except Problem as problem:
        _stop(problem.code, problem.faults)
    click.echo(made.id)
    if not password_stdin:
        click.echo(f"password: {password}")


@group.command("api-key")
@click.argument("email")
@click.option("--scope", "scopes", multiple=True, required=True, help="A permission, such as flights.own.")
def api_key(email: str, scopes: tuple[str, ...]) -> None:
    """Make an API key of somebody and print it, once."""
    with unit_of_work():
        answer = service.issue_key(person_id=_person(email).id, scopes=scopes, now=now())
    if not isinstance(answer, Secret):
        _stop("accounts.error.unfit", tuple(answer))
    click.echo(answer.text)


@group.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close an account; its sessions and keys end."""
    with unit_of_work():
        service.disable(person_id=_person(email).id, by=None, now=now())


@group.command("code")
@click.argument("email")
def code(email: str) -> None:
    """Print the code that the next sign-in takes, in the demonstration only."""
    try:
        click.echo(service.usable_code(email=email))
    except Problem as problem:
        _stop(problem.code)


def _person(email: str) -> PersonView:
    found = service.person_by_email(email)
    if found is None:
        _stop("accounts.error.nobody")
    return found


def _stop(code: str, faults: tuple[Fault, ...] = ()) -> NoReturn:
    click.echo(say(code), err=True)
    for fault in faults:
        click.echo(f"  {fault.pointer}: {say_fault(fault)}", err=True)
    raise SystemExit(1)
