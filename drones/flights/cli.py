"""The commands of flight plans: assess a file without an account."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from drones.flights import service
from drones.flights.formats import answers, documents
from drones.flights.formats.recognise import read_plan
from drones.flights.model import (
    Assessment,
    CorridorShape,
    InputReading,
    PlanDraft,
    PlanInput,
    Reasoned,
    Shape,
    VolumeInput,
)
from drones.flights.rules.areas import DEFAULT_WIDTH_M
from geofences.engine.model import Datum, Height, Unit
from portal.kit.clock import now
from portal.kit.i18n import period, say
from portal.kit.model import Fault
from portal.kit.problems import Problem, say_fault

group = AppGroup("flights", help="Flight plans.")

GROUND = Height(0.0, Unit.METRES, Datum.AGL)
DEFAULT_LENGTH = timedelta(minutes=30)


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--start", help="Start, RFC 3339 (default: in an hour).")
@click.option("--end", help="End, RFC 3339 (default: half an hour after the start).")
@click.option("--floor", type=float, help="Lowest height in metres (default: what the file suggests).")
@click.option("--ceiling", type=float, help="Greatest height in metres (default: what the file suggests).")
@click.option("--datum", type=click.Choice([*Datum]), help="Datum of both heights (default: the file's).")
@click.option("--width", type=float, default=DEFAULT_WIDTH_M, show_default=True, help="Width of paths.")
@click.option("--json", "as_json", is_flag=True, help="The answer of POST /api/v1/flights/check.")
def check(file: Path, as_json: bool, **options: Any) -> None:
    """Assess a plan FILE against the published zones; exit 1 when it cannot be read or assessed."""
    reading = read_plan(file.read_bytes(), file.name)
    if reading.draft is None:
        sys.exit(_fail(reading.faults, as_json))
    moment = now()
    stated, faults = _stated(reading.draft, moment, **options)
    try:
        result = service.check(reading=InputReading(PlanInput((stated,)), tuple(faults)), now=moment)
    except Problem as problem:
        raise click.ClickException(say(problem.code, **problem.facts)) from problem
    if result.assessment is None:
        sys.exit(_fail(result.faults, as_json))
    _show(reading.draft, result.assessment, as_json)


def _stated(
    draft: PlanDraft,
    moment: datetime,
    *,
    start: str | None,
    end: str | None,
    floor: float | None,
    ceiling: float | None,
    datum: str | None,
    width: float,
) -> tuple[VolumeInput, list[Fault]]:
    """The file's volume with the options over it."""
    faults: list[Fault] = []
    begins = _time(start, "/volumes/0/start", faults) or moment + timedelta(hours=1)
    ends = _time(end, "/volumes/0/end", faults) or begins + DEFAULT_LENGTH
    volume = VolumeInput(
        shapes=tuple(_swept(shape, width) for shape in draft.shapes),
        floor=_height(floor, datum, draft.floor) or GROUND,
        ceiling=_height(ceiling, datum, draft.ceiling),
        start=begins,
        end=ends,
    )
    return volume, faults


def _swept(shape: Shape, width: float) -> Shape:
    if isinstance(shape, CorridorShape) and shape.width_m is None:
        return CorridorShape(shape.points, width)
    return shape


def _time(text: str | None, pointer: str, faults: list[Fault]) -> datetime | None:
    if text is None:
        return None
    found = documents.read_time(text, pointer)
    if isinstance(found, Fault):
        faults.append(found)
        return None
    return found


def _height(metres: float | None, datum: str | None, suggested: Height | None) -> Height | None:
    """The option over the file's suggestion; a named datum is that of both, else the file's or AGL."""
    if metres is None and suggested is None:
        return None
    value = suggested.metres if metres is None and suggested else metres
    known = Datum(datum) if datum else suggested.datum if suggested else Datum.AGL
    return Height(value or 0.0, Unit.METRES, known)


def _fail(faults: tuple[Fault, ...], as_json: bool) -> int:
    if as_json:
        told = [
            {"pointer": fault.pointer, "code": fault.code, "message": say_fault(fault)} for fault in faults
        ]
        click.echo(json.dumps({"errors": told}, ensure_ascii=False, indent=2))
    for fault in () if as_json else faults:
        click.echo(f"{fault.pointer or '/'}: {say_fault(fault)}", err=True)
    return 1


def _show(draft: PlanDraft, assessment: Assessment, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(answers.write_assessment(assessment), ensure_ascii=False, indent=2))
        return
    for note in draft.notes:
        click.echo(say_fault(note))
    click.echo(f"{assessment.outcome}: {say(f'flights.outcome.{assessment.outcome}')}")
    for finding in assessment.findings:
        click.echo(_line(finding))
    for way in assessment.alternatives:
        when = period(way.start, way.end) if way.start and way.end else ""
        ceiling = f"{way.ceiling.metres:g} m {way.ceiling.datum}" if way.ceiling else ""
        click.echo(" ".join(part for part in (f"> {_alternative(way.kind)}", when, ceiling) if part))


def _line(finding: Reasoned) -> str:
    title = finding.name or say(f"flights.finding.title.{finding.code}")
    times = "; ".join(period(one.start, one.end) for one in finding.intervals[:3])
    return f"- {title} [{finding.status}] {times}\n  {say(f'flights.finding.{finding.code}')}"


def _alternative(kind: str) -> str:
    if kind == "trimmed_area":
        return str(_("A smaller area would do."))
    return say(f"flights.way.{kind}")
