"""Health, readiness, figures, and the description of the programming interface."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from apiflask import APIFlask
from flask.testing import FlaskClient

from portal.kit.clock import Clock
from portal.kit.database import unit_of_work
from portal.kit.worker import Heartbeat
from tests.conftest import NOON

CONTRACT = {
    ("get", "/lookup"),
    ("post", "/lookup"),
    ("get", "/zones"),
    ("get", "/zones.geojson"),
    ("get", "/zones.ed269.json"),
    ("post", "/flights/check"),
    ("post", "/flights"),
    ("get", "/flights"),
    ("get", "/aircraft"),
    ("post", "/aircraft"),
    ("get", "/operators/me"),
    ("get", "/pilots"),
    ("get", "/registry/{number}"),
    ("get", "/liaison/requests"),
    ("get", "/permits/{code}"),
    ("get", "/permits/revocations"),
    ("get", "/permits/keys"),
}


def _beat(clock: Clock) -> None:
    with unit_of_work() as session:
        session.merge(Heartbeat(name="worker", at=clock.now()))


def test_the_process_says_that_it_lives(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_the_portal_is_ready_while_the_worker_beats_and_red_once_it_missed_60_s(
    client: FlaskClient, clock: Clock
) -> None:
    _beat(clock)
    assert client.get("/readyz").json["checks"] == {"database": True, "worker": True, "zones": True}
    clock.set(NOON + timedelta(seconds=61))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"]["worker"] is False


def test_the_figures_are_closed_without_a_token_and_hold_no_address(
    app: APIFlask, client: FlaskClient
) -> None:
    assert client.get("/metrics").status_code == 404
    kept = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = replace(kept, metrics_token="figures-please")
    try:
        assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
        client.get("/V/SOMECODE")
        figures = client.get("/metrics", headers={"Authorization": "Bearer figures-please"})
    finally:
        app.extensions["portal.settings"] = kept
    assert figures.status_code == 200
    assert "portal_requests_total" in figures.text
    assert "SOMECODE" not in figures.text


def test_the_interface_describes_itself_as_openapi_3_1_with_the_calls_of_the_contract(
    client: FlaskClient,
) -> None:
    description = client.get("/api/v1/openapi.json").json
    assert description["openapi"].startswith("3.1")
    found = {
        (method, path.removeprefix("/api/v1"))
        for path, item in description["paths"].items()
        for method in item
    }
    assert found >= CONTRACT


def test_the_page_of_the_interface_names_every_call(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "/api/v1/lookup" in page.text
    assert "/api/v1/flights/check" in page.text
