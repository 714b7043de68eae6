"""Imports: what a dry run says, what a replacement withdraws, and the command with its exit codes."""

import json
from pathlib import Path

import pytest
from apiflask import APIFlask
from click.testing import Result
from flask.testing import FlaskClient
from shapely.geometry import Polygon, box

from geofences.engine.model import Band, Datum, Height, Restriction, Unit, Zone, ZoneVolume
from geofences.zones import service
from geofences.zones.formats import read, write_geojson
from geofences.zones.model import SYSTEM, ImportReport
from portal.kit.clock import now
from portal.kit.database import unit_of_work


def zone(identifier: str, east: float = -11.4, ceiling: float = 120, **more: str) -> Zone:
    band = Band(None, Height(ceiling, Unit.METRES, Datum.AGL))
    volume = ZoneVolume(box(-11.5, 14.4, east, 14.5), band)
    return Zone(more.pop("country", "MLI"), identifier, Restriction.PROHIBITED, (volume,), **more)


def import_(*zones: Zone, actor: str = SYSTEM, **options: bool) -> ImportReport:
    with unit_of_work():
        return service.import_file(data=write_geojson(zones), actor=actor, now=now(), **options)


def published() -> list[str]:
    return [one.identifier for one in service.published()]


def test_a_dry_run_tells_each_change_field_by_field(app: APIFlask) -> None:
    import_(zone("A"), zone("B"), publish=True)
    report = import_(zone("A"), zone("B", east=-11.3, ceiling=150, name="Bac"), zone("C"), dry_run=True)
    assert (report.added, report.changed, report.unchanged) == (
        (("MLI", "C"),),
        (("MLI", "B"),),
        (("MLI", "A"),),
    )
    (told,) = report.changes.values()
    assert [one.field for one in told] == ["name", "area", "heights"]
    assert told[1].area.added_m2 == pytest.approx(told[1].area.before_m2, rel=0.01)
    assert published() == ["A", "B"]


def test_a_dry_run_lists_what_is_published_and_not_in_the_file(app: APIFlask) -> None:
    import_(zone("A"), zone("B"), publish=True)
    import_(zone("S", country="SEN"), publish=True)
    assert import_(zone("A"), dry_run=True).missing == (("MLI", "B"),)


def test_a_replacement_withdraws_what_the_file_does_not_hold(app: APIFlask) -> None:
    import_(zone("A"), zone("B"), zone("S", country="SEN"), publish=True)
    report = import_(zone("A"), zone("C"), publish=True, replace=True)
    assert (report.missing, report.done) == ((("MLI", "B"),), True)
    assert published() == ["A", "C", "S"]


def test_without_publishing_a_replacement_only_proposes(app: APIFlask) -> None:
    import_(zone("A"), zone("B"), publish=True)
    import_(zone("A"), replace=True)
    assert published() == ["A", "B"]
    _, proposed = service.waiting()
    assert [one.zone.identifier for one in proposed] == ["B"]
    import_(zone("A"), replace=True)  # proposed once


def test_a_file_with_an_error_withdraws_nothing(app: APIFlask) -> None:
    import_(zone("A"), zone("B"), publish=True)
    crossed = ZoneVolume(Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), Band())
    bad = Zone("MLI", "B", Restriction.PROHIBITED, (crossed,))
    report = import_(zone("A"), bad, publish=True, replace=True, accept_partial=True)
    assert (len(report.errors), report.missing) == (1, ())
    assert published() == ["A", "B"]


def test_the_command_line_leaves_alone_what_people_drew(app: APIFlask) -> None:
    import_(zone("A"), publish=True)
    import_(zone("HAND"), actor="editor")
    with unit_of_work():
        service.publish(version_ids=[service.drafts()[0].id], actor="commander", now=now())
    assert import_(zone("C"), dry_run=True).missing == (("MLI", "A"),)


def run(app: APIFlask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["zones", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "zones.geojson"
    path.write_bytes(write_geojson([zone("A"), zone("B")]))
    return path


def test_the_command_shows_and_writes_nothing_in_a_dry_run(app: APIFlask, file: Path) -> None:
    result = run(app, "import", file, "--dry-run")
    assert result.exit_code == 0
    assert "MLI/A" in result.output
    assert (service.drafts(), published()) == ([], [])


def test_the_command_imports_all_or_nothing_and_part_of_it_when_told(app: APIFlask, file: Path) -> None:
    document = json.loads(file.read_text())
    document["features"][1]["geometry"]["coordinates"] = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]
    file.write_text(json.dumps(document))
    refused = run(app, "import", file, "--publish")
    assert (refused.exit_code, published()) == (1, [])
    assert "/features/1/geometry/coordinates" in refused.output
    accepted = run(app, "import", file, "--publish", "--accept-partial")
    assert (accepted.exit_code, published()) == (0, ["A"])
    assert "/features/1/geometry/coordinates" in accepted.output


def test_a_file_of_which_nothing_is_sound_is_a_failure_even_in_part(app: APIFlask, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("nothing")
    assert run(app, "import", path, "--accept-partial").exit_code == 1


def test_a_file_that_is_too_large_is_not_read_whole(app: APIFlask, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    with path.open("wb") as out:
        out.truncate(3_000_000_000)  # holes take no room
    result = run(app, "import", path)
    assert result.exit_code == 1
    assert "2097152" in result.output.replace(" ", "").replace("\u202f", "").replace("\xa0", "")


@pytest.mark.parametrize("format_", service.FORMATS)
def test_an_export_is_read_back_and_says_what_it_could_not(
    app: APIFlask, client: FlaskClient, tmp_path: Path, format_: str
) -> None:
    import_(zone("A"), zone("LONGER-THAN-SEVEN", name="n" * 300), publish=True)
    out = tmp_path / "out"
    result = run(app, "export", "--format", format_, "-o", out)
    assert result.exit_code == 0
    assert len(read(out.read_bytes()).zones) == 2
    assert ("LONGER-THAN-SEVEN" in result.output) is (format_ in ("ed269", "ed318"))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert run(app, "export", "--format", "shp").exit_code == 1
    assert run(app, "export", "--format", format_, "-o", tmp_path / "no" / "where").exit_code == 1
