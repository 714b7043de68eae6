"""What earlier plans and their timelines say of an operator or a pilot."""

from datetime import UTC, datetime, timedelta

from drones.flights.model import Entry, Role, State
from drones.flights.model.records import Earlier, Record
from drones.flights.rules.records import SHOWN, record

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def plan(number, state=State.ENDED):
    return Earlier(f"f{number}", f"R-{number}", state, NOON - timedelta(days=number))


def line(kind, minutes=0, **facts):
    return Entry(NOON + timedelta(minutes=minutes), kind, Role.SYSTEM, facts)


def test_nobody_s_record_is_empty():
    assert record([], {}) == Record()


def test_flown_is_what_took_off_and_the_air_counts_by_flight():
    told = {
        "f1": (line("activated"), line("nonconforming", 1), line("nominal", 2), line("nonconforming", 3)),
        "f2": (line("activated"), line("overrun", 40), line("silent", 41)),
    }
    found = record([plan(1), plan(2), plan(3, State.LAPSED)], told)
    assert (found.filed, found.flown, found.never_flown) == (3, 2, 1)
    assert (found.left_area, found.overran, found.fell_silent, found.emergencies) == (1, 1, 1, 0)


def test_a_denial_gives_its_reason_unless_it_was_undone():
    told = {
        "f1": (line("denied", command="ZONE4", code="liaison.denial.time", text="Trop tard."),),
        "f2": (line("denied", code="liaison.denial.place"), line("undone", 1)),
    }
    found = record([plan(1, State.DENIED), plan(2, State.APPROVED)], told)
    assert found.denied == 1
    assert [(one.reference, one.command, one.text) for one in found.reasons] == [
        ("R-1", "ZONE4", "Trop tard.")
    ]


def test_acknowledgements_are_told_by_who_gave_them_and_how_soon():
    told = {
        "f1": (line("suspended"), line("confirmed", 4), line("reinstated", 10), line("confirmed", 16)),
        "f2": (line("suspended"), line("phoned", 30), line("rescinded", 40)),
    }
    found = record([plan(1), plan(2, State.RESCINDED)], told)
    assert (found.confirmed, found.phoned, found.unheard) == (2, 1, 1)
    assert found.usual_delay == timedelta(minutes=5)
    assert (found.suspended, found.rescinded) == (2, 1)


def test_of_many_the_newest_few_are_shown_one_by_one():
    plans = [plan(number, State.DENIED) for number in range(1, 9)]
    told = {one.id: (line("denied", -int(one.id[1:])),) for one in plans}
    found = record(plans, told, more=True)
    assert [one.reference for one in found.reasons] == [f"R-{number}" for number in range(1, SHOWN + 1)]
    assert len(found.newest) == SHOWN
    assert found.more
