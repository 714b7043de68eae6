"""``/figures``: what a command was asked and how it answered, as tables, bars and CSV."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, request

from drones.desk import formats, service
from drones.desk.forms import PeriodForm
from drones.desk.rules.figures import LONGEST
from portal.kit.clock import now
from portal.kit.edge import Download, Page
from portal.kit.i18n import local
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

blueprint = Blueprint("figures", __name__)

_PRIVATE = {"Cache-Control": "no-store"}
_USUAL = timedelta(days=29)


def _period(form: PeriodForm) -> tuple[date, date] | None:
    """The days asked about, the last thirty when none are; ``None`` with the fault in the form."""
    if not form.validate():
        return None
    last = form.last.data or local(now()).date()
    first = form.first.data or last - _USUAL
    if first > last or last - first > LONGEST:
        form.show([Fault("first", "desk.figures.period", {"days": LONGEST.days})])
        return None
    return first, last


@blueprint.get("/figures")
@allow(Permission.LIAISON_READ)
def index() -> Page:
    """Every table of the reader's command over the chosen days."""
    form = PeriodForm(request.args)
    period = _period(form)
    if period is None:
        return Page("desk/figures.html", 422, form=form, headers=_PRIVATE)
    first, last = period
    tables = service.figures(reader=identity(), first=first, last=last)
    return Page("desk/figures.html", form=form, tables=tables, first=first, last=last, headers=_PRIVATE)


@blueprint.get("/figures/<name>.csv")
@allow(Permission.LIAISON_READ)
def table(name: str) -> Download:
    """One table as CSV."""
    period = _period(PeriodForm(request.args))
    if period is None:
        raise Problem("problem.http_400", 400)
    tables = service.figures(reader=identity(), first=period[0], last=period[1])
    found = next((one for one in tables if one.name == name), None)
    if found is None:
        raise Problem("problem.http_404", 404)
    return Download(formats.to_csv(found), "text/csv; charset=utf-8", f"{name}.csv", headers=_PRIVATE)
