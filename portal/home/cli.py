"""Copies of the whole portal's database, made and put back."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from portal.audit import service as audit
from portal.audit.model import Book
from portal.kit import backup
from portal.kit.i18n import say

group = AppGroup("backup", help="Copies of the database.")
FILE = click.Path(path_type=Path)


@group.command()
@click.argument("file", type=FILE)
def create(file: Path) -> None:
    """Copy the whole database into FILE, while the portal runs. Keys are not in it."""
    try:
        size = backup.create(file)
    except backup.BackupError as fault:
        _end(fault)
    click.echo(_("%(file)s: %(size)s bytes.", file=str(file), size=size))


@group.command()
@click.argument("file", type=FILE)
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, yes: bool) -> None:
    """Put FILE in the place of the database: everything in it now is lost. Stop the portal first."""
    if not yes:
        click.confirm(_("Everything that is in the database now will be lost. Go on?"), abort=True)
    try:
        backup.restore(file)
    except backup.BackupError as fault:
        _end(fault)
    checks = [audit.verify(book=book) for book in Book]
    if any(check.faults for check in checks):
        raise click.ClickException(_("The copy is in place, but its ledger is not intact: see audit verify."))
    count = sum(check.entries for check in checks)
    click.echo(_("The copy is in place; its ledger of %(count)s entries is intact.", count=count))


def _end(fault: backup.BackupError) -> NoReturn:
    raise click.ClickException(say(fault.code, **fault.facts)) from fault
