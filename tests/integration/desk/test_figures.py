"""The figures of a command, as its officers, another command's and an auditor read them."""

import csv
import io
from datetime import timedelta

import pytest

from drones.liaison import service as liaison
from drones.liaison.model import Approval
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from tests.integration.flights.conftest import FREE, TOMORROW, make_owner, stage  # noqa: F401

OFFICER = Identity("officer-1", "o@kayes.example", frozenset({"officer"}), command="ZONE4")
NIGHT = TOMORROW.replace(hour=23, minute=30)


@pytest.fixture
def filed(stage, clock):  # noqa: F811
    """One approved after 40 minutes, one waiting, one refused by the curfew, one that asks no command."""
    owner = make_owner("person-1", "MFR1C123456789ABC")
    asked = owner.submit()
    owner.submit(start=TOMORROW + timedelta(hours=3))
    owner.submit(start=NIGHT)
    owner.submit(centre=FREE)
    clock.set(now() + timedelta(minutes=40))
    with unit_of_work():
        faults = liaison.approve(
            flight_id=asked.id,
            officer=OFFICER,
            approval=Approval(),
            expected_version=asked.version,
            now=now(),
        )
    assert faults == ()
    db.session.rollback()


def table(client, name, **asked):
    answer = client.get(f"/figures/{name}.csv", query_string=asked)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.text)))
    return {row[0]: float(row[1]) for row in rows[1:]}


def test_the_tables_of_one_s_own_command(as_person, filed):
    officer = as_person("officer")
    by_day = table(officer, "requests")
    assert (len(by_day), by_day["2026-11-23"], sum(by_day.values())) == (30, 3, 3)
    assert table(officer, "outcomes") == {"approved": 1, "referred": 1, "refused": 1}
    assert table(officer, "refusals") == {"MLI CURFEW": 1}
    assert table(officer, "waits") == {"answers": 1, "median_minutes": 40, "p90_minutes": 40}
    assert table(officer, "conformance") == {}


def test_the_page_shows_each_table_with_its_words(as_person, filed):
    page = as_person("officer").get("/figures")
    assert page.status_code == 200
    for words in ("Demandes par jour", "Médiane, minutes", "MLI CURFEW", "Commandement ZONE4", "<svg"):
        assert words in page.text


def test_another_command_sees_nothing_of_it_and_an_auditor_all(as_person, filed):
    other = as_person("officer", email="zone1@kayes.example", command="ZONE1")
    assert sum(table(other, "requests").values()) == 0
    assert table(other, "waits") == table(other, "refusals") == {}
    auditor = as_person("auditor")
    assert sum(table(auditor, "requests").values()) == 4
    assert table(auditor, "waits")["answers"] == 1


def test_other_days_hold_other_figures_and_days_that_cannot_be_are_refused(as_person, filed):
    officer = as_person("officer")
    before = table(officer, "requests", first="2026-11-01", last="2026-11-05")
    assert (len(before), sum(before.values())) == (5, 0)
    backwards = officer.get("/figures?first=2026-11-05&last=2026-11-01")
    assert backwards.status_code == 422
    assert 'value="2026-11-05"' in backwards.text
    assert officer.get("/figures?first=2020-01-01&last=2026-01-01").status_code == 422
    assert officer.get("/figures?first=yesterday").status_code == 422
    assert officer.get("/figures/requests.csv?first=yesterday").status_code == 400
    assert officer.get("/figures/nothing.csv").status_code == 404


def test_owners_and_checkpoints_read_no_figures(as_person, client):
    for role in ("owner", "checkpoint", "registrar", "admin"):
        assert as_person(role).get("/figures").status_code == 403
    assert client.get("/figures").status_code == 303
