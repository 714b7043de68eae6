import os
from collections import Counter
from dataclasses import replace
from stat import S_IMODE

import pytest

from drones.desk import service
from drones.desk.cast import CAST, OFFICER, OWNER
from drones.desk.demonstration import people
from drones.flights import service as flights
from drones.flights.model import State
from drones.permits import service as permits
from drones.permits.model import State as PermitState
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import db
from portal.kit.problems import Problem
from portal.kit.settings import settings

EVERYTHING = frozenset(State)


@pytest.fixture
def demonstration(app):
    """The application as `make run` starts it."""
    before = app.extensions["portal.settings"]
    chosen = replace(before, demo=True, base_url="http://127.0.0.1:8000", var=before.var / "demonstration")
    app.extensions["portal.settings"] = chosen
    yield app
    app.extensions["portal.settings"] = before


@pytest.fixture
def at_night(clock):
    clock.set(now().replace(hour=23, minute=40))


def states():
    db.session.rollback()
    return Counter(flight.state for flight in flights.in_states(states=EVERYTHING))


def test_the_demonstration_fills_every_room_and_a_second_start_changes_nothing(demonstration):
    assert service.stage_all(now=now()) is True
    found = states()
    assert set(found) == EVERYTHING
    assert found[State.REFERRED] == 3
    assert all(accounts.person_by_email(one.email) is not None for one in CAST)
    before = audit.verify()
    assert before.faults == ()
    accounts_before = service.demonstration_accounts()
    assert service.stage_all(now=now()) is False
    assert states() == found
    assert audit.verify().entries == before.entries
    assert service.demonstration_accounts() == accounts_before


def test_at_night_nobody_is_in_the_air(demonstration, at_night):
    service.stage_all(now=now())
    assert set(states()) == EVERYTHING - {State.ACTIVE}


def test_passwords_and_codes_open_the_accounts_and_permits_are_an_exercise_s(demonstration):
    service.stage_all(now=now())
    made = {one.email: one for one in service.demonstration_accounts()}
    assert S_IMODE(os.stat(people.path()).st_mode) == 0o600
    client = demonstration.test_client()
    token = client.get("/login").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    fields = {"csrf_token": token, "email": OWNER.email, "password": made[OWNER.email].password}
    assert client.post("/login", data=fields).status_code == 302
    assert OFFICER.email in made
    assert made[OFFICER.email].totp_secret
    db.session.rollback()
    flying = next(one for one in flights.in_states(states=frozenset({State.ACTIVE})))
    checked = permits.verify(code=flying.permit, now=now())
    assert (checked.state, checked.content.exercise) == (PermitState.VALID, True)


def test_a_portal_that_is_no_demonstration_refuses_it(app):
    with pytest.raises(Problem) as refused:
        service.load(now=now())
    assert refused.value.status == 403
    assert "PORTAL_DEMO" in [fault.pointer for fault in refused.value.faults]
    assert states() == Counter()


def test_a_public_address_or_postgresql_refuses_it_by_name(demonstration):
    demonstration.extensions["portal.settings"] = replace(
        settings(), base_url="https://drones.example.ml", database_url="postgresql://portal@db/portal"
    )
    result = demonstration.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 1
    assert "PORTAL_BASE_URL" in result.output
    assert "DATABASE_URL" in result.output


def test_without_a_load_the_command_says_how_to_begin(demonstration, tmp_path):
    demonstration.extensions["portal.settings"] = replace(settings(), var=tmp_path)
    result = demonstration.test_cli_runner().invoke(args=["demo", "accounts"])
    assert result.exit_code == 0
    assert "demo load" in result.output
