"""A repeated flight on the form: every day is checked before anything is stored, then filed at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from drones.flights import service
from drones.flights.formats.repeats import asks_to_repeat, occurrences
from drones.flights.forms import PlanForm
from drones.flights.model import FlightView, ItemCheck, SeriesKind, SeriesView, State
from drones.flights.pages.room import Answer
from portal.kit import idempotency
from portal.kit.database import new_id, standing_back
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Fault
from portal.kit.permissions import identity
from portal.kit.problems import Problem


class Show(Protocol):
    """How the form's page is shown again."""

    def __call__(
        self, form: PlanForm, flight: FlightView | None, status: int = 200, **context: Any
    ) -> Page: ...


def repeats(form: PlanForm) -> bool:
    """True where the form asks for a flight on several days."""
    return asks_to_repeat(form.typed())


def repeated(
    form: PlanForm, flight: FlightView | None, moment: datetime, show: Show, **context: Any
) -> Answer:
    """Every day with its outcome; filed when the person confirms the very days that were shown."""
    confirmed = request.form.get("action") == "confirm"
    if confirmed and (before := _filed_before(form, flight)) is not None:
        return before
    # Asked to submit, the whole plan must be there; asked to check, its area and times.
    checks, faults = _checked(form.typed(), moment, whole=request.form.get("action") != "check")
    form.show_faults(faults)
    if form.errors:
        return show(form, flight, 422, **context)
    digest = _digest(form.typed())
    if confirmed and request.form.get("checked") == digest:
        return _file(form, flight, checks, moment, show)
    if confirmed:
        flash(_("The form has changed since the days were checked: look at them again."), "warning")
    return show(form, flight, checks=checks, digest=digest, **context)


def _checked(
    typed: Mapping[str, str], moment: datetime, *, whole: bool
) -> tuple[tuple[ItemCheck, ...], list[Fault]]:
    """Each day's check, and the faults that are not one day's alone but the form's."""
    items, wrong = occurrences(typed, service.zone())
    with standing_back():
        if not items:
            result = service.check(reading=service.read_form(typed=typed), now=moment)
            return (), [*wrong, *(fault for fault in result.faults if not _of_one_day(fault))] or [
                _no_start()
            ]
        checks = service.check_series(items=items, now=moment, whole=whole)
    return checks, [*wrong, *(fault for fault in checks[0].faults if not _of_one_day(fault))]


def _no_start() -> Fault:
    return Fault("/volumes/0/start/date", "flights.error.date_missing")


def _of_one_day(fault: Fault) -> bool:
    """Faults of times that another day may not have."""
    return fault.code in {
        "flights.error.start_past",
        "flights.error.start_too_far",
        "flights.error.clock_skipped",
    }


def _file(
    form: PlanForm,
    flight: FlightView | None,
    checks: Sequence[ItemCheck],
    moment: datetime,
    show: Show,
) -> Answer:
    if (before := _filed_before(form, flight)) is not None:
        return before
    person, series_id = identity().id, new_id()
    done = service.submit_series(
        person_id=person, series_id=series_id, kind=SeriesKind.RECURRING, checks=checks, now=moment
    )
    if done.series is None:
        flash(_("Nothing was filed: read why beside each day."), "error")
        return show(form, flight, 422, checks=done.checks, digest="")
    if _key(form):
        idempotency.remember(**_named(form, flight), answer={"series": series_id}, status=303, now=moment)
    if flight is not None:  # the draft has become the series
        service.withdraw(flight_id=flight.id, person_id=person, now=moment)
    service.drop_typing(person_id=person, subject=_subject(flight))
    told(done.series)
    return SeeOther(url_for("flights.series", series_id=series_id))


def told(series: SeriesView) -> None:
    """Say how many flights were filed and how many were not."""
    refused = sum(1 for one in series.flights if one.state is State.REFUSED)
    filed, left = len(series.flights) - refused, len(series.left_out)
    flash(ngettext("%(num)d flight is submitted.", "%(num)d flights are submitted.", filed), "success")
    if refused or left:
        words = ngettext(
            "%(num)d flight was not: read why below.",
            "%(num)d flights were not: read why below.",
            refused + left,
        )
        flash(words, "warning")


def _filed_before(form: PlanForm, flight: FlightView | None) -> Answer | None:
    """The answer to the very same confirmation, sent before."""
    if not _key(form):
        return None
    try:
        before = idempotency.replay(**_named(form, flight))
    except Problem as reused:
        if reused.status != 422:
            raise
        form.form_errors.append(
            _("This form was already sent, with other words. Sent once more it counts anew.")
        )
        form.token.data = new_id()
        return None
    return None if before is None else SeeOther(url_for("flights.series", series_id=before.answer["series"]))


def _named(form: PlanForm, flight: FlightView | None) -> dict[str, Any]:
    return {
        "person_id": identity().id,
        "route": f"form {_subject(flight)} series",
        "key": _key(form),
        "body": _digest(form.typed()).encode(),
    }


def _key(form: PlanForm) -> str:
    return str(form.token.data or "")


def _subject(flight: FlightView | None) -> str:
    return service.NEW if flight is None else flight.id


def _digest(typed: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(typed.items())).encode()).hexdigest()
