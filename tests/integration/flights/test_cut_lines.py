"""Submissions over real sockets that are cut after the commit and sent again: each flight is there once."""

import threading
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
import sqlalchemy as sa
from werkzeug.serving import make_server

from drones.flights.formats import documents
from drones.flights.model import Position
from drones.flights.tables import Flight, TimelineEntry
from portal.accounts import service as accounts
from portal.audit.tables import AuditEntry
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.notices.tables import Message
from tests.integration.accounts import people
from tests.integration.flights.conftest import FREE, make_owner
from tests.integration.flights.cutting import CUTS, Line, file_all

COUNT, LINES = 12, 4
_MAIL = (Message.code == "flights.told.approved", Message.channel == "email")


@pytest.fixture
def program(stage):
    """An owner whose programs have a key."""
    person = people.make("owner")
    owner = make_owner(person.id, "MFR1C123456789ABE")
    with unit_of_work():
        key = accounts.issue_key(person_id=person.id, scopes=["flights.own"], now=now()).text
    return owner, {"Authorization": f"Bearer {key}"}


@pytest.fixture
def port(stage):
    """The portal behind a real socket, a thread for each connection."""
    server = make_server("127.0.0.1", 0, stage, threaded=True)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield server.server_port
    server.shutdown()
    running.join()
    server.server_close()


def plans(owner, count):
    """As many plans, none of which is near another."""
    start = now() + timedelta(hours=3)
    places = [Position(FREE.lon + 0.02 * (n % 50), FREE.lat + 0.02 * (n // 50)) for n in range(count)]
    return [documents.write_plan(owner.plan(centre=place, start=start)) for place in places]


def cut_and_count(owner, headers, port, *, count, lines):
    """File so many plans over lines that are cut; each is there once, whatever one counts."""
    all_lines = [Line(port, headers, Random(seed)) for seed in range(lines)]
    found = file_all(all_lines, plans(owner, count))
    assert len(set(found)) == count
    db.session.rollback()
    assert counts() == {"flights": count, "submitted": count, "approved": count, "told": count}
    return sum((line.cuts for line in all_lines), Counter())


def counts():
    """What there is of the flights: rows, the ledger's lines, the timeline's lines, notices."""
    asked = {
        "flights": sa.select(sa.func.count()).select_from(Flight),
        "submitted": sa.select(sa.func.count()).where(AuditEntry.action == "flights.submitted"),
        "approved": sa.select(sa.func.count()).where(TimelineEntry.kind == "approved"),
        "told": sa.select(sa.func.count()).where(*_MAIL),
    }
    return {name: db.session.scalar(query) for name, query in asked.items()}


def test_submissions_cut_after_the_commit_and_sent_again_give_each_flight_once(program, port):
    cuts = cut_and_count(*program, port, count=COUNT, lines=LINES)
    assert cuts["committed"] >= 2 * COUNT
    assert set(cuts) == set(CUTS)
