"""``flask zones``: import files into the register, export what is published."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup

from geofences.engine.model import Restriction
from geofences.zones import service
from geofences.zones.formats import Assumed
from geofences.zones.formats.document import MAX_BYTES
from geofences.zones.model import SYSTEM, ImportReport
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.i18n import say
from portal.kit.model import Fault
from portal.kit.problems import Problem

group = AppGroup("zones", help="The register of zones.")


@group.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Read and compare only; write nothing.")
@click.option("--accept-partial", is_flag=True, help="Import what is sound and list what is not.")
@click.option("--publish", is_flag=True, help="Let the zones take effect at once.")
@click.option(
    "--replace",
    is_flag=True,
    help="The file is all that there is of its countries: withdraw (without --publish: propose to "
    "withdraw) what came by this command before and is not in it.",
)
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
    replace: bool,
    command: str,
    country: str,
    restriction: str | None,
) -> None:
    """Import FILES, each all or nothing; every problem is named with its place."""
    if country and not re.fullmatch("[A-Z]{3}", country):
        raise click.ClickException(say("zones.error.country_not_alpha3", text=country[:20]))
    assumed = Assumed(country, Restriction(restriction) if restriction else None)
    options = {"publish": publish, "dry_run": dry_run, "accept_partial": accept_partial, "replace": replace}
    failed = False
    for path in files:
        report = _imported(path, command=command, assumed=assumed, **options)
        if report is None:
            failed = True
            continue
        _show(path, report, dry_run=dry_run, replace=replace)
        # What --accept-partial leaves out is listed, and is no failure unless nothing is left.
        nothing = not (report.added or report.changed or report.unchanged)
        failed = failed or bool(report.errors and (nothing or not accept_partial))
    if failed:
        raise SystemExit(1)


def _imported(path: Path, *, command: str, assumed: Assumed, **options: bool) -> ImportReport | None:
    """The report; ``None`` when the register refused the whole file, which is told."""
    try:
        with unit_of_work():
            return service.import_file(
                data=_bytes_of(path),
                name=path.name,
                actor=SYSTEM,
                command=command,
                assumed=assumed,
                now=now(),
                **options,
            )
    except Problem as problem:
        db.session.rollback()
        click.echo(f"{path.name}: error: {say(problem.code, **problem.facts)}", err=True)
        for fault in problem.faults:
            click.echo(_line(path, "error", fault), err=True)
        return None


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, and no more of a larger one than tells that it is too large."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _show(path: Path, report: ImportReport, *, dry_run: bool, replace: bool) -> None:
    for label, faults, left_out in (
        ("error", report.errors, report.errors_left_out),
        ("warning", report.warnings, report.warnings_left_out),
    ):
        for fault in faults:
            click.echo(_line(path, label, fault), err=True)
        if left_out:
            click.echo(f"{path.name}: {label}: {say('zones.more_faults', count=left_out)}", err=True)
    for line in _fates(report, dry_run=dry_run, replace=replace):
        click.echo(f"{path.name}: {line}")
    facts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "unchanged": len(report.unchanged),
        "number": report.number or 0,
    }
    click.echo(f"{path.name}: {say(_outcome(report), **facts)}")


def _fates(report: ImportReport, *, dry_run: bool, replace: bool) -> Iterator[str]:
    """What a dry run would do to each zone, field by field; what a replacement withdraws or did."""
    if dry_run:
        yield from (say("zones.import.would_add", zone="/".join(key)) for key in report.added)
        for key in report.changed:
            yield say("zones.import.would_change", zone="/".join(key))
            yield from (f"    {one}" for one in service.told(report.changes.get(key, ())))
    code = "would_withdraw" if replace else "not_in_file"
    for key in report.missing:
        yield say(f"zones.import.{code if dry_run else 'withdrawn'}", zone="/".join(key))


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
    zones = service.published()
    data = service.export(zones=zones, format_=format_, now=now())
    for note in service.export_notes(zones=zones, format_=format_):
        click.echo(f"note: {note.pointer}: {say(note.code, **note.facts)}", err=True)
    db.session.rollback()
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        _replace(output, data)


def _replace(output: Path, data: bytes) -> None:
    """Write the file beside its place, then put it there: nobody reads half of one."""
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(output)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise click.ClickException(f"{output}: {fault.strerror}") from None
