"""The ledger's commands: verify it, print its Merkle root, print the rights of its database role."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from portal.audit import service
from portal.audit.model import Book
from portal.kit.database import db
from portal.kit.i18n import say

group = AppGroup("audit", help="The audit ledger.")


@group.command()
@click.option("--head", "kept", multiple=True, metavar="HASH", help="A hash kept elsewhere; may be repeated.")
@click.option(
    "--root", "roots", multiple=True, metavar="SIZE:HASH", help="A root kept elsewhere, e.g. a permit's."
)
@click.option("--sealed", is_flag=True, help="The hashes kept elsewhere are those of the sealed book.")
def verify(kept: tuple[str, ...], roots: tuple[str, ...], sealed: bool) -> None:
    """Check every entry of both books; exit 1 and name the first wrong one."""
    chosen = Book.SEALED if sealed else Book.OPEN
    known, trees = frozenset(map(_hash, kept)), dict(map(_root, roots))
    faulty = False
    for book in Book:
        mine = book is chosen
        check = service.verify(known=known if mine else frozenset(), roots=trees if mine else {}, book=book)
        faulty |= _report(check, book)
    if faulty:
        raise SystemExit(1)


def _report(check: service.Check, book: Book) -> bool:
    """Tell what was found; True when something is wrong."""
    place = say(f"audit.book.{book}")
    for fault in check.faults:
        facts = {"book": place, "number": fault.number, "flaw": say(fault.flaw)}
        click.echo(_("%(book)s, entry %(number)s: %(flaw)s", **facts), err=True)
    if not check.faults:
        facts = {"book": place, "count": check.entries, "hash": check.hash.hex()}
        click.echo(_("%(book)s: %(count)s entries, last hash %(hash)s: intact.", **facts))
    return bool(check.faults)


@group.command()
@click.option("--size", type=click.IntRange(min=0), help="Only the first SIZE entries.")
@click.option("--sealed", is_flag=True, help="Of the sealed book.")
def root(size: int | None, sealed: bool) -> None:
    """Print the number of entries and their Merkle root (RFC 6962)."""
    count, found = service.root(size=size, book=Book.SEALED if sealed else Book.OPEN)
    if size is not None and count < size:
        raise click.ClickException(_("The ledger holds only %(count)s entries.", count=count))
    click.echo(f"{count} {found.hex()}")


@group.command()
@click.argument("role")
def grants(role: str) -> None:
    """Print the SQL that gives ROLE the rights the portal needs, and none to change the ledger.

    PostgreSQL only; to be run by the owner of the tables after each migration.
    """
    if db.engine.dialect.name != "postgresql":
        raise click.ClickException(_("Only PostgreSQL has roles."))
    click.echo(service.grants(role=role))


def _root(text: str) -> tuple[int, bytes]:
    size, _colon, hash_ = text.partition(":")
    if not size.isdecimal() or len(size) > 18:
        raise click.BadParameter(_("A root is written as SIZE:HASH."), param_hint="--root")
    return int(size), _hash(hash_)


def _hash(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise click.BadParameter(_("A hash has 64 hexadecimal digits."), param_hint="--head")
    return found
