"""The long races: a thousand rounds for one slot, and a minute of random traffic at sixteen writers."""

import os
from datetime import timedelta

from portal.kit.clock import now
from portal.kit.settings import settings
from tests.integration.flights.conftest import FREE
from tests.integration.flights.test_mix import check_mix
from tests.integration.flights.writers import all_busy, holders, overlaps, race

WRITERS = 16
ROUNDS = int(os.environ.get("PORTAL_PROOF_ROUNDS", "1000"))
SECONDS = 60


def test_of_a_thousand_slots_each_has_exactly_one_holder(stage, owner):
    start = now() + timedelta(minutes=20)
    flights = [owner.draft(centre=FREE, start=start) for _ in range(WRITERS)]
    for _ in range(ROUNDS):
        flights = race(stage, owner, flights, start)


def test_after_a_minute_of_random_traffic_no_two_holders_overlap(stage, owner, rival, capsys):
    done = all_busy(stage, (owner, rival), writers=WRITERS, seconds=SECONDS)
    found = holders()
    with capsys.disabled():
        print(f"\n{sum(done.values())} transactions {dict(done)}; {len(found)} holders at the end")
    assert len(found) > 20
    lateral_m, vertical_m, time_s = settings().separation
    assert overlaps(found, lateral_m=lateral_m, vertical_m=vertical_m, time_s=time_s) == []


def test_in_a_minute_of_everything_at_once_nobody_reads_of_a_deadlock(
    stage, owner, rival, monkeypatch, capsys
):
    done = check_mix(stage, (owner, rival), monkeypatch, writers=WRITERS, seconds=SECONDS)
    with capsys.disabled():
        print(f"\n{sum(done.values())} transactions {dict(done)}")
    assert min(done.values()) > 0
