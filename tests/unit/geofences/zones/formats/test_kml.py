"""KML and KMZ: what is stated is read, what is not is read as closed, and archives are opened with care."""

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape

import pytest

from geofences.engine.model import ALWAYS, Band, Datum, Height, Restriction, Unit
from geofences.zones.formats import Assumed, Reading, read, write_kml, write_kmz
from tests.unit.geofences.zones.formats.cast import CAST, GOLDEN, UNDRAWN

RING = "-11.5,14.4 -11.4,14.4 -11.4,14.5 -11.5,14.5 -11.5,14.4"
HOLE = "-11.47,14.43 -11.43,14.43 -11.43,14.47 -11.47,14.43"
TALL = RING.replace(" ", ",120 ") + ",120"


def ring(text: str, side: str = "outer") -> str:
    return f"<{side}BoundaryIs><LinearRing><coordinates>{text}</coordinates></LinearRing></{side}BoundaryIs>"


def polygon(text: str = RING, more: str = "") -> str:
    return f"<Polygon>{more}{ring(text)}</Polygon>"


def mark(shape: str = polygon(), name: str = "Marché", **data: Any) -> str:
    told = "".join(
        f'<Data name="{key}"><value>{escape(str(value))}</value></Data>' for key, value in data.items()
    )
    return f"<Placemark><name>{name}</name><ExtendedData>{told}</ExtendedData>{shape}</Placemark>"


def kml(*marks: str, head: str = "") -> bytes:
    body = "\n".join(marks)
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n{body}</Document></kml>'.encode()


def kmz(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def codes(found: Reading) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code.removeprefix("zones.error.")) for fault in found.errors]


def warnings(found: Reading) -> list[str]:
    return [fault.code.removeprefix("zones.warning.") for fault in found.warnings]


STATED = {"restriction": "CONDITIONAL", "country": "MLI", "identifier": "KAY1", "uomDimensions": "M"}


def test_what_is_written_is_the_golden_file() -> None:
    assert write_kml(UNDRAWN, title="Portail") == (GOLDEN / "zones.kml").read_bytes()


@pytest.mark.parametrize("write", [write_kml, write_kmz])
def test_what_is_written_reads_back_as_the_same_zones(write: Any) -> None:
    found = read(write(CAST, title="Portail"))
    assert (found.format, found.errors, found.warnings, found.zones) == ("kml", (), (), CAST)


def test_equal_zones_give_equal_archives() -> None:
    assert write_kmz(CAST, title="P") == write_kmz(reversed(CAST), title="P")


def test_what_xml_cannot_write_is_left_out() -> None:
    assert read(write_kml([], title="a\x00\ufffeb")).errors == ()


def test_a_plain_polygon_is_closed_at_every_height_and_says_so() -> None:
    found = read(kml(mark()))
    (zone,) = found.zones
    assert (zone.restriction, zone.country, zone.name) == (Restriction.PROHIBITED, "XXX", "Marché")
    assert (zone.volumes[0].band, zone.applicability) == (Band(), (ALWAYS,))
    assert {"restriction_not_stated", "country_not_stated", "layer_missing"} <= set(warnings(found))


def test_the_importer_may_say_restriction_and_country() -> None:
    found = read(kml(mark()), assumed=Assumed("MLI", Restriction.CONDITIONAL))
    assert (found.zones[0].restriction, found.zones[0].country) == (Restriction.CONDITIONAL, "MLI")
    assert "restriction_not_stated" not in warnings(found)


def test_the_importer_does_not_overrule_what_the_file_says() -> None:
    found = read(kml(mark(**STATED)), assumed=Assumed("SEN", Restriction.NO_RESTRICTION))
    assert (found.zones[0].restriction, found.zones[0].country) == (Restriction.CONDITIONAL, "MLI")


def test_an_unknown_restriction_is_refused_even_when_one_is_assumed() -> None:
    found = read(
        kml(mark(**STATED | {"restriction": "FREE"})), assumed=Assumed("MLI", Restriction.CONDITIONAL)
    )
    assert (found.zones, codes(found)) == ((), [("line 2/properties/restriction", "unknown_word")])


