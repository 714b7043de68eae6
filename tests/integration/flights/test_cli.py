"""``flights check`` assesses a plan file without an account."""

import json

import pytest

from tests.unit.drones.flights.formats import test_gpx as gpx
from tests.unit.drones.flights.formats import test_kml as kml
from tests.unit.drones.flights.formats import test_volumes4d as volumes
from tests.unit.drones.flights.formats.mangling import SOUND
from tests.unit.drones.flights.formats.test_corpus import READ, REFUSED
from tests.unit.drones.flights.formats.test_qgc_plan import plan, waypoint

START = "2026-11-24T10:00:00Z"


@pytest.fixture
def run(stage, tmp_path):
    def check(document, *options):
        file = tmp_path / "vol.plan"
        file.write_text(document if isinstance(document, str) else json.dumps(document))
        return stage.test_cli_runner().invoke(args=["flights", "check", str(file), *options])

    return check


WEST = plan(waypoint(13.80, -10.83), waypoint(13.81, -10.83))


def test_a_plan_is_assessed_in_words(run):
    result = run(WEST, "--start", START)
    assert result.exit_code == 0
    assert "referred" in result.output
    assert "Liaison" in result.output


def test_the_json_is_the_programming_interfaces(run):
    result = run(WEST, "--start", START, "--json")
    assert (result.exit_code, json.loads(result.output)["outcome"]) == (0, "referred")


def test_the_options_go_over_the_file(run):
    night = run(WEST, "--start", "2026-11-24T23:00:00Z", "--end", "2026-11-25T00:00:00Z", "--json")
    assert json.loads(night.output)["outcome"] == "refused"
    assert run(WEST, "--start", START, "--floor", "70", "--ceiling", "60").exit_code == 1


def test_a_file_without_heights_needs_a_ceiling_only(run):
    bare = plan(waypoint(13.80, -10.83), waypoint(13.81, -10.83), home=None)
    assert run(bare, "--start", START).exit_code == 1
    assert run(bare, "--start", START, "--ceiling", "60").exit_code == 0


def test_a_broken_file_is_refused_with_its_place(run):
    result = run("{}", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["errors"][0]["code"] == "flights.error.not_a_plan"


@pytest.fixture
def check_bytes(stage, tmp_path):
    def check(data, *options, name="vol.bin"):
        file = tmp_path / name
        file.write_bytes(data)
        return stage.test_cli_runner().invoke(args=["flights", "check", str(file), *options])

    return check


@pytest.mark.parametrize("name", SOUND)
def test_every_format_is_assessed(check_bytes, name):
    result = check_bytes(SOUND[name], "--start", START, "--ceiling", "60", "--datum", "AGL", "--json")
    told = json.loads(result.output)
    assert result.exit_code == 0, result.output
    assert told["outcome"] in {"clear", "approved", "referred", "refused"}
    assert told["file"]["format"]


def test_a_datum_alone_says_what_the_files_own_numbers_are(check_bytes):
    data = gpx.gpx(gpx.TRACK).encode()
    assert check_bytes(data, "--start", START).exit_code == 1
    result = check_bytes(data, "--start", START, "--datum", "AMSL")
    assert result.exit_code == 0
    assert "0 m AGL – 95 m AMSL" in result.output


def test_a_datum_never_contradicts_the_file(check_bytes):
    data = kml.kml(kml.mark(kml.line("absolute"))).encode()
    result = check_bytes(data, "--start", START, "--datum", "AGL", "--json")
    assert result.exit_code == 1
    assert "flights.error.datum_contradicts" in [one["code"] for one in json.loads(result.output)["errors"]]


def test_what_a_file_leaves_open_is_asked_with_the_option_that_answers(check_bytes):
    result = check_bytes(gpx.gpx(gpx.TRACK).encode(), "--start", START)
    assert "--datum: " in result.output
    assert "--ceiling: " in result.output


def test_geometries_are_picked_by_number(check_bytes):
    data = kml.kml(kml.mark(kml.polygon(), "Champ") + kml.mark(kml.line("absolute"), "Tour")).encode()
    result = check_bytes(data, "--start", START)
    assert (result.exit_code, "= Volume 2: " in result.output) == (0, True)
    result = check_bytes(data, "--start", START, "--pick", "1")
    assert (result.exit_code, "* 1. Champ" in result.output, "Volume" in result.output) == (0, True, False)
    assert check_bytes(data, "--start", START, "--pick", "9").exit_code == 2


def test_the_files_own_times_are_taken_and_past_ones_refused(check_bytes):
    start, end = "2026-11-24T10:00:00Z", "2026-11-24T10:40:00Z"
    told = json.loads(
        check_bytes(json.dumps([volumes.volume(start=start, end=end)]).encode(), "--json").output
    )
    assert (told["file"]["start"], told["file"]["end"]) == (start, end)
    old = json.dumps([volumes.volume(start="2020-01-01T10:00:00Z", end="2020-01-01T11:00:00Z")]).encode()
    result = check_bytes(old)
    assert (result.exit_code, "--start: " in result.output) == (1, True)
    assert check_bytes(old, "--start", START).exit_code == 0


def test_a_stated_start_moves_all_volumes_of_a_file_alike(check_bytes):
    first = volumes.volume(start="2026-11-24T10:00:00Z", end="2026-11-24T10:40:00Z")
    second = volumes.volume(120, 200, start="2026-11-24T10:30:00Z", end="2026-11-24T11:00:00Z")
    output = check_bytes(json.dumps([first, second]).encode(), "--start", "2026-11-25T08:00:00Z").output
    assert "25/11/2026 08:00–08:40" in output
    assert "25/11/2026 08:30–09:00" in output


def test_plans_found_in_the_wild_are_assessed_or_refused(check_bytes, shared_data):
    heights = ("--floor", "0", "--ceiling", "60", "--datum", "AGL")
    for name in READ:
        data = (shared_data / "plans" / name).read_bytes()
        result = check_bytes(data, "--start", START, *heights, name=name)
        assert result.exit_code == 0, f"{name}: {result.output}"
    for name in REFUSED:
        result = check_bytes((shared_data / "plans" / name).read_bytes(), name=name)
        assert result.exit_code == 1, f"{name}: {result.output}"
