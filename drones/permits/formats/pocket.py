"""The permit as a card for the pocket: one A6 page, folded once, the square outside, the words inside."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from fpdf import FPDF

from drones.permits.formats.sheet import Sheet, latin

#: A6 across; the fold is in the middle.
WIDTH_MM, HEIGHT_MM, MARGIN_MM = 148.0, 105.0, 5.0
HALF_MM = WIDTH_MM / 2
QR_MM = HALF_MM - 2 * MARGIN_MM
#: Points, the first at which all words fit.
SIZES = (8.0, 7.2, 6.4, 5.6, 4.8, 4.2)
_MM_A_POINT = 0.3528
_RED = (176, 0, 32)


def pdf(sheet: Sheet) -> bytes:
    """The card as PDF; the same sheet gives the same bytes."""
    page = FPDF(orientation="landscape", format=(HEIGHT_MM, WIDTH_MM))
    page.set_creation_date(sheet.made_at)
    page.set_title(latin(f"{sheet.title} {sheet.code}"))
    page.set_lang(sheet.language)
    page.set_margin(0)
    page.set_auto_page_break(False)
    page.add_page()
    _outside(page, sheet)
    lines = _lines(sheet)
    size = next((one for one in SIZES if _height(lines, one) <= HEIGHT_MM - 2 * MARGIN_MM), SIZES[-1])
    _inside(page, lines, size)
    return bytes(page.output())


def _outside(page: FPDF, sheet: Sheet) -> None:
    page.set_font("Helvetica", "B", 13)
    page.set_xy(MARGIN_MM, MARGIN_MM)
    page.cell(QR_MM, 6, latin(sheet.title), align="C", new_x="LEFT", new_y="NEXT")
    if sheet.banner:
        page.set_fill_color(*_RED)
        page.set_text_color(255)
        page.set_font("Helvetica", "B", 7)
        page.multi_cell(QR_MM, 3.4, latin(sheet.banner), align="C", fill=True, new_x="LEFT", new_y="NEXT")
        page.set_text_color(0)
    page.image(BytesIO(sheet.qr_png), x=MARGIN_MM, y=page.get_y() + 1, w=QR_MM)
    page.set_xy(MARGIN_MM, page.get_y() + QR_MM + 1)
    page.set_font("Helvetica", "B", 14)
    page.cell(QR_MM, 6, latin(sheet.code), align="C", new_x="LEFT", new_y="NEXT")
    page.set_font("Helvetica", "", 6.5)
    page.multi_cell(QR_MM, 2.8, latin(sheet.foot[0]), align="C")
    page.set_draw_color(150)
    page.set_dash_pattern(dash=2, gap=2)
    page.line(HALF_MM, 0, HALF_MM, HEIGHT_MM)


def _lines(sheet: Sheet) -> list[tuple[str, bool]]:
    """Each paragraph inside, and whether it is a title."""
    found = [(sheet.issuer, True)]
    found += [(f"{label}: {value}", False) for label, value in sheet.rows]
    for title, rows in sheet.blocks:
        found += [(title, True), *((f"{label}: {value}", False) for label, value in rows)]
    if sheet.conditions:
        found += [(sheet.conditions_title, True), *((f"\u00b7 {one}", False) for one in sheet.conditions)]
    return [*found, *((one, False) for one in sheet.foot[1:])]


def _height(lines: Sequence[tuple[str, bool]], size: float) -> float:
    """What all lines take, tried out on a page of their own."""
    draft = FPDF(orientation="landscape", format=(HEIGHT_MM, WIDTH_MM))
    draft.set_margin(0)
    draft.set_auto_page_break(False)
    draft.add_page()
    return sum(_paragraph(draft, text, bold, size) for text, bold in lines)


def _inside(page: FPDF, lines: Sequence[tuple[str, bool]], size: float) -> None:
    page.set_xy(HALF_MM + MARGIN_MM, MARGIN_MM)
    for text, bold in lines:
        _paragraph(page, text, bold, size)


def _paragraph(page: FPDF, text: str, bold: bool, size: float) -> float:
    """Write a paragraph; its height in millimetres."""
    page.set_font("Helvetica", "B" if bold else "", size)
    step = size * _MM_A_POINT * 1.15
    top = page.get_y()
    page.multi_cell(QR_MM, step, latin(text), align="L", new_x="LEFT", new_y="NEXT")
    return page.get_y() - top
