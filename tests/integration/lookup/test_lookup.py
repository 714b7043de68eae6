"""The public look-up on both databases: from memory, fresh within a second, never an old "clear"."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from shapely.geometry import box

from geofences.engine.model import (
    EVERY_DAY,
    Applicability,
    Authority,
    Band,
    DailyRule,
    Datum,
    Height,
    PreApproval,
    Restriction,
    Unit,
    Zone,
    ZoneVolume,
)
from geofences.zones import service
from portal.kit.clock import Clock, now
from portal.kit.database import db, unit_of_work

BAMAKO = ZoneInfo("Africa/Bamako")
KAYES = {"lat": "14.45", "lon": "-11.45"}
LIAISON = Zone(
    "MLI",
    "LIAISON",
    Restriction.REQ_AUTHORISATION,
    (ZoneVolume(box(-12, 14, -11, 15), Band()),),
    name="Zone de liaison",
    reasons=("SENSITIVE",),
    message="EXERCICE",
    authorities=(Authority(name="Zone 4", phone="+223 20 00 00 00"),),
    command="ZONE4",
    exercise=True,
)
CURFEW = Zone(
    "MLI",
    "CURFEW",
    Restriction.PROHIBITED,
    (ZoneVolume(box(-12, 14, -11, 15), Band()),),
    applicability=(Applicability(rules=(DailyRule(EVERY_DAY, time(23), time(6), BAMAKO),)),),
    name="Couvre-feu",
    time_zone="Africa/Bamako",
    exercise=True,
)
LOW = Zone(
    "MLI",
    "LOW",
    Restriction.PROHIBITED,
    (ZoneVolume(box(-10, 14, -9, 15), Band(None, Height(50.0, Unit.METRES, Datum.AGL))),),
)


def put(*zones: Zone) -> int:
    with unit_of_work():
        number = service.put(zones=zones, now=now())
    assert number is not None
    return number


@pytest.fixture
def following(app: APIFlask) -> Iterator[service.SnapshotKeeper]:
    """The keeper with its thread, as a worker process has it."""
    keeper = service.keeper()
    keeper.start()
    yield keeper
    keeper.stop()


def ask(client: FlaskClient, **query: str) -> dict:
    answer = client.get("/api/v1/lookup", query_string=KAYES | query)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_zone_is_named_with_its_reason_its_hours_and_whom_to_ask(client: FlaskClient) -> None:
    number = put(LIAISON)
    answer = ask(client)
    assert (answer["status"], answer["zones_version"], answer["datum"]) == (
        "authorisation_required",
        number,
        "AGL",
    )
    (zone,) = answer["zones"]
    assert (zone["identifier"], zone["country"], zone["restriction"]) == (
        "LIAISON",
        "MLI",
        "REQ_AUTHORISATION",
    )
    assert zone["authority"]["phone"] == "+223 20 00 00 00"
    assert (zone["exercise"], zone["message"], zone["intervals"]) == (True, "EXERCICE", [])
    assert zone["heights"] == [{"floor": None, "ceiling": None}]
    assert answer["as_of"] == "2026-11-23T12:00:00Z"


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-11-23T22:59:59Z", "authorisation_required"),
        ("2026-11-23T23:00:00Z", "prohibited"),
        ("2026-11-24T05:59:59Z", "prohibited"),
        ("2026-11-24T06:00:00Z", "authorisation_required"),
        ("2026-11-24T00:30:00+01:00", "prohibited"),
    ],
)
def test_the_curfew_applies_from_its_first_moment_to_the_last_before_its_end(
    client: FlaskClient, at: str, status: str
) -> None:
    put(LIAISON, CURFEW)
    assert ask(client, at=at)["status"] == status


def test_the_hours_are_whole_and_not_cut_to_the_moment_asked(client: FlaskClient) -> None:
    put(CURFEW)
    (zone,) = ask(client, at="2026-11-24T01:00:00Z")["zones"]
    assert zone["intervals"] == [{"start": "2026-11-23T23:00:00Z", "end": "2026-11-24T06:00:00Z"}]


def test_a_period_meets_what_begins_within_it(client: FlaskClient) -> None:
    put(CURFEW)
    asked = {"at": "2026-11-23T22:00:00Z", "until": "2026-11-23T23:00:00Z"}
    assert ask(client, **asked)["status"] == "clear"
    assert ask(client, **asked | {"until": "2026-11-23T23:00:01Z"})["status"] == "prohibited"


def test_height_counts_only_when_it_is_given(client: FlaskClient) -> None:
    put(LOW)
    assert ask(client, lon="-9.5")["status"] == "prohibited"
    assert ask(client, lon="-9.5", height_m="60")["status"] == "clear"
    assert ask(client, lon="-9.5", height_m="50")["status"] == "prohibited"
    # The ground lies between 0 and 1,000 m here: 60 m above the sea may be 50 m above the ground.
    assert ask(client, lon="-9.5", height_m="60", datum="AMSL")["status"] == "prohibited"


def test_outside_the_coverage_the_answer_is_unknown(client: FlaskClient) -> None:
    put(LIAISON)
    answer = ask(client, lat="48.85", lon="2.35")
    assert (answer["status"], answer["outside_coverage"], answer["zones"]) == ("unknown", True, [])


def test_an_empty_register_says_clear_only_inside_the_coverage(client: FlaskClient) -> None:
    assert ask(client)["status"] == "clear"
    assert ask(client, lat="0")["status"] == "unknown"


def test_a_pre_approval_is_named(client: FlaskClient) -> None:
    ceiling = Height(30.0, Unit.METRES, Datum.AGL)
    consent = PreApproval("GAKY", "ZONE4", box(-11.5, 14.4, -11.4, 14.5), ceiling)
    with unit_of_work():
        service.put(zones=[LIAISON], pre_approvals=[consent], now=now())
    answer = ask(client, height_m="20")
    assert (answer["status"], answer["zones"][0]["pre_approval"]) == ("clear", "GAKY")
    assert ask(client, height_m="31")["status"] == "authorisation_required"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"lat": "91"}, "/lat"),
        ({"lon": "-181"}, "/lon"),
        ({"lat": "NaN"}, "/lat"),
        ({"lat": "inf"}, "/lat"),
        ({"lat": "north"}, "/lat"),
        ({"lat": ""}, "/lat"),
        ({"at": "2026-11-23T10:00:00"}, "/at"),
        ({"at": "tomorrow"}, "/at"),
        ({"at": "9999-12-31T23:59:59Z"}, "/at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "/at"),
        ({"until": "2026-11-23T11:59:59Z"}, "/until"),
        ({"until": "2027-11-23T12:00:00Z"}, "/until"),
        ({"height_m": "1e9"}, "/height_m"),
        ({"datum": "FL"}, "/datum"),
        ({"hieght_m": "10"}, "/hieght_m"),
    ],
)
def test_a_bad_question_is_refused_at_its_field(
    client: FlaskClient, query: dict[str, str], pointer: str
) -> None:
    answer = client.get("/api/v1/lookup", query_string=KAYES | query)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_many_points_are_answered_in_order(client: FlaskClient) -> None:
    put(LIAISON, CURFEW, LOW)
    points = [[-11.45, 14.45], [-9.5, 14.5], [-8.5, 12.0], [2.35, 48.85]]
    answer = client.post("/api/v1/lookup", json={"points": points, "at": "2026-11-23T23:30:00Z"})
    assert answer.status_code == 200, answer.text
    assert answer.json["results"] == [
        {"status": "prohibited", "zones": ["CURFEW", "LIAISON"]},
        {"status": "prohibited", "zones": ["LOW"]},
        {"status": "clear", "zones": []},
        {"status": "unknown", "zones": []},
    ]


@pytest.mark.parametrize("points", [[], [[0, 0]] * 10_001, [[0, 91]], [[0]], [["a", 0]], "x"])
def test_bad_points_are_refused(client: FlaskClient, points: object) -> None:
    assert client.post("/api/v1/lookup", json={"points": points}).status_code == 422


def test_a_look_up_makes_no_query(client: FlaskClient, following: service.SnapshotKeeper) -> None:
    number = put(LIAISON)
    assert following.wait_for(number, timeout=5)
    following.pause()
    queries: list[str] = []
    listener = lambda *args: queries.append(args[2])  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", listener)
    try:
        assert ask(client)["status"] == "authorisation_required"
        assert client.post("/api/v1/lookup", json={"points": [[-11.45, 14.45]]}).status_code == 200
        assert client.get("/api/v1/zones").status_code == 200
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", listener)
    assert queries == []


def test_a_published_zone_is_seen_within_a_second(
    client: FlaskClient, following: service.SnapshotKeeper
) -> None:
    assert ask(client)["status"] == "clear"
    number = put(LIAISON)
    assert following.wait_for(number, timeout=1)
    assert ask(client)["status"] == "authorisation_required"


def test_a_snapshot_not_confirmed_for_ten_seconds_gives_no_answer(
    client: FlaskClient, clock: Clock, following: service.SnapshotKeeper
) -> None:
    put(LIAISON)
    following.pause()
    clock.set(now() + timedelta(seconds=11))
    answer = client.get("/api/v1/lookup", query_string=KAYES)
    assert (answer.status_code, answer.json["code"]) == (503, "zones_stale")
    assert client.get("/lookup", query_string=KAYES).status_code == 503
    assert client.get("/api/v1/zones").status_code == 503


def test_a_database_that_is_gone_ends_in_no_answer_and_not_in_an_old_one(
    client: FlaskClient, clock: Clock, following: service.SnapshotKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(LIAISON)
    following.pause()

    def fail(*_args: object, **_kwargs: object) -> None:
        raise sa.exc.OperationalError("", {}, Exception("gone"))

    monkeypatch.setattr(service.SnapshotKeeper, "_read", fail)
    clock.set(now() + timedelta(seconds=11))
    following.try_to_confirm()
    assert client.get("/api/v1/lookup", query_string=KAYES).status_code == 503


def test_another_database_with_the_same_number_is_not_taken_for_the_same(app: APIFlask) -> None:
    put(LIAISON)
    keeper = service.keeper()
    assert keeper.current(now()).snapshot.zone(LIAISON.key) is not None
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(table.delete())
    db.session.commit()
    assert put(LOW) == 1
    assert [zone.key for zone in keeper.current(now()).snapshot.zones] == [LOW.key]


def test_the_page_asks_for_a_place(client: FlaskClient) -> None:
    answer = client.get("/lookup", headers={"Accept-Language": "fr"})
    assert answer.status_code == 200
    assert "Puis-je voler ici" in answer.text


def test_the_page_answers_in_plain_french(client: FlaskClient) -> None:
    put(LIAISON, CURFEW)
    query = {"lat": "14,45", "lon": "-11,45", "date": "2026-11-24", "time": "01:00", "height_m": "60"}
    page = client.get("/lookup", query_string=query, headers={"Accept-Language": "fr"}).text
    assert 'data-status="prohibited"' in page
    assert "Le vol est interdit ici à ce moment." in page
    assert "Couvre-feu" in page
    assert "23/11/2026 23:00 – 24/11/2026 06:00 (Bamako)" in page
    assert "EXERCICE" in page
    assert "tel:+22320000000" in page
    assert 'value="14,45"' in page  # what was typed stays


def test_the_page_counts_everything_from_the_ground_up_to_the_height(client: FlaskClient) -> None:
    put(LOW)
    page = client.get("/lookup", query_string={"lat": "14.5", "lon": "-9.5", "height_m": "100"}).text
    assert 'data-status="prohibited"' in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lat": "95"}, "entre -90 et 90"),
        ({"lon": "nan"}, "entre -180 et 180"),
        ({"lat": ""}, "Indiquez une latitude."),
        ({"height_m": "-5"}, "entre 0 et 10"),
        ({"date": "9999-12-31"}, "Indiquez une date entre"),
    ],
)
def test_the_page_says_beside_the_field_what_is_wrong(
    client: FlaskClient, changes: dict[str, str], words: str
) -> None:
    answer = client.get("/lookup", query_string=KAYES | changes, headers={"Accept-Language": "fr"})
    assert answer.status_code == 422
    assert words in answer.text.replace("\u202f", " ").replace("\xa0", " ")


def test_a_time_typed_is_that_of_bamako(client: FlaskClient) -> None:
    put(CURFEW)
    query = KAYES | {"date": "2026-07-01", "time": "23:30"}
    assert 'data-status="prohibited"' in client.get("/lookup", query_string=query).text
    assert datetime(2026, 7, 1, 23, 30, tzinfo=BAMAKO) == datetime(2026, 7, 1, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("date", "2026-99-23", "Indiquez un jour du calendrier"),
        ("time", "99:30", "Indiquez une heure sur 24 heures"),
        ("time", "11 h", "Indiquez une heure sur 24 heures"),
    ],
)
def test_a_day_or_time_that_is_none_is_explained_and_kept(
    client: FlaskClient, field: str, typed: str, said: str
) -> None:
    asked = {"lat": "14.45", "lon": "-11.43", field: typed}
    page = client.get("/lookup", query_string=asked, headers={"Accept-Language": "fr"})
    assert f'id="{field}-error"' in page.text
    assert said in page.text
    assert f'value="{typed}"' in page.text


def test_the_time_is_typed_on_24_hours_in_every_browser(client: FlaskClient) -> None:
    assert 'type="time"' not in client.get("/lookup").text


@pytest.mark.parametrize(("height", "datum"), [("-1", "AGL"), ("-900", "AMSL"), ("-900", "WGS84")])
def test_a_height_below_the_ground_is_never_clear_under_a_zone_that_begins_at_the_ground(
    client: FlaskClient, height: str, datum: str
) -> None:
    ground, top = (Height(value, Unit.METRES, Datum.AGL) for value in (0.0, 50.0))
    volume = ZoneVolume(box(-10, 14, -9, 15), Band(ground, top))
    put(Zone("MLI", "SURFACE", Restriction.PROHIBITED, (volume,)))
    assert ask(client, lon="-9.5", height_m=height, datum=datum)["status"] == "prohibited"
    body = {"points": [[-9.5, 14.45]], "height_m": float(height), "datum": datum}
    (found,) = client.post("/api/v1/lookup", json=body).json["results"]
    assert found["status"] == "prohibited"