def test_schema_data_is_read_too() -> None:
    data = '<SchemaData><SimpleData name="restriction">CONDITIONAL</SimpleData></SchemaData>'
    text = f"<Placemark><name>a</name><ExtendedData>{data}</ExtendedData>{polygon()}</Placemark>"
    assert read(kml(text)).zones[0].restriction is Restriction.CONDITIONAL


def test_the_same_placemark_gets_the_same_identifier_on_every_import() -> None:
    first, second = (read(kml(text)).zones[0].identifier for text in (mark(), mark(polygon(TALL))))
    assert first == second
    assert first.startswith("MARCHE-")
    far = "1,1 2,1 2,2 1,1"
    assert read(kml(mark(polygon(far)))).zones[0].identifier != first


@pytest.mark.parametrize(("mode", "datum"), [("relativeToGround", Datum.AGL), ("absolute", Datum.AMSL)])
def test_a_block_on_the_ground_says_its_ceiling(mode: str, datum: Datum) -> None:
    more = f"<extrude>1</extrude><altitudeMode>{mode}</altitudeMode>"
    band = read(kml(mark(polygon(TALL, more)))).zones[0].volumes[0].band
    assert band == Band(Height(0.0, Unit.METRES, Datum.AGL), Height(120.0, Unit.METRES, datum))


@pytest.mark.parametrize(
    "more",
    [
        "<altitudeMode>absolute</altitudeMode>",
        "<extrude>1</extrude><altitudeMode>clampToGround</altitudeMode>",
        "<extrude>1</extrude>",
        "<extrude>1</extrude><altitudeMode>relativeToSeaFloor</altitudeMode>",
    ],
)
def test_a_sheet_in_the_air_has_no_heights(more: str) -> None:
    found = read(kml(mark(polygon(TALL, more))))
    assert found.zones[0].volumes[0].band == Band()
    assert "layer_missing" in warnings(found)


def test_stated_limits_count_before_what_is_drawn() -> None:
    more = "<extrude>1</extrude><altitudeMode>absolute</altitudeMode>"
    text = mark(polygon(TALL, more), **STATED, upperLimit="50.5", upperVerticalReference="AGL")
    assert read(kml(text)).zones[0].volumes[0].band.ceiling == Height(50.5, Unit.METRES, Datum.AGL)


def test_holes_and_several_polygons_are_layers_of_one_zone() -> None:
    holed = f"<Polygon>{ring(RING)}{ring(HOLE, 'inner')}</Polygon>"
    other = polygon("1,1 2,1 2,2 1,1")
    (zone,) = read(kml(mark(f"<MultiGeometry>{holed}{other}</MultiGeometry>", **STATED))).zones
    assert [len(volume.area.interiors) for volume in zone.volumes] == [1, 0]


def test_one_bad_polygon_keeps_the_whole_zone_out() -> None:
    bad = polygon("1,1 2,2 1,2 2,1 1,1")
    found = read(kml(mark(f"<MultiGeometry>{polygon()}{bad}</MultiGeometry>", **STATED)))
    assert (found.zones, codes(found)) == ((), [("line 2/geometry/coordinates", "zones.area.crossing_edges")])


def test_a_label_beside_a_polygon_is_left_out() -> None:
    found = read(
        kml(mark(f"<MultiGeometry>{polygon()}<Point><coordinates>1,2</coordinates></Point></MultiGeometry>"))
    )
    assert len(found.zones) == 1
    assert "not_kept" in warnings(found)


