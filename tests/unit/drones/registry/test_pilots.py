"""How long a competence holds, and what a remote pilot's entry must say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from drones.registry.model import Competence, PilotDraft
from drones.registry.rules.pilots import lapsed, lapses_at, pilot_faults

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOOD = PilotDraft("Awa Diallo", Competence.A2, "MLI-RP-0001", date(2027, 11, 22))


def codes(**changes):
    return [(fault.pointer, fault.code) for fault in pilot_faults(replace(GOOD, **changes), NOW, UTC)]


def test_a_competence_holds_through_its_last_day():
    last = date(2026, 11, 23)
    assert not lapsed(last, datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC), UTC)
    assert lapsed(last, datetime(2026, 11, 24, tzinfo=UTC), UTC)


def test_the_last_day_is_judged_where_people_live():
    east = timezone(timedelta(hours=2))
    assert lapses_at(date(2026, 11, 23), east) == datetime(2026, 11, 23, 22, tzinfo=UTC)


def test_a_complete_entry_has_no_fault():
    assert codes() == []
    assert codes(expires_on=date(2026, 11, 23)) == []


def test_all_faults_come_at_once_each_at_its_field():
    assert codes(name="", certificate="x" * 61, expires_on=date(2026, 11, 22)) == [
        ("name", "registry.pilot.missing"),
        ("certificate", "registry.pilot.too_long"),
        ("expires_on", "registry.pilot.expired"),
    ]


def test_a_competence_of_a_century_is_a_slip_of_the_pen():
    assert codes(expires_on=date(2126, 11, 23)) == [("expires_on", "registry.pilot.far")]
