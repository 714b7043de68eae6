"""Lists, files and pages of published zones, and the staff's face of the register."""

import io
import json
import re

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from shapely.geometry import box

from geofences.engine.model import Band, Restriction, Zone, ZoneVolume
from geofences.zones import service
from geofences.zones.formats import read, write_geojson
from geofences.zones.model import Version
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity, Permission


def zone(identifier: str, west: float = -11.5) -> Zone:
    volume = ZoneVolume(box(west, 14.4, west + 0.1, 14.5), Band())
    return Zone(
        "MLI", identifier, Restriction.PROHIBITED, (volume,), name=f"Zone {identifier}", exercise=True
    )


def put(*zones: Zone) -> None:
    with unit_of_work():
        service.put(zones=zones, now=now())


def drafts() -> list[Version]:
    """The drafts as they are now: the test's own session may still read an older state."""
    db.session.rollback()
    return service.drafts()


@pytest.fixture
def staff(app: APIFlask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    """Whoever the test names, with every permission of the zones: the gate itself has its own tests."""

    def come_in(name: str) -> FlaskClient:
        gate = lambda _permission: Identity(id=name, roles=frozenset({"commander"}))  # noqa: E731
        monkeypatch.setitem(app.extensions, "portal.gate", gate)
        monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
        monkeypatch.setattr("portal.kit.forms.csrf.protect", lambda: None)
        processors = [*app.template_context_processors[None], lambda: {"may": lambda _name: True}]
        monkeypatch.setitem(app.template_context_processors, None, processors)
        return client

    return come_in


def test_the_list_is_paged_in_order(client: FlaskClient) -> None:
    put(*(zone(f"Z{number:03}", -11.5 + number * 0.001) for number in range(120)))
    first = client.get("/api/v1/zones").json
    assert [one["identifier"] for one in first["zones"]] == [f"Z{number:03}" for number in range(100)]
    second = client.get("/api/v1/zones", query_string={"cursor": first["next"]}).json
    assert ([one["identifier"] for one in second["zones"]][-1], second["next"]) == ("Z119", None)


def test_a_box_selects_zones(client: FlaskClient) -> None:
    put(zone("WEST", -11.5), zone("EAST", -9.0))
    found = client.get("/api/v1/zones", query_string={"bbox": "-9.1,14,-8,15"}).json
    assert [one["identifier"] for one in found["zones"]] == ["EAST"]


@pytest.mark.parametrize("box_", ["1,2,3", "a,b,c,d", "10,0,-10,5", "nan,0,1,1", "0,-91,1,1"])
def test_a_bad_box_is_refused(client: FlaskClient, box_: str) -> None:
    answer = client.get("/api/v1/zones", query_string={"bbox": box_})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/bbox")


def test_one_zone_has_its_outline(client: FlaskClient) -> None:
    put(zone("A B"))
    answer = client.get("/api/v1/zones/MLI/A%20B")
    assert answer.json["layers"][0]["geometry"]["type"] == "Polygon"
    assert client.get("/api/v1/zones/MLI/NONE").status_code == 404


@pytest.mark.parametrize("path", ["/zones", "/zones/MLI/KAY1"])
def test_what_is_known_already_is_not_sent_again(client: FlaskClient, path: str) -> None:
    put(zone("KAY1"))
    first = client.get(f"/api/v1{path}")
    assert (first.status_code, first.headers["ETag"]) == (200, '"1"')
    again = client.get(f"/api/v1{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", '"1"')
    put(zone("KAY2"))
    fresh = client.get(f"/api/v1{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (fresh.status_code, fresh.headers["ETag"]) == (200, '"2"')


@pytest.mark.parametrize("path", ["/zones.geojson", "/zones.ed269.json", "/zones.ed318.json", "/zones.kml"])
def test_the_published_files_read_back(client: FlaskClient, path: str) -> None:
    put(zone("KAY1"), zone("KAY2"))
    data = client.get(f"/api/v1{path}").data
    assert [one.key for one in read(data).zones] == [("MLI", "KAY1"), ("MLI", "KAY2")]
    assert b"EXERCICE" in data


def test_the_public_pages_show_the_zones_and_say_that_they_are_an_exercise(client: FlaskClient) -> None:
    put(zone("KAY1"))
    for path in ("/zones", "/zones/MLI/KAY1"):
        page = client.get(path, headers={"Accept-Language": "fr"})
        assert page.status_code == 200
        assert "Zone KAY1" in page.text
        assert "EXERCICE" in page.text
    assert client.get("/zones/MLI/NONE").status_code == 404


def upload(client: FlaskClient, data: bytes) -> str:
    form = {"file": (io.BytesIO(data), "zones.geojson")}
    answer = client.post("/zones/edit/import", data=form, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_file_is_reported_on_then_imported_then_published_by_another(staff) -> None:
    client = staff("editor")
    place = upload(client, write_geojson([zone("KAY1")]))
    report = client.get(place).text
    assert "MLI KAY1" in report
    assert drafts() == []
    assert client.post(place).status_code == 303
    (draft,) = drafts()
    refused = client.post("/zones/edit/publish", data={"versions": draft.id})
    assert refused.status_code == 409
    assert "est la vôtre" in refused.text
    staff("commander")
    assert client.post("/zones/edit/publish", data={"versions": draft.id}).status_code == 303
    assert client.get("/zones/MLI/KAY1").status_code == 200


def test_errors_are_shown_with_their_place_and_nothing_is_imported(staff) -> None:
    client = staff("editor")
    data = write_geojson([zone("KAY1"), zone("KAY2")]).replace(b'"identifier":"KAY2"', b'"identifier":""')
    place = upload(client, data)
    assert "/features/1/properties/identifier" in client.get(place).text
    assert client.post(place).status_code == 422
    assert drafts() == []
    assert client.post(place, data={"accept_partial": "y"}).status_code == 303
    assert [one.zone.identifier for one in drafts()] == ["KAY1"]


def test_a_file_that_is_no_json_is_reported_on_in_french(staff) -> None:
    client = staff("editor")
    report = client.get(upload(client, b"bonjour"), headers={"Accept-Language": "fr"}).text
    assert "ligne 1, colonne 1" in report
    assert "– ligne 1" in report
    assert "line 1" not in report


def test_all_drafts_of_a_file_are_published_at_once_by_another(staff) -> None:
    client = staff("editor")
    client.post(upload(client, write_geojson([zone("KAY1"), zone("KAY2", -11.0)])))
    assert 'type="hidden" name="versions"' not in client.get("/zones/edit").text
    page = staff("commander").get("/zones/edit").text
    listed = re.findall(r'type="hidden" name="versions" value="(\w+)"', page)
    assert sorted(listed) == sorted(draft.id for draft in drafts())
    assert client.post("/zones/edit/publish", data={"versions": listed}).status_code == 303
    assert drafts() == []


def test_nobody_reads_another_persons_upload(staff) -> None:
    place = upload(staff("editor"), write_geojson([zone("KAY1")]))
    assert staff("someone").get(place).status_code == 404


def test_an_upload_without_a_file_says_so(staff) -> None:
    answer = staff("editor").post("/zones/edit/import", data={})
    assert answer.status_code == 422
    assert "Choisissez un fichier." in answer.text


def test_the_command_line_imports_and_exports(app: APIFlask, tmp_path) -> None:
    runner = app.test_cli_runner()
    file = tmp_path / "zones.geojson"
    file.write_bytes(write_geojson([zone("KAY1")]))
    dry = runner.invoke(args=["zones", "import", str(file), "--dry-run"])
    assert (dry.exit_code, drafts()) == (0, [])
    done = runner.invoke(args=["zones", "import", str(file), "--publish"])
    assert (done.exit_code, len(service.published())) == (0, 1)
    out = tmp_path / "out.json"
    assert runner.invoke(args=["zones", "export", "--format", "ed269", "-o", str(out)]).exit_code == 0
    assert json.loads(out.read_text())["features"][0]["identifier"] == "KAY1"
    unknown = runner.invoke(args=["zones", "export", "--format", "shp"])
    assert (unknown.exit_code, "shp" in unknown.output) == (1, True)


@pytest.mark.parametrize("format_", ["ed269", "ed318", "geojson", "kml"])
def test_what_the_command_line_exports_it_reads_back(app: APIFlask, tmp_path, format_: str) -> None:
    put(zone("KAY1"))
    runner, out = app.test_cli_runner(), tmp_path / "out"
    assert runner.invoke(args=["zones", "export", "--format", format_, "-o", str(out)]).exit_code == 0
    assert [one.key for one in read(out.read_bytes()).zones] == [("MLI", "KAY1")]
    assert runner.invoke(args=["zones", "import", str(out), "--dry-run"]).exit_code == 0


def test_the_command_line_says_what_a_file_of_airspace_leaves_out(app: APIFlask, tmp_path) -> None:
    runner, file = app.test_cli_runner(), tmp_path / "airspace.txt"
    outline = "V X=14:27:00 N 011:26:00 W\nDC 5\n"
    file.write_text(f"AC CTR\nAN Kayes CTR\nAL GND\nAH 3000 ft AMSL\n{outline}")
    assert runner.invoke(args=["zones", "import", str(file), "--country", "mali"]).exit_code == 1
    done = runner.invoke(args=["zones", "import", str(file), "--country", "MLI", "--publish"])
    assert done.exit_code == 0, done.output
    assert [(one.country, one.name) for one in service.published()] == [("MLI", "Kayes CTR")]


def test_the_command_line_may_say_what_a_kml_leaves_open(app: APIFlask, tmp_path) -> None:
    runner, file = app.test_cli_runner(), tmp_path / "area.kml"
    ring = "-11.5,14.4 -11.4,14.4 -11.4,14.5 -11.5,14.4"
    shape = f"<outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
    file.write_text(f"<kml><Placemark><name>Camp</name><Polygon>{shape}</Polygon></Placemark></kml>")
    options = ["--country", "MLI", "--restriction", "CONDITIONAL", "--publish"]
    assert runner.invoke(args=["zones", "import", str(file), *options]).exit_code == 0
    assert [one.restriction.value for one in service.published()] == ["CONDITIONAL"]


def test_the_command_line_fails_on_any_error_and_names_its_place(app: APIFlask, tmp_path) -> None:
    runner = app.test_cli_runner()
    file = tmp_path / "zones.geojson"
    data = write_geojson([zone("KAY1"), zone("KAY2")]).replace(b'"identifier":"KAY2"', b'"identifier":""')
    file.write_bytes(data)
    failed = runner.invoke(args=["zones", "import", str(file)])
    assert (failed.exit_code, drafts()) == (1, [])
    assert "/features/1/properties/identifier" in failed.output
    partial = runner.invoke(args=["zones", "import", str(file), "--accept-partial"])
    assert (partial.exit_code, len(drafts())) == (0, 1)


def test_every_staff_route_declares_its_permission(app: APIFlask) -> None:
    declared = {
        rule.endpoint: app.view_functions[rule.endpoint].permission
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("zones_staff.")
    }
    readers = {"index", "history", "version", "approvals", "approval"}
    publishers = {
        "publish", "publish_version", "send_back", "withdraw", "emergency", "confirm_emergency",
        "publish_approval", "send_back_approval", "withdraw_approval",
    }  # fmt: skip
    editors = {
        "upload", "report", "import_", "new", "change", "drop", "move_end", "propose_withdrawal", "keep",
        "new_approval", "change_approval", "drop_approval",
    }  # fmt: skip
    expected = {
        Permission.ZONES_READ_DRAFTS: readers,
        Permission.ZONES_PUBLISH: publishers,
        Permission.ZONES_EDIT: editors,
    }
    assert declared == {f"zones_staff.{name}": kind for kind, names in expected.items() for name in names}
