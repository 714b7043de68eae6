"""The permit on paper: one A4 page as PDF, from words that are already in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import cos, floor, log10, radians

from fpdf import FPDF

Degrees = Sequence[Sequence[tuple[float, float]]]

MARGIN_MM, WIDTH_MM, QR_MM, SKETCH_MM = 15.0, 180.0, 66.0, 66.0
SMALL_SKETCH_MM, COLUMN_MM = 56.0, 56.0
#: One degree of latitude; good enough for a sketch's scale bar.
METRES_A_DEGREE = 111_195
_GREY, _LIGHT, _RED = 90, 235, (176, 0, 32)
#: The fonts every PDF reader has hold Latin-1 alone; what French writes beyond it has an old spelling.
_SPELLINGS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE"}
    | {"\u202f": "\u00a0", "\u2009": " ", "≤": "<=", "≥": ">=", "−": "-", "→": "->"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on the page, top to bottom."""

    language: str
    issuer: str
    title: str
    code: str
    banner: str
    rows: Sequence[tuple[str, str]]
    #: Volumes of different heights or times, each with its title and its rows; none when there is one alone.
    blocks: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    conditions_title: str
    conditions: Sequence[str]
    area_title: str
    #: The rings of each volume behind its title, which is empty when there is one alone.
    areas: Sequence[tuple[str, Degrees]]
    north: str
    foot: Sequence[str]
    qr_png: bytes
    qr_caption: str
    made_at: datetime


def pdf(sheet: Sheet) -> bytes:
    """The page as PDF; the same sheet gives the same bytes."""
    page = FPDF(format="A4")
    page.set_creation_date(sheet.made_at)
    page.set_title(latin(f"{sheet.title} {sheet.code}"))
    page.set_lang(sheet.language)
    page.set_margin(MARGIN_MM)
    page.set_auto_page_break(False)
    page.add_page()
    _head(page, sheet)
    below_head = page.get_y()
    _picture(page, sheet, below_head)
    _facts(page, sheet)
    page.set_y(max(page.get_y(), below_head + QR_MM + 10) + 2)
    _conditions(page, sheet)
    _area(page, sheet)
    _foot(page, sheet)
    return bytes(page.output())


def _head(page: FPDF, sheet: Sheet) -> None:
    _font(page, 10, grey=True)
    _line(page, sheet.issuer, 5)
    _font(page, 20, "B")
    _line(page, f"{sheet.title} {sheet.code}", 11)
    if sheet.banner:
        page.set_fill_color(*_RED)
        page.set_text_color(255)
        page.set_font("Helvetica", "B", 12)
        page.cell(WIDTH_MM, 9, latin(sheet.banner), align="C", fill=True, new_x="LMARGIN", new_y="NEXT")
    page.ln(3)


def _picture(page: FPDF, sheet: Sheet, top: float) -> None:
    left = MARGIN_MM + WIDTH_MM - QR_MM
    page.image(BytesIO(sheet.qr_png), x=left, y=top, w=QR_MM)
    _font(page, 8, grey=True)
    page.set_xy(left, top + QR_MM)
    page.multi_cell(QR_MM, 4, latin(sheet.qr_caption), align="C")
    page.set_xy(MARGIN_MM, top)


def _facts(page: FPDF, sheet: Sheet) -> None:
    for label, value in sheet.rows:
        _font(page, 8, grey=True)
        _line(page, label, 4)
        _font(page, 12, "B")
        page.multi_cell(WIDTH_MM - QR_MM - 4, 6, latin(value), new_x="LMARGIN", new_y="NEXT")
        page.ln(1.2)
    colon = " :" if sheet.language == "fr" else ":"
    for title, rows in sheet.blocks:
        _font(page, 8, grey=True)
        _line(page, title, 4)
        for label, value in rows:
            _font(page, 10, "B")
            page.multi_cell(
                WIDTH_MM - QR_MM - 4, 4.6, latin(f"{label}{colon} {value}"), new_x="LMARGIN", new_y="NEXT"
            )
        page.ln(1.2)


