"""Times in KML and GPX: those ahead make the window, those gone by are told and suggest a length."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from drones.flights.formats.drafts import choose
from drones.flights.formats.recognise import read_plan
from drones.flights.formats.recorded import ahead, ended_after, length_note
from tests.unit.drones.flights.formats import test_gpx as gpx
from tests.unit.drones.flights.formats import test_kml as kml

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SPAN = "<TimeSpan><begin>2026-11-24T10:00:00Z</begin><end>2026-11-24T11:00:00+00:00</end></TimeSpan>"
TRACK = (
    '<gx:Track xmlns:gx="http://www.google.com/kml/ext/2.2"><when>2025-01-01T10:00:00Z</when>'
    "<when>2025-01-01T10:12:30Z</when><gx:coord>-11.4 14.4 50</gx:coord><gx:coord>-11.3 14.4 50</gx:coord>"
    "</gx:Track>"
)


def read(text):
    reading = read_plan(text.encode(), "a")
    assert reading.faults == ()
    return reading.draft


def codes(draft):
    return [note.code.rsplit(".", 1)[1] for note in draft.notes]


def now_of(draft):
    return choose(ahead(draft.source, since=NOW), draft.picked)


def test_a_span_of_a_placemark_is_its_window():
    draft = now_of(read(kml.kml(f"<Placemark>{SPAN}{kml.polygon()}</Placemark>")))
    assert (draft.start, draft.end) == (NOW + timedelta(hours=22), NOW + timedelta(hours=23))
    assert codes(draft) == []


def test_a_folders_span_counts_for_its_placemarks_unless_they_say_their_own():
    own = SPAN.replace("T10", "T09")
    inner = f"<Placemark>{own}{kml.line('relativeToGround')}</Placemark>"
    draft = read(kml.kml(f"<Folder>{SPAN}{kml.mark(kml.polygon())}{inner}</Folder>"))
    assert [one.start.hour for one in draft.volumes] == [10, 9]


def test_a_stamp_is_a_start():
    stamp = "<TimeStamp><when>2026-11-24T10:00:00Z</when></TimeStamp>"
    draft = read(kml.kml(f"<Placemark>{stamp}{kml.polygon()}</Placemark>"))
    assert (draft.start.hour, draft.end) == (10, None)


def test_a_recorded_track_is_told_and_suggests_its_length():
    draft = now_of(read(kml.kml(f"<Placemark>{TRACK}</Placemark>")))
    assert (draft.start, draft.end) == (None, None)
    assert draft.notes[0].facts == {"first": "01/01/2025 10:00 UTC", "last": "01/01/2025 10:12 UTC"}
    note = length_note(draft.volumes[0])
    assert (note.code, note.facts) == ("flights.note.length_recorded", {"minutes": 13})


def test_tracks_recorded_at_other_hours_still_share_a_volume():
    body = f"<Placemark>{TRACK}</Placemark><Placemark>{TRACK.replace('2025-01-01', '2025-01-02')}</Placemark>"
    assert len(now_of(read(kml.kml(body))).volumes) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-11-24", "time_left_out"),
        ("2026", "time_left_out"),
        ("bientôt, à dix heures", "time_left_out"),
        ("2026-11-24T10:00:00", "time_without_zone"),
    ],
)
def test_what_is_no_moment_is_told(text, code):
    stamp = f"<TimeStamp><when>{text}</when></TimeStamp>"
    draft = read(kml.kml(f"<Placemark>{stamp}{kml.polygon()}</Placemark>"))
    assert (draft.start, codes(draft)) == (None, [code])


def test_an_end_before_the_start_is_told():
    crossed = SPAN.replace("T11", "T09")
    draft = read(kml.kml(f"<Placemark>{crossed}{kml.polygon()}</Placemark>"))
    assert (draft.start, codes(draft)) == (None, ["times_crossed"])


def test_places_with_stamps_make_a_path_in_the_time_they_span():
    marks = "".join(
        f"<Placemark><TimeStamp><when>2026-11-24T10:{minute}:00Z</when></TimeStamp>"
        f"<Point><coordinates>-11.{minute},14.4</coordinates></Point></Placemark>"
        for minute in (10, 20, 30)
    )
    draft = read(kml.kml(marks))
    assert (draft.start.minute, draft.end.minute) == (10, 30)


def test_a_gpx_track_flown_before_is_told():
    points = "".join(
        f'<trkpt lat="14.4" lon="-11.{at}"><time>2024-05-01T09:0{at}:00Z</time></trkpt>' for at in (1, 4)
    )
    draft = now_of(read(gpx.gpx(f"<trk><trkseg>{points}</trkseg></trk>")))
    assert (draft.start, "recorded_before" in codes(draft)) == (None, True)
    assert draft.volumes[0].length == timedelta(minutes=3)


def test_a_flight_ends_so_many_minutes_after_the_start_that_was_typed():
    bamako = ZoneInfo("Africa/Bamako")
    typed = {"v2_start_date": "2026-11-24", "v2_start_time": "23h50"}
    assert ended_after(typed, "1:15", bamako) == {"v2_end_date": "2026-11-25", "v2_end_time": "00:05"}
    assert ended_after(typed, "0:15", bamako) == {}
    assert ended_after(typed, "1:15; drop", bamako) == {}
