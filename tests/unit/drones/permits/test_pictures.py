"""The picture and the page: small enough for any camera, and read back from the paper."""

from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from shapely.geometry import Point

from drones.permits.formats import content as format_
from drones.permits.formats import pocket, qr, sheet, text
from drones.permits.rules import printable
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit
from tests.unit.drones.permits.cast import NOON, content, ring, signing, sixteen

KEY = signing(ring(1))
BASE = "https://drones.gouverneur-kayes.example.ml"


def _address(**changes: object) -> str:
    return text.address(BASE, text.encode(format_.sign(content(**changes), KEY)))


@pytest.mark.parametrize("digits", [4, 5, 6, 7])
def test_sixteen_vertices_and_conditions_fit_version_13(digits):
    assert qr.version(_address(area=sixteen(60_000, digits), conditions=(1, 2, 3, 4, 5), exercise=True)) <= 13


@pytest.mark.parametrize("radius_m", [100, 600, 5_000, 15_000])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_several_volumes_with_every_condition_fit_version_13(radius_m, count):
    volumes = printable([_far_apart(at, radius_m) for at in range(count)])
    assert qr.version(_address(volumes=volumes, conditions=tuple(range(1, 10)), exercise=True)) <= 13


def _far_apart(at: int, radius_m: float) -> FlightVolume:
    area = Point(-11.4 + at * radius_m / 40_000, 14.4 + at * radius_m / 90_000).buffer(radius_m / 111_000)
    band = Band(Height(30 * at, Unit.METRES, Datum.AGL), Height(260 + at, Unit.METRES, Datum.AMSL))
    start = NOON + timedelta(hours=3 * at)
    return FlightVolume(area, band, Period(start, start + timedelta(hours=2, minutes=7 * at)))


def test_the_picture_is_an_svg_without_style():
    svg = qr.svg(_address())
    assert svg.startswith(b"<?xml")
    assert b"style" not in svg
    assert b"script" not in svg


def _sheet(**changes: object) -> sheet.Sheet:
    values = {
        "language": "fr",
        "issuer": "Portail drones – Région de Kayes",
        "title": "Autorisation de vol n°",
        "code": "AERU-KZ4J",
        "banner": "EXERCICE",
        "rows": [("Exploitant", "MLIkay4drone001l"), ("Validité", "23/11/2026 12:00–12:30 (Bamako)")] * 3,
        "conditions_title": "Conditions",
        "conditions": ["Appeler l’officier de liaison avant le décollage"] * 5,
        "area_title": "Zone (latitude, longitude ; WGS 84)",
        "areas": [("", sixteen().degrees)],
        "north": "N",
        "foot": ["La vérification est gratuite. Œuvre → ≤"],
        "qr_png": qr.png(_address()),
        "qr_caption": "AERU-KZ4J",
        "made_at": NOON,
    }
    return sheet.Sheet(**{**values, **changes})


def _rendered(data: bytes, scale: float = 2.5) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 1
    return [code.text for code in zxingcpp.read_barcodes(document[0].render(scale=scale).to_pil())]


def test_the_picture_is_read_back_from_the_page():
    assert _rendered(sheet.pdf(_sheet())) == [_address()]


def test_the_largest_picture_is_read_back_from_the_page():
    address = _address(area=sixteen(60_000, 6), conditions=tuple(range(1, 10)), exercise=True)
    assert _rendered(sheet.pdf(_sheet(qr_png=qr.png(address)))) == [address]


def test_a_page_of_four_volumes_stays_one_page_and_names_each():
    rows = [("Validité", "23/11/2026 12:00–12:30 (Bamako)"), ("Plafond", "120 m"), ("Plancher", "30 m")]
    titles = [f"Volume {at}" for at in range(1, 5)]
    made = _sheet(
        rows=[("Exploitant", "MLIkay4drone001l"), ("Aéronef", "56789A")],
        blocks=[(title, rows) for title in titles],
        areas=[(title, [sixteen().degrees[0][at * 4 : at * 4 + 4]]) for at, title in enumerate(titles)],
        conditions=["Appeler l’officier de liaison avant le décollage"] * 9,
    )
    assert _rendered(sheet.pdf(made)) == [_address()]
    words = pypdfium2.PdfDocument(sheet.pdf(made))[0].get_textpage().get_text_bounded()
    assert all(words.count(title) == 2 for title in titles)


def test_the_page_says_what_the_permit_says():
    words = pypdfium2.PdfDocument(sheet.pdf(_sheet()))[0].get_textpage().get_text_bounded()
    for part in ("AERU-KZ4J", "EXERCICE", "MLIkay4drone001l", "14.4519300, -11.4444800", "Région de Kayes"):
        assert part in words
    assert "?" not in words


def test_the_same_sheet_gives_the_same_bytes():
    assert sheet.pdf(_sheet()) == sheet.pdf(_sheet())


def test_the_picture_as_png_is_read_back():
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(qr.png(_address()))))
    assert code.text == _address()


@pytest.mark.parametrize("scale", [3, 4])
def test_the_largest_picture_is_read_back_from_the_pocket_card(scale):
    address = _address(area=sixteen(60_000, 6), conditions=tuple(range(1, 10)), exercise=True)
    assert _rendered(pocket.pdf(_sheet(qr_png=qr.png(address))), scale) == [address]


def test_the_pocket_card_of_four_volumes_holds_every_word():
    rows = [("Validité", "23/11/2026 12:00–12:30 (Bamako)"), ("Plafond", "120 m"), ("Plancher", "30 m")]
    made = _sheet(
        blocks=[(f"Volume {at}", rows) for at in range(1, 5)],
        conditions=[f"Condition {at} : appeler l’officier de liaison" for at in range(1, 10)],
        foot=["La vérification est gratuite.", "Bureau de liaison : +223 20 00 00 00", "ab" * 32],
    )
    data = pocket.pdf(made)
    assert _rendered(data, 3) == [_address()]
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    words = page.get_text_bounded()
    last = [f"Volume {at}" for at in range(1, 5)] + [f"Condition {at}" for at in range(1, 10)] + ["EXERCICE"]
    assert not [word for word in last if word not in words]
    assert "ab" * 32 in "".join(words.split())
    assert min(page.get_charbox(at)[1] for at in range(page.count_chars())) > 0
