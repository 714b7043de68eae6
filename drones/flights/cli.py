"""The commands of flight plans: assess a file without an account."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from drones.flights import service
from drones.flights.formats import answers, documents
from drones.flights.formats.drafts import choose, kind_of
from drones.flights.formats.json_text import LARGEST_BYTES
from drones.flights.formats.read_out import told
from drones.flights.formats.recognise import read_plan
from drones.flights.formats.recorded import ahead, length_note
from drones.flights.model import (
    Assessment,
    InputReading,
    PlanDraft,
    PlanInput,
    PlanPart,
    Reasoned,
    VolumeInput,
)
from drones.flights.rules.areas import DEFAULT_WIDTH_M
from drones.flights.rules.drafts import Stated, volumes_of
from drones.flights.rules.plans import LATE_START
from geofences.engine.model import Datum
from portal.kit.clock import now
from portal.kit.i18n import period, say
from portal.kit.model import Fault
from portal.kit.problems import Problem, say_fault

#: Times of a finding that are told; the rest is counted.
_TIMES = 3

group = AppGroup("flights", help="Flight plans.")

#: The option that answers what a fault asks for.
OPTIONS = {
    "/volumes/0/start": "--start",
    "/volumes/0/end": "--end",
    "/volumes/0/floor": "--floor",
    "/volumes/0/ceiling": "--ceiling",
    "/volumes/0/datum": "--datum",
    "/volumes/0/geometry/width_m": "--width",
    "/volumes/0/geometry/radius_m": "--width",
}


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--start", help="Start, RFC 3339 (default: the file's, else in an hour).")
@click.option("--end", help="End, RFC 3339 (default: the file's, else half an hour after the start).")
@click.option("--floor", type=float, help="Lowest height in metres (default: the file's, else the ground).")
@click.option("--ceiling", type=float, help="Greatest height in metres (default: what the file suggests).")
@click.option(
    "--datum",
    type=click.Choice([*Datum]),
    help="Datum of both heights, or of the file's own where it does not say (default: the file's, else AGL).",
)
@click.option(
    "--width",
    type=float,
    default=DEFAULT_WIDTH_M,
    show_default=True,
    help="Full width of paths whose file states none, metres.",
)
@click.option("--pick", multiple=True, help="Number of a geometry to take, from 1; repeatable; or 'all'.")
@click.option(
    "--json", "as_json", is_flag=True, help="The answer of POST /api/v1/flights/check, and the file."
)
def check(file: Path, as_json: bool, pick: tuple[str, ...], **options: Any) -> None:
    """Assess a plan FILE against the published zones.

    Exit 0: assessed, whatever the outcome. Exit 1: it cannot be read or assessed; each fault is
    named with its place in the file, or with the option that answers it. Exit 2: wrong usage.
    """
    with file.open("rb") as opened:  # never more than what is refused anyway
        reading = read_plan(opened.read(LARGEST_BYTES + 1), file.name)
    if reading.draft is None:
        sys.exit(_fail(reading.faults, as_json))
    moment = now()
    source = ahead(reading.draft.source, since=moment - LATE_START)
    draft = _picked(choose(source, reading.draft.picked), pick)
    stated, faults = _stated(**options)
    volumes, wrong = volumes_of(draft, stated, now=moment)
    if not as_json:
        _show_file(draft, volumes)
    try:
        result = service.check(reading=InputReading(PlanInput(volumes), (*faults, *wrong)), now=moment)
    except Problem as problem:
        raise click.ClickException(say(problem.code, **problem.facts)) from problem
    if result.assessment is None:
        sys.exit(_fail((*_unanswered(draft, result.faults), *result.faults), as_json, draft))
    _show(draft, result.assessment, as_json)


def _picked(draft: PlanDraft, pick: tuple[str, ...]) -> PlanDraft:
    count = len(draft.source.parts)
    if not pick:
        return draft
    if "all" in pick:
        return choose(draft.source, range(count))
    numbers = {int(one) - 1 for one in pick if one.isascii() and one.isdigit() and 1 <= int(one) <= count}
    if len(numbers) != len(set(pick)):
        raise click.BadParameter(
            _("a number from 1 to %(count)s, or 'all'", count=count), param_hint="--pick"
        )
    return choose(draft.source, numbers)


def _stated(
    *,
    start: str | None,
    end: str | None,
    floor: float | None,
    ceiling: float | None,
    datum: str | None,
    width: float,
) -> tuple[Stated, list[Fault]]:
    faults: list[Fault] = []
    times = {}
    for name, text in (("start", start), ("end", end)):
        found = None if text is None else documents.read_time(text, f"/volumes/0/{name}")
        if isinstance(found, Fault):
            faults.append(found)
            found = None
        times[name] = found
    given = Stated(width, floor, ceiling, Datum(datum) if datum else None, times["start"], times["end"])
    return given, faults


def _unanswered(draft: PlanDraft, faults: Iterable[Fault]) -> list[Fault]:
    """What the file leaves open, where the check then missed it."""
    missed = {fault.pointer for fault in faults}
    heights = {"/volumes/0/ceiling", "/volumes/0/datum"}
    return [
        question
        for question in draft.questions
        if _of_first(question.pointer) in heights and _ceiling_of(question.pointer) in missed
    ]


def _of_first(pointer: str) -> str:
    """What a pointer names, whichever volume it is of: options count for all of them."""
    return re.sub(r"^/volumes/\d+", "/volumes/0", pointer)


def _ceiling_of(pointer: str) -> str:
    return pointer.rsplit("/", 1)[0] + "/ceiling"


def _fail(faults: Iterable[Fault], as_json: bool, draft: PlanDraft | None = None) -> int:
    if as_json:
        errors = [
            {"pointer": fault.pointer, "code": fault.code, "message": say_fault(fault)} for fault in faults
        ]
        document = {"errors": errors} if draft is None else {"errors": errors, "file": told(draft)}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return 1
    for fault in faults:
        place = OPTIONS.get(_of_first(fault.pointer), fault.pointer)
        click.echo(f"{place or '/'}: {say_fault(fault)}", err=True)
    return 1


def _show_file(draft: PlanDraft, volumes: Sequence[VolumeInput]) -> None:
    """What was understood of the file, before it is assessed."""
    frame = say(f"flights.frame.{draft.frame}") if len(volumes) == 1 else ""
    click.echo(f"{say(f'flights.format.{draft.format}')}. {frame}".rstrip())
    home = draft.source.home
    if home.place is not None:
        height = "" if home.height_m is None else f", {home.height_m:g} m {home.datum}"
        click.echo(
            _("Take-off place: %(place)s", place=f"{home.place.lat:.6f}, {home.place.lon:.6f}{height}")
        )
    if len(draft.source.parts) > 1:
        for number, part in enumerate(draft.source.parts):
            click.echo(f"  {'*' if number in draft.picked else ' '} {number + 1}. {part_words(part)}")
    for note in draft.notes:
        click.echo(f"{note.pointer + ': ' if note.pointer else ''}{say_fault(note)}")
    for number, (volume, read) in enumerate(zip(volumes, draft.volumes, strict=True), start=1):
        length = length_note(read)
        if length is not None:
            click.echo(say_fault(length))
        name = ""
        if len(volumes) > 1:
            name = f"{_('Volume %(number)s', number=number)}: {say(f'flights.frame.{read.frame}')} "
        click.echo(f"= {name}{_extent(volume)}")


def _extent(volume: VolumeInput) -> str:
    heights = [f"{one.metres:g} m {one.datum}" for one in (volume.floor, volume.ceiling) if one is not None]
    when = period(volume.start, volume.end) if volume.start and volume.end else ""
    return f"{' – '.join(heights)}; {when}"


def part_words(part: PlanPart) -> str:
    """A geometry of a file in a few words."""
    kinds = {name: say(f"flights.part.{name}") for name in ("path", "area", "circle", "place")}
    return " – ".join(filter(None, (part.name, kinds[kind_of(part)])))


def _show(draft: PlanDraft, assessment: Assessment, as_json: bool) -> None:
    if as_json:
        document = {**answers.write_assessment(assessment), "file": told(draft)}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(f"{assessment.outcome}: {say(f'flights.outcome.{assessment.outcome}')}")
    for finding in assessment.findings:
        click.echo(_line(finding, several=len(draft.volumes) > 1))
    for way in assessment.alternatives:
        when = period(way.start, way.end) if way.start and way.end else ""
        ceiling = f"{way.ceiling.metres:g} m {way.ceiling.datum}" if way.ceiling else ""
        click.echo(" ".join(part for part in (f"> {_alternative(way.kind)}", when, ceiling) if part))


def _line(finding: Reasoned, *, several: bool) -> str:
    title = finding.name or say(f"flights.finding.title.{finding.code}")
    if several:
        title += f" ({_('Volume %(number)s', number=finding.volume + 1)})"
    times = "; ".join(period(one.start, one.end) for one in finding.intervals[:_TIMES])
    if (more := len(finding.intervals) - _TIMES) > 0:
        times += " " + ngettext("and %(num)d more time", "and %(num)d more times", more)
    return f"- {title} [{finding.status}] {times}\n  {say(f'flights.finding.{finding.words}')}"


def _alternative(kind: str) -> str:
    if kind == "trimmed_area":
        return str(_("A smaller area would do."))
    return say(f"flights.way.{kind}")
