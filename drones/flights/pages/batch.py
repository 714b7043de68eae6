"""A table of flights: a template to fill in, the check of every row, the submission of all or none."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from drones.flights import service
from drones.flights.formats.batch_csv import COLUMNS, OPTIONAL, RowFault, write_table
from drones.flights.formats.json_text import LARGEST_BYTES
from drones.flights.formats.plain_text import read_text
from drones.flights.model import ItemCheck, SeriesKind
from drones.flights.pages.repeating import told
from drones.flights.pages.room import Answer, blueprint
from drones.registry import service as registry
from portal.kit import idempotency
from portal.kit.clock import now
from portal.kit.database import new_id, standing_back
from portal.kit.edge import Download, Page, SeeOther
from portal.kit.forms import Form
from portal.kit.i18n import local, locale
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

#: More errors than this help nobody.
MOST_SHOWN = 100
_ROUTE = "form batch"
_NO_NAMES: Mapping[str, str] = {}


class BatchForm(Form):
    """A file; the rows are for formats and rules to judge."""

    file = FileField(_l("Table of flights (CSV)"))


@blueprint.route("/flights/batch", methods=["GET", "POST"])
@allow(Permission.FLIGHTS_OWN)
def batch() -> Answer:
    """Check a table, or submit the one that was checked."""
    form = BatchForm()
    if request.method == "GET":
        return _page(form)
    if request.form.get("action") == "submit":
        return _submit(form, now())
    upload = form.file.data
    if not upload or not upload.filename:
        form.file.errors = [_("Choose a file.")]
        return _page(form, 422)
    return _check(form, upload.read(LARGEST_BYTES + 1), now())


@blueprint.get("/flights/batch/template.csv")
@allow(Permission.FLIGHTS_OWN)
def batch_template() -> Download:
    """A table with a row for each shape, in the words of the language in use."""
    french = locale() == "fr"
    header = list(COLUMNS.values()) if french else list(COLUMNS)
    day = (local(now()) + timedelta(days=1)).date()
    start, end = (f"{day.isoformat()} {clock}" for clock in ("07:00", "08:00"))
    craft, pilot = _own_names()
    shapes = ("cercle", "couloir", "polygone") if french else ("circle", "corridor", "polygon")
    purpose = "cartographie" if french else "survey"
    areas = (
        (shapes[0], "13.8065, -10.8321", "200", ""),
        (shapes[1], "13.90, -10.83 | 13.91, -10.82 | 13.92, -10.83", "", "60"),
        (shapes[2], "14.00, -10.80 | 14.00, -10.79 | 14.01, -10.79", "", ""),
    )
    rows = [
        [
            f"V-{number}",
            craft,
            pilot,
            purpose,
            "VLOS",
            *area,
            "0",
            "60",
            "AGL",
            start,
            end,
            "00223 70 00 00 00",
            "",
        ]
        for number, area in enumerate(areas, start=1)
    ]
    content = write_table(header, rows, ";" if french else ",")
    return Download(content, "text/csv", "vols.csv" if french else "flights.csv")


def _own_names() -> tuple[str, str]:
    operator = registry.operator_of(person_id=identity().id)
    if operator is None:
        return "", ""
    craft = registry.aircraft_of(operator_id=operator.id)
    pilots = registry.pilots_of(operator_id=operator.id)
    return (craft[0].serial if craft else ""), (pilots[0].pilot.name if pilots else "")


def _check(form: BatchForm, data: bytes, moment: datetime) -> Page:
    """Every row's faults or outcome; a table without faults is kept for its submission."""
    person = identity().id
    with standing_back():
        read = service.read_batch(data=data, person_id=person)
        if read.faults:
            return _page(form, 422, faults=read.faults, names=read.names)
        checks = service.check_series(items=read.items, now=moment)
    faults = service.faults_of(read=read, checks=checks)
    if faults:
        return _page(form, 422, faults=faults, names=read.names)
    if not all(check.may_be_filed for check in checks):
        return _page(form, 422, checks=checks)
    text = read_text(data) or ""
    service.keep_table(person_id=person, text=text, now=moment)
    return _page(form, checks=checks, digest=_digest(text.encode()), token=new_id())


def _submit(form: BatchForm, moment: datetime) -> Answer:
    """The table that was checked, if it is the one that is kept; sent twice it is filed once."""
    person, key = identity().id, request.form.get("token", "")[:40]
    named: dict[str, Any] = {"person_id": person, "route": _ROUTE, "key": key}
    named["body"] = request.form.get("checked", "").encode()
    if (before := _filed_before(named)) is not None:
        return before
    data = service.kept_table(person_id=person)
    if not key or data is None or _digest(data) != request.form.get("checked"):
        flash(_("The table that was checked is no longer here: choose the file once more."), "error")
        return _page(form, 422)
    with standing_back():
        read = service.read_batch(data=data, person_id=person)
        checks = () if read.faults else service.check_series(items=read.items, now=moment)
    if (before := _filed_before(named)) is not None:
        return before
    faults = (*read.faults, *service.faults_of(read=read, checks=checks))
    if faults:
        return _page(form, 422, faults=faults, names=read.names)
    series_id = new_id()
    done = service.submit_series(
        person_id=person, series_id=series_id, kind=SeriesKind.BATCH, checks=checks, now=moment
    )
    faults = service.faults_of(read=read, checks=done.checks)
    if done.series is None:
        flash(_("Nothing was filed: read why beside each row."), "error")
        return _page(form, 422, faults=faults, names=read.names, checks=() if faults else done.checks)
    idempotency.remember(**named, answer={"series": series_id}, status=303, now=moment)
    service.drop_table(person_id=person)
    told(done.series)
    return SeeOther(url_for("flights.series", series_id=series_id))


def _filed_before(named: dict[str, Any]) -> Answer | None:
    if not named["key"]:
        return None
    try:
        before = idempotency.replay(**named)
    except Problem as reused:
        if reused.status != 422:
            raise
        return None
    return None if before is None else SeeOther(url_for("flights.series", series_id=before.answer["series"]))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _page(
    form: BatchForm,
    status: int = 200,
    *,
    faults: tuple[RowFault, ...] = (),
    names: Mapping[str, str] = _NO_NAMES,
    checks: tuple[ItemCheck, ...] = (),
    digest: str = "",
    token: str = "",
) -> Page:
    return Page(
        "flights/batch.html",
        status,
        form=form,
        operator=registry.operator_of(person_id=identity().id),
        faults=faults[:MOST_SHOWN],
        fault_count=len(faults),
        names=names,
        checks=checks,
        digest=digest,
        token=token,
        columns=[
            (name, COLUMNS[name] if locale() == "fr" else name, name not in OPTIONAL) for name in COLUMNS
        ],
        most_rows=service.MOST_ROWS,
    )
