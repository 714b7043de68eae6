"""``flask zones``: import files into the register, export what is published."""

from __future__ import annotations

import re
from pathlib import Path

import click
from flask.cli import AppGroup

from geofences.engine.model import Restriction
from geofences.zones import service
from geofences.zones.formats import Assumed
from geofences.zones.model import SYSTEM, ImportReport
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.i18n import say
from portal.kit.model import Fault

group = AppGroup("zones", help="The register of zones.")


@group.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Read and compare only; write nothing.")
@click.option("--accept-partial", is_flag=True, help="Import what is sound and list what is not.")
@click.option("--publish", is_flag=True, help="Let the zones take effect at once.")
@click.option("--command", default="", help="Command to ask where a zone asks for consent and names none.")
@click.option("--country", default="", help="Country of a file that states none (three capitals).")
@click.option(
    "--restriction",
    type=click.Choice([one.value for one in Restriction]),
    help="Restriction of a KML that states none (else it is read as prohibited).",
)
def import_(
    files: tuple[Path, ...],
    dry_run: bool,
    accept_partial: bool,
    publish: bool,
    command: str,
    country: str,
    restriction: str | None,
) -> None:
    """Import FILES, each all or nothing; every problem is named with its place."""
    if country and not re.fullmatch("[A-Z]{3}", country):
        raise click.ClickException(say("zones.error.country_not_alpha3", text=country[:20]))
    assumed = Assumed(country, Restriction(restriction) if restriction else None)
    failed = False
    for path in files:
        with unit_of_work():
            report = service.import_file(
                data=path.read_bytes(),
                name=path.name,
                actor=SYSTEM,
                publish=publish,
                dry_run=dry_run,
                accept_partial=accept_partial,
                command=command,
                assumed=assumed,
                now=now(),
            )
        _show(path, report)
        # What --accept-partial leaves out is listed, and is no failure unless nothing is left.
        nothing = not (report.added or report.changed or report.unchanged)
        failed = failed or bool(report.errors and (nothing or not accept_partial))
    if failed:
        raise SystemExit(1)


def _show(path: Path, report: ImportReport) -> None:
    for label, faults, left_out in (
        ("error", report.errors, report.errors_left_out),
        ("warning", report.warnings, report.warnings_left_out),
    ):
        for fault in faults:
            click.echo(_line(path, label, fault), err=True)
        if left_out:
            click.echo(f"{path.name}: {label}: {say('zones.more_faults', count=left_out)}", err=True)
    facts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "unchanged": len(report.unchanged),
        "number": report.number or 0,
    }
    click.echo(f"{path.name}: {say(_outcome(report), **facts)}")


def _line(path: Path, label: str, fault: Fault) -> str:
    return f"{path.name}: {label}: {fault.pointer}: {say(fault.code, **fault.facts)}"


def _outcome(report: ImportReport) -> str:
    if report.number is not None:
        return "zones.import_published"
    if report.done:
        return "zones.import_done"
    return "zones.import_refused" if report.errors else "zones.import_possible"


@group.command("export")
@click.option("--format", "format_", required=True, help="ed269, ed318, geojson or kml.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; else standard output."
)
def export_(format_: str, output: Path | None) -> None:
    """Write the published zones."""
    if format_ not in service.FORMATS:
        facts = {"format": format_, "known": ", ".join(service.FORMATS)}
        raise click.ClickException(say("zones.format_unknown", **facts))
    data = service.export(zones=service.published(), format_=format_, now=now())
    db.session.rollback()
    if output is None:
        click.echo(data)
    else:
        output.write_bytes(data)
