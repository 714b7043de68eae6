"""Several plans by one request over JSON: all of them are filed, or none."""

from __future__ import annotations

from typing import Any

from flask import request
from pydantic import BaseModel, ConfigDict

from drones.flights import service
from drones.flights.api.shapes import FlightOut, Json, PlanBody, blueprint, stated, tell
from drones.flights.formats.batch_csv import MOST_ROWS
from drones.flights.formats.batch_documents import found_faults, read_plans
from drones.flights.model import SeriesKind
from portal.kit import idempotency
from portal.kit.clock import now
from portal.kit.database import new_id, standing_back
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

ROUTE = "POST /flights/batch"
_PLANS = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST_ROWS,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "description": "A plan as POST /flights takes it, and your own reference of at most 40 characters",
        "properties": {
            "own_reference": {"type": "string", "maxLength": 40},
            **PlanBody.model_json_schema()["properties"],
        },
    },
}


class BatchBody(BaseModel):
    """Flight plans to be submitted together."""

    model_config = ConfigDict(extra="forbid")

    flights: stated(_PLANS) = None  # type: ignore[valid-type]


class BatchOut(BaseModel):
    """The flights as they were filed, in the order of the request."""

    series: str
    flights: list[FlightOut]


@blueprint.post("/flights/batch")
@blueprint.input(BatchBody, arg_name="body")
@blueprint.output(BatchOut, status_code=201)
@allow(Permission.FLIGHTS_OWN, api=True)
def batch(body: BatchBody) -> Any:
    """Submit up to 200 plans: all are filed, or none, each fault with its plan's index (422).

    ``Idempotency-Key`` is required; the same key and body give the first answer.
    """
    person, moment = identity().id, now()
    named: Json = {"person_id": person, "route": ROUTE, "key": request.headers.get("Idempotency-Key", "")}
    named["body"] = request.get_data()
    before = idempotency.replay(**named)
    if before is not None:
        return before.answer, before.status
    items, faults = read_plans(body.flights)
    _require(faults)
    with standing_back():  # the long part: nothing is written yet, and nobody waits for it
        checks = service.check_series(items=items, now=moment)
    _require(found_faults(checks))
    if (before := idempotency.replay(**named)) is not None:
        return before.answer, before.status
    series_id = new_id()
    done = service.submit_series(
        person_id=person, series_id=series_id, kind=SeriesKind.BATCH, checks=checks, now=moment
    )
    if done.series is None:
        raise Problem("flights.problem.batch_refused", 422, found_faults(done.checks))
    flights = done.series.flights
    lines = service.timelines(flights=flights)
    made: Json = {"series": series_id, "flights": [tell(one, lines[one.id]) for one in flights]}
    idempotency.remember(**named, answer=made, status=201, now=moment)
    return made, 201


def _require(faults: tuple[Fault, ...]) -> None:
    if faults:
        raise Problem("flights.problem.batch_refused", 422, faults)