def test_a_prefix_and_another_encoding_do_not_matter() -> None:
    text = kml(mark()).decode().replace("<", "<k:").replace("<k:/", "</k:").replace("xmlns", "xmlns:k")
    assert len(read(("<?xml version='1.0' encoding='UTF-16'?>" + text).encode("utf-16")).zones) == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (kml(mark("")), ("line 2", "geometry_missing")),
        (kml(mark("<Point><coordinates>1,2</coordinates></Point>", **STATED)),
         ("line 2/geometry", "point_without_radius")),
        (kml(mark("<LineString><coordinates>1,2 2,3</coordinates></LineString>", **STATED)),
         ("line 2", "unknown_word")),
        (kml(mark(polygon(""))), ("line 2", "ring_missing")),
        (kml(mark("<Polygon/>")), ("line 2", "ring_missing")),
        (kml(mark(polygon("1,1 2,2 x,y 1,1"))), ("line 2", "not_a_position")),
        (kml(mark(polygon("1,1 2,2 nan,nan 1,1"))), ("line 2", "not_a_position")),
        (kml(mark(polygon("1,1 2,2 1e999,3 1,1"))), ("line 2", "not_a_position")),
        (kml(mark(polygon("1, 1 2, 2 3, 3"))), ("line 2", "not_a_position")),
        (kml(mark(polygon("14,-111 14,-112 15,-112 14,-111"))),
         ("line 2/geometry/coordinates/0/0", "position_swapped")),
        (kml(mark(**STATED | {"upperLimit": "high", "upperVerticalReference": "AGL"})),
         ("line 2/properties/upperLimit", "not_a_number")),
        (kml(mark(**STATED, applicability="[{")), ("line 2", "not_json_value")),
        (kml(mark(**STATED, applicability="[" * 2000)), ("line 2", "not_json_value")),
        (kml(mark(**STATED, applicability='[{"permanent": NaN}]')), ("line 2", "not_json_value")),
        (kml(mark(), "<NetworkLink/>"), ("line 3", "network_link")),
        (b"<kml><Document>", ("line 1", "not_xml")),
        (b"<kml>\n\n&x;</kml>", ("line 3", "not_xml")),
        (b'<?xml version="1.0" encoding="klingon"?><kml/>', ("line 1", "not_xml")),
        (b"<gpx/>", ("line 1", "xml_not_kml")),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', ("line 1", "dtd_refused")),
        ("<!DOCTYPE kml><kml/>".encode("utf-16"), ("line 1", "dtd_refused")),
        (b"<kml>" + b"<a>" * 100, ("line 1", "too_deep")),
        (b"<kml>" + b"<a/>" * 200_001 + b"</kml>", ("line 1", "too_many_elements")),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_fault_is_named_with_its_line(text: bytes, fault: tuple[str, str]) -> None:
    found = read(text)
    assert fault in codes(found)
    if fault[1] != "network_link":
        assert found.zones == ()


def test_a_file_without_placemarks_is_empty() -> None:
    assert warnings(read(kml())) == ["no_zones"]


GOOD = ("doc.kml", kml(mark()))


def test_the_archive_may_hold_pictures() -> None:
    assert len(read(kmz(GOOD, ("files/a.png", b"x" * 500))).zones) == 1
    assert len(read(kmz(("other.kml", b"<no"), GOOD)).zones) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (kmz(*[(f"{number}.png", b"") for number in range(20)], GOOD), "zip_too_many_entries"),
        (kmz(GOOD, ("a.bin", b"\0" * 11_000_000)), "zip_too_large"),
        (kmz(("doc.kml", b" " * 9_000_000)), "zip_ratio"),
        (kmz(("../doc.kml", b"<kml/>")), "zip_path"),
        (kmz(("/etc/doc.kml", b"<kml/>")), "zip_path"),
        (kmz(("..\\doc.kml", b"<kml/>")), "zip_path"),
        (kmz(("C:doc.kml", b"<kml/>")), "zip_path"),
        (kmz(("a.txt", b"")), "zip_without_kml"),
        (kmz(("a.kml", b"<kml/>"), ("b.kml", b"<kml/>")), "zip_several_kml"),
        (kmz(GOOD)[:60], "not_zip"),
        (b"PK\x03\x04" + b"\0" * 100, "not_zip"),
        (kmz(("doc.kml", kmz(GOOD))), "not_xml"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_hostile_archive_is_refused_by_name(data: bytes, code: str) -> None:
    found = read(data)
    assert found.zones == ()
    assert code in [name for _, name in codes(found)]


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(kmz(("doc.kml", b" " * 9_000_000)))
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = (1000).to_bytes(4, "little")
    data[22:26] = (1000).to_bytes(4, "little")
    assert read(bytes(data)).zones == ()
    assert read(bytes(data)).errors


def test_a_protected_archive_is_refused_by_name() -> None:
    data = bytearray(kmz(GOOD))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert codes(read(bytes(data))) == [("/", "zip_encrypted")]
