"""Who may take which step, how an end is moved, when something applies."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from shapely.geometry import box

from geofences.engine.model import (
    ALWAYS,
    EVERY_DAY,
    Applicability,
    Band,
    DailyRule,
    Period,
    Restriction,
    SolarEvent,
    Zone,
    ZoneVolume,
)
from geofences.zones import rules
from geofences.zones.model import SYSTEM, Proposal, State, Stated, Version
from geofences.zones.rules.hours import applies
from portal.kit.model import Fault

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHORT = Applicability(NOW, NOW + 3 * HOUR)
ZONE = Zone("MLI", "A", Restriction.PROHIBITED, (ZoneVolume(box(-11, 14, -10, 15), Band()),), (SHORT,))
BAMAKO = ZoneInfo("Africa/Bamako")
CURFEW = Applicability(rules=(DailyRule(EVERY_DAY, time(23), time(6), BAMAKO),))


def version(state: State = State.PUBLISHED, zone: Zone = ZONE, **said: object) -> Version:
    return Version(id="v", number=1, state=state, zone=zone, author_id="author", created_at=NOW, **said)


def code(fault: Fault | None) -> str | None:
    return None if fault is None else fault.code.removeprefix("zones.error.")


def stated(**said: object) -> Stated:
    return replace(Stated("v", ("MLI", "A"), State.DRAFT, "author", "d", base_number=0), **said)


@pytest.mark.parametrize(
    ("draft", "actor", "expected"),
    [
        (stated(), "other", []),
        (stated(), "author", ["own_zone"]),
        (stated(author_id=SYSTEM), SYSTEM, []),
        (stated(returned=True), "other", ["sent_back"]),
        (stated(state=State.SUPERSEDED), "other", ["not_a_draft"]),
        (stated(base_number=1), "other", ["base_changed"]),
        (stated(base_number=None), "other", []),
    ],
)
def test_a_draft_is_published_by_another_over_what_its_author_saw(
    draft: Stated, actor: str, expected: list[str]
) -> None:
    assert [code(fault) for fault in rules.publish_faults(["v"], [draft], actor)] == expected


def test_a_draft_of_what_is_published_now_may_be_published() -> None:
    assert rules.publish_faults(["v"], [stated(base_number=4)], "other", {("MLI", "A"): 4}) == ()


@pytest.mark.parametrize(
    ("found", "actor", "expected"),
    [
        (version(), "anybody", "withdrawal_not_proposed"),
        (version(), SYSTEM, None),
        (version(withdrawal=Proposal("one", NOW)), "one", "own_withdrawal"),
        (version(withdrawal=Proposal("one", NOW)), "two", None),
        (version(State.DRAFT), "two", "not_in_force"),
        (version(zone=replace(ZONE, restriction=Restriction.NO_RESTRICTION)), "one", None),
        (version(emergency=True, published_by="one"), "one", None),
        (version(emergency=True, published_by="one"), "two", None),
        (version(emergency=True, published_by="one", confirmed_by="two"), "one", None),
        (version(emergency=True, published_by="one", confirmed_by="two"), "two", "withdrawal_not_proposed"),
    ],
)
def test_what_restricts_is_withdrawn_by_two(found: Version, actor: str, expected: str | None) -> None:
    assert code(rules.withdrawal_fault(found, actor)) == expected


def test_an_emergency_is_confirmed_once_and_by_somebody_else() -> None:
    flagged = version(emergency=True, published_by="one")
    assert code(rules.confirmation_fault(flagged, "one")) == "own_emergency"
    assert rules.confirmation_fault(flagged, "two") is None
    assert (
        code(rules.confirmation_fault(replace(flagged, confirmed_by="two"), "three")) == "nothing_to_confirm"
    )
    assert code(rules.confirmation_fault(version(), "two")) == "nothing_to_confirm"


@pytest.mark.parametrize(
    ("changes", "taken", "expected"),
    [
        ({}, False, []),
        ({}, True, ["emergency_replaces"]),
        ({"restriction": Restriction.CONDITIONAL}, False, ["emergency_loosens"]),
        ({"restriction": Restriction.NO_RESTRICTION}, False, ["emergency_loosens"]),
        ({"restriction": Restriction.REQ_AUTHORISATION}, False, ["command_missing"]),
        ({"restriction": Restriction.REQ_AUTHORISATION, "command": "ZONE4"}, False, []),
        ({"applicability": (ALWAYS,)}, False, ["emergency_too_long"]),
        ({"applicability": (Applicability(None, NOW + 24 * HOUR),)}, False, []),
        ({"applicability": (Applicability(NOW, NOW + 25 * HOUR),)}, False, ["emergency_too_long"]),
        (
            {"applicability": (SHORT, Applicability(NOW + 40 * HOUR, NOW + 41 * HOUR))},
            False,
            ["emergency_too_long"],
        ),
        ({"applicability": (Applicability(None, NOW),)}, False, ["emergency_over"]),
    ],
)
def test_an_emergency_only_tightens_and_is_soon_over(
    changes: dict[str, object], taken: bool, expected: list[str]
) -> None:
    found = rules.emergency_faults(replace(ZONE, **changes), taken=taken, now=NOW)
    assert [code(fault) for fault in found] == expected


def test_sending_back_and_dropping_ask_who_and_what() -> None:
    draft = version(State.DRAFT)
    assert rules.return_fault(draft, "other") is None
    assert code(rules.return_fault(draft, "author")) == "own_draft"
    assert code(rules.return_fault(version(), "other")) == "no_draft_any_more"
    assert rules.drop_fault(draft, "author", publisher=False) is None
    assert rules.drop_fault(draft, "other", publisher=True) is None
    assert code(rules.drop_fault(draft, "other", publisher=False)) == "not_your_draft"


def test_a_later_end_prolongs_the_last_period_alone() -> None:
    zone = replace(
        ZONE, applicability=(Applicability(NOW, NOW + HOUR), Applicability(NOW + 2 * HOUR, NOW + 3 * HOUR))
    )
    found = rules.with_end(zone, NOW + 9 * HOUR)
    assert found.applicability == (zone.applicability[0], Applicability(NOW + 2 * HOUR, NOW + 9 * HOUR))


def test_an_earlier_end_cuts_every_period_and_keeps_the_rest() -> None:
    zone = replace(ZONE, applicability=(SHORT, CURFEW, Applicability(NOW + 2 * HOUR, NOW + 5 * HOUR)))
    found = rules.with_end(zone, NOW + HOUR)
    assert found.applicability == (Applicability(NOW, NOW + HOUR), replace(CURFEW, end=NOW + HOUR))
    assert replace(found, applicability=zone.applicability) == zone


def test_an_end_that_changes_or_leaves_nothing_is_refused() -> None:
    assert code(rules.with_end(ZONE, NOW + 3 * HOUR)) == "end_unchanged"
    assert code(rules.with_end(ZONE, NOW)) == "end_before_begin"


def test_a_zone_is_over_only_when_every_period_is() -> None:
    assert rules.is_over(ZONE, NOW + 3 * HOUR)
    assert not rules.is_over(ZONE, NOW + 3 * HOUR - timedelta(microseconds=1))
    assert not rules.is_over(replace(ZONE, applicability=(SHORT, CURFEW)), NOW + 9 * HOUR)


def test_a_curfew_applies_at_night_and_says_its_next_nights() -> None:
    area = ZONE.volumes[0].area
    noon = applies((CURFEW,), area, NOW)
    assert (noon.applies, noon.always, noon.more) == (False, False, True)
    assert noon.hours[0] == Period(NOW + 11 * HOUR, NOW + 18 * HOUR)
    assert applies((CURFEW,), area, NOW + 12 * HOUR).applies


def test_what_is_permanent_always_applies_and_what_is_over_never_again() -> None:
    area = ZONE.volumes[0].area
    assert applies((SHORT, ALWAYS), area, NOW).always
    over = applies((SHORT,), area, NOW + 4 * HOUR)
    assert (over.applies, over.hours) == (False, ())


def test_the_sun_is_asked_where_the_zone_is() -> None:
    by_day = Applicability(rules=(DailyRule(EVERY_DAY, SolarEvent.SUNRISE, SolarEvent.SUNSET, BAMAKO),))
    area = ZONE.volumes[0].area
    assert applies((by_day,), area, NOW).applies
    assert not applies((by_day,), area, NOW + 10 * HOUR).applies
