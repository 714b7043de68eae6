"""What was found is told whole, and reads the same years later."""

import json
from datetime import UTC, datetime, timedelta

from shapely.geometry import box

from drones.flights.formats import findings
from drones.flights.model import Assessment
from geofences.engine.model import (
    Alternative,
    Authority,
    Band,
    Datum,
    Finding,
    FindingCode,
    Height,
    HeightOverlap,
    Period,
    Restriction,
    Status,
    Unit,
    Verdict,
    Zone,
    ZoneVolume,
)

START = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
SLOT = Period(START, START + timedelta(minutes=30))
BAND = Band(Height(0, Unit.METRES, Datum.AGL), Height(300, Unit.FEET, Datum.AMSL))
ZONE = Zone(
    "MLI",
    "CURFEW",
    Restriction.PROHIBITED,
    (ZoneVolume(box(-12, 12, -8, 15), BAND),),
    name="Couvre-feu",
    message="EXERCICE",
    authorities=(
        Authority(name="Zone 4", phone="+223", interval_before=timedelta(hours=36)),
        Authority(name="Mairie"),
    ),
    exercise=True,
    source="Arrêté 2025-07",
)
VERDICT = Verdict(
    Status.PROHIBITED,
    (
        Finding(
            FindingCode.ZONE_PROHIBITED,
            Status.PROHIBITED,
            0,
            ZONE,
            0,
            None,
            (SLOT,),
            HeightOverlap.POSSIBLE,
            BAND,
        ),
        Finding(FindingCode.OUTSIDE_COVERAGE, Status.UNKNOWN, 1, intervals=(SLOT,), wholly=True),
    ),
)


def assessment():
    later = START + timedelta(hours=7)
    ways = (
        Alternative("later_start", Status.CLEAR, start=later),
        Alternative("trimmed_area", Status.CLEAR, area=box(0, 0, 1, 1), share=0.5),
    )
    told = (*findings.tell(VERDICT), findings.tell_other_flight(SLOT, holds=True))
    return Assessment("refused", "prohibited", told, findings.suggest(ways, SLOT), ("ZONE4",), 7)


def test_a_zone_is_told_with_its_name_times_heights_and_whom_to_ask():
    told = findings.tell(VERDICT)[0]
    assert (told.name, told.message, told.exercise) == ("Couvre-feu", "EXERCICE", True)
    assert (told.intervals, told.heights, told.ceiling.datum) == ((SLOT,), "possible", Datum.AMSL)
    assert told.contacts[0].phone == "+223"


def test_another_flight_has_a_time_and_nothing_else():
    written = findings.write(assessment())["findings"][2]
    assert written["zone"] is None
    assert {name for name, value in written.items() if value} == {"code", "status", "intervals", "heights"}


def test_a_later_start_brings_its_end():
    way = assessment().alternatives[0]
    assert way.end - way.start == timedelta(minutes=30)


def test_what_was_written_is_read_back():
    whole = assessment()
    stored = json.loads(json.dumps(findings.write(whole)))
    again = findings.read(stored)
    assert json.loads(json.dumps(findings.write(again))) == stored
    assert again.findings[0].contacts == whole.findings[0].contacts
    assert again.alternatives[0] == whole.alternatives[0]
    assert again.findings[2] == whole.findings[2]


def test_whom_to_call_is_told_with_the_time_ahead_and_the_rules_source():
    curfew, outside, *_ = findings.tell(VERDICT)
    assert [(one.phone, one.lead_minutes) for one in curfew.contacts] == [("+223", 2_160), ("", None)]
    assert curfew.source == "Arrêté 2025-07"
    assert (curfew.words, outside.words) == ("zone_prohibited", "outside_coverage_wholly")


def test_what_was_told_before_these_were_known_still_reads():
    document = findings.write(assessment())
    for one in document["findings"]:
        del one["wholly"]
        for authority in (one["zone"] or {}).get("authorities", ()):
            del authority["lead_minutes"]
        if one["zone"]:
            del one["zone"]["source"]
    curfew, outside, *_ = findings.read(document).findings
    assert (curfew.source, curfew.contacts[0].lead_minutes, outside.wholly) == ("", None, False)
