"""The ledger's commands: verify it, print its Merkle root."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from portal.audit import service
from portal.kit.i18n import say

group = AppGroup("audit", help="The audit ledger.")


@group.command()
@click.option("--head", "kept", multiple=True, metavar="HASH", help="A hash kept elsewhere; may be repeated.")
def verify(kept: tuple[str, ...]) -> None:
    """Check every entry; exit 1 and name the first wrong one."""
    check = service.verify(known=frozenset(map(_hash, kept)))
    if check.faults:
        for fault in check.faults:
            click.echo(_("Entry %(number)s: %(flaw)s", number=fault.number, flaw=say(fault.flaw)), err=True)
        raise SystemExit(1)
    click.echo(
        _("%(count)s entries, last hash %(hash)s: intact.", count=check.entries, hash=check.hash.hex())
    )


@group.command()
@click.option("--size", type=click.IntRange(min=0), help="Only the first SIZE entries.")
def root(size: int | None) -> None:
    """Print the number of entries and their Merkle root (RFC 6962)."""
    count, found = service.root(size=size)
    if size is not None and count < size:
        raise click.ClickException(_("The ledger holds only %(count)s entries.", count=count))
    click.echo(f"{count} {found.hex()}")


def _hash(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise click.BadParameter(_("A hash has 64 hexadecimal digits."), param_hint="--head")
    return found
