"""KML and KMZ: every geometry a part, every altitude mode kept apart, hostile archives refused."""

import io
import zipfile

import pytest

from drones.flights.formats.drafts import choose
from drones.flights.formats.recognise import read_plan
from drones.flights.model import CorridorShape, Frame, PolygonShape
from geofences.engine.model import Datum

RING = "-11.4,14.4,80 -11.39,14.4,80 -11.39,14.41,80 -11.4,14.4,80"


def kml(body, prefix="", extra=""):
    space = f'xmlns{":" + prefix if prefix else ""}="http://www.opengis.net/kml/2.2" {extra}'
    name = f"{prefix}:kml" if prefix else "kml"
    return f'<?xml version="1.0"?>\n<{name} {space}>\n{body}\n</{name}>'


def mark(geometry, name="A"):
    return f"<Placemark><name>{name}</name>{geometry}</Placemark>"


def line(mode="", coordinates="-11.4,14.4,80 -11.3,14.4,90"):
    stated = f"<altitudeMode>{mode}</altitudeMode>" if mode else ""
    return f"<LineString>{stated}<coordinates>{coordinates}</coordinates></LineString>"


def polygon(ring=RING, inner="", mode="relativeToGround"):
    hole = f"<innerBoundaryIs><LinearRing><coordinates>{inner}</coordinates></LinearRing></innerBoundaryIs>"
    return (
        f"<Polygon><altitudeMode>{mode}</altitudeMode><outerBoundaryIs><LinearRing><coordinates>{ring}"
        f"</coordinates></LinearRing></outerBoundaryIs>{hole if inner else ''}</Polygon>"
    )


def read(text):
    return read_plan(text if isinstance(text, bytes) else text.encode(), "a.kml")


def codes(reading):
    return [(one.pointer, one.code.removeprefix("flights.error.")) for one in reading.faults]


def zipped(**entries):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return held.getvalue()


@pytest.mark.parametrize(
    ("mode", "frame", "band"),
    [
        ("", Frame.GROUND, None),
        ("clampToGround", Frame.GROUND, None),
        ("clampToSeaFloor", Frame.GROUND, None),
        ("relativeToSeaFloor", Frame.UNSTATED, None),
        ("relativeToGround", Frame.TERRAIN, (0, Datum.AGL, 90, Datum.AGL)),
        ("absolute", Frame.AMSL, (0, Datum.AGL, 90, Datum.AMSL)),
    ],
)
def test_each_altitude_mode_is_its_own_frame(mode, frame, band):
    draft = read(kml(mark(line(mode)))).draft
    found = draft.ceiling and (
        draft.floor.metres, draft.floor.datum, draft.ceiling.metres, draft.ceiling.datum
    )  # fmt: skip
    assert (draft.frame, found) == (frame, band)
    assert bool([one for one in draft.questions if one.code != "flights.ask.width"]) == (band is None)


def test_googles_own_altitude_mode_is_read_in_any_prefix():
    extra = 'xmlns:g="http://www.google.com/kml/ext/2.2"'
    geometry = line().replace("<LineString>", "<LineString><g:altitudeMode>clampToSeaFloor</g:altitudeMode>")
    assert read(kml(mark(geometry), extra=extra)).draft.frame is Frame.GROUND


def test_an_unknown_altitude_mode_is_refused_at_its_element():
    assert codes(read(kml(mark(line("aboveMe"))))) == [
        ("line 3 /kml/Placemark/LineString/altitudeMode", "altitude_mode")
    ]


def test_every_geometry_is_a_part_and_all_are_taken_at_first():
    tour = mark(f"<MultiGeometry>{line() * 2}</MultiGeometry>", "Tour")
    body = f"<Folder>{mark(polygon(), 'Champ')}{tour}</Folder>"
    draft = read(kml(body)).draft
    assert [part.name for part in draft.source.parts] == ["Champ", "Tour 1/2", "Tour 2/2"]
    assert draft.picked == (0, 1, 2)


def test_a_chosen_part_brings_its_own_heights_alone():
    body = mark(polygon(), "Champ") + mark(line("absolute"), "Trajet")
    draft = read(kml(body)).draft
    assert draft.frame is Frame.MIXED
    alone = choose(draft.source, {0})
    assert (alone.ceiling.metres, alone.ceiling.datum) == (80, Datum.AGL)
    assert [type(shape) for shape in alone.shapes] == [PolygonShape]


def test_a_hole_is_kept():
    inner = "-11.395,14.401 -11.392,14.401 -11.392,14.403 -11.395,14.401"
    shape = read(kml(mark(polygon(inner=inner)))).draft.shapes[0]
    assert len(shape.polygons[0]) == 2


def test_landmarks_beside_an_area_are_offered_and_not_taken():
    point = mark("<Point><coordinates>-11.5,14.5</coordinates></Point>", "Mosquée")
    draft = read(kml(mark(polygon()) + point)).draft
    assert (draft.picked, len(draft.source.parts)) == ((0,), 2)
    assert "flights.note.places_left_out" in [note.code for note in draft.notes]