def _conditions(page: FPDF, sheet: Sheet) -> None:
    if not sheet.conditions:
        return
    _title(page, sheet.conditions_title)
    _font(page, 11)
    for condition in sheet.conditions:
        page.multi_cell(WIDTH_MM, 5.5, latin(f"\u00b7 {condition}"), new_x="LMARGIN", new_y="NEXT")
    page.ln(2)


def _area(page: FPDF, sheet: Sheet) -> None:
    _title(page, sheet.area_title)
    top = page.get_y()
    _sketch(page, sheet, top, SKETCH_MM if len(sheet.areas) == 1 else SMALL_SKETCH_MM)
    number = 0
    for place, (title, rings) in enumerate(sheet.areas):
        # Two volumes a column, so that four leave room for every condition.
        column = place // 2 * COLUMN_MM
        if place % 2 == 0:
            page.set_y(top)
        if title:
            page.set_x(MARGIN_MM + column)
            _font(page, 8, grey=True)
            _line(page, title, 3.6)
        _font(page, 9)
        for lon, lat in (vertex for ring in rings for vertex in ring):
            number += 1
            page.set_x(MARGIN_MM + column)
            _line(page, f"{number:>2}   {lat:.7f}, {lon:.7f}", 4.1)


def _sketch(page: FPDF, sheet: Sheet, top: float, side: float) -> None:
    """The outlines with a scale bar, north up; enough to recognise the place, not to measure it."""
    left = MARGIN_MM + WIDTH_MM - side
    vertices = [vertex for _, rings in sheet.areas for ring in rings for vertex in ring]
    west, east = min(lon for lon, _ in vertices), max(lon for lon, _ in vertices)
    south, north = min(lat for _, lat in vertices), max(lat for _, lat in vertices)
    narrow = cos(radians((south + north) / 2))
    size = max((east - west) * narrow, north - south)
    unit = (side - 14) / size
    page.set_draw_color(_GREY)
    page.rect(left, top, side, side)
    page.set_fill_color(_LIGHT)
    for title, rings in sheet.areas:
        for ring in rings:
            points = [
                (left + 7 + (lon - west) * narrow * unit, top + 5 + (north - lat) * unit) for lon, lat in ring
            ]
            page.polygon(points, style="DF" if not title else "D")
            _name(page, points, title)
    _font(page, 8, grey=True)
    page.text(left + 2, top + 4, latin(sheet.north))
    metres = _round_length(size * METRES_A_DEGREE / 2)
    bar = metres / METRES_A_DEGREE * unit
    page.line(left + 7, top + side - 3, left + 7 + bar, top + side - 3)
    page.text(left + 9 + bar, top + side - 2, f"{metres:g} m" if metres < 1_000 else f"{metres / 1_000:g} km")


def _name(page: FPDF, points: Sequence[tuple[float, float]], title: str) -> None:
    """The last word of a volume's title, its number, beside its first corner."""
    if title:
        _font(page, 9, "B")
        page.text(points[0][0] + 0.8, points[0][1] - 0.8, latin(title.rsplit(maxsplit=1)[-1]))


def _round_length(metres: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not longer."""
    power = 10.0 ** floor(log10(metres))
    return max(step * power for step in (1, 2, 5) if step * power <= metres)


def _foot(page: FPDF, sheet: Sheet) -> None:
    page.set_y(-MARGIN_MM - 5 * len(sheet.foot))
    _font(page, 9, grey=True)
    for line in sheet.foot:
        _line(page, line, 5)


def _title(page: FPDF, text: str) -> None:
    _font(page, 8, grey=True)
    _line(page, text, 5)


def _line(page: FPDF, text: str, height: float) -> None:
    page.cell(0, height, latin(text), new_x="LMARGIN", new_y="NEXT")


def _font(page: FPDF, size: float, style: str = "", *, grey: bool = False) -> None:
    page.set_font("Helvetica", style, size)
    page.set_text_color(_GREY if grey else 0)


def latin(text: str) -> str:
    """A text in the letters that every PDF reader has."""
    return text.translate(_SPELLINGS).encode("latin-1", "replace").decode("latin-1")
