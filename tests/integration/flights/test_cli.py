"""``flights check`` assesses a plan file without an account."""

import json

import pytest

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