def test_places_alone_are_a_path_in_their_order():
    points = "".join(mark(f"<Point><coordinates>-11.{n},14.5</coordinates></Point>") for n in (5, 6, 7))
    draft = read(kml(points)).draft
    assert draft.shapes == (CorridorShape(((-11.5, 14.5), (-11.6, 14.5), (-11.7, 14.5))),)


def test_one_place_alone_asks_its_radius():
    draft = read(kml(mark("<Point><coordinates>-11.5,14.5</coordinates></Point>"))).draft
    assert draft.questions[0].pointer == "/volumes/0/geometry/radius_m"


def test_a_track_is_a_path():
    track = (
        '<g:Track xmlns:g="http://www.google.com/kml/ext/2.2"><altitudeMode>absolute</altitudeMode>'
        "<when>2026-11-24T10:00:00Z</when><g:coord>-11.4 14.4 120</g:coord>"
        "<g:coord>-11.3 14.5 130</g:coord></g:Track>"
    )
    draft = read(kml(mark(track))).draft
    assert draft.shapes == (CorridorShape(((-11.4, 14.4), (-11.3, 14.5))),)
    assert draft.ceiling.datum is Datum.AMSL


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace('<?xml version="1.0"?>\n', "<!-- by hand -->").encode(),
        lambda text: text.replace(",14.4", " , 14.4").encode(),
        lambda text: (
            text.replace("LineString", "k:LineString")
            .replace("<kml", '<kml xmlns:k="http://earth.google.com/kml/2.1"')
            .encode()
        ),
    ],
)
def test_other_hands_write_the_same_file(change):
    text = kml(mark(line("relativeToGround")))
    assert read(change(text)).draft.shapes == read(text).draft.shapes


def test_what_is_not_read_is_told():
    body = mark(polygon()) + "<NetworkLink><Link><href>http://x</href></Link></NetworkLink>"
    notes = read(kml(body)).draft.notes
    assert [(note.code, note.facts) for note in notes] == [
        ("flights.note.kml_left_out", {"element": "NetworkLink"})
    ]


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        (mark(""), "line 3 /kml/Placemark", "plan_empty"),
        ("", "line 2 /kml", "plan_empty"),
        (mark(line(coordinates="")), "line 3 /kml/Placemark/LineString/coordinates", "coordinates_missing"),
        (
            mark(line(coordinates="1,2 a,b")),
            "line 3 /kml/Placemark/LineString/coordinates",
            "number",
        ),
        (
            mark(line(coordinates="1;2")),
            "line 3 /kml/Placemark/LineString/coordinates",
            "coordinate_text",
        ),
        (
            mark(line(coordinates="14,95 1,2")),
            "line 3 /kml/Placemark/LineString/coordinates",
            "latitude_range",
        ),
        (
            mark(line(coordinates="nan,1 1,2")),
            "line 3 /kml/Placemark/LineString/coordinates",
            "number",
        ),
        (
            mark("<Polygon/>"),
            "line 3 /kml/Placemark/Polygon",
            "too_few_points",
        ),
    ],
)
def test_a_broken_document_is_refused_at_its_place(body, place, code):
    assert codes(read(kml(body)))[0] == (place, code)


def test_entities_and_document_types_are_refused():
    bomb = '<?xml version="1.0"?>\n<!DOCTYPE k [<!ENTITY a "b">]>\n<kml>&a;</kml>'
    assert codes(read(bomb)) == [("line 2", "dtd_refused")]


def test_text_before_the_document_is_named_by_its_line():
    assert codes(read("made by hand\n" + kml(mark(polygon())))) == [("line 1", "not_xml")]


def test_other_xml_is_named():
    assert read("<svg/>").faults[0].facts["element"] == "svg"


def test_a_kmz_is_read_from_its_document_and_its_place_names_the_entry():
    data = zipped(images__a_png="x", doc_kml=kml(mark(polygon())))
    assert read(data).draft.format == "kml"
    broken = read(zipped(doc_kml="<kml>"))
    assert codes(broken) == [("doc.kml line 1", "not_xml")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(readme_txt="hello"), "zip_without_kml"),
        (zipped(doc_kml=b"0" * 5_000_000), "zip_ratio"),
        (zipped(**{f"f{n}_kml": "<kml/>" for n in range(21)}), "zip_too_many"),
        (zipped(**{"..__etc__doc_kml": "<kml/>"}), "zip_path"),
        (zipped(doc_kml=kml(mark(polygon())))[:-30], "not_zip"),
        (b"PK\x03\x04" + b"\x00" * 60, "not_zip"),
    ],
)
def test_a_hostile_archive_is_refused_by_name(data, code):
    assert [found for _, found in codes(read(data))] == [code]
