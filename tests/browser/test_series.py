"""A flight repeated on weekdays and a table of flights, with and without scripts, on a phone and a desk."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage


def _day(ahead: int) -> str:
    return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()


def _picture(page: Page, name: str) -> None:
    """For whoever looks at the pages: ``PORTAL_PICTURES`` names the folder."""
    folder = os.environ.get("PORTAL_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _no_wider(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def _fill(page: Page, **texts: str) -> None:
    for name, text in texts.items():
        page.locator(f"#{name}").fill(text)


@pytest.mark.parametrize(("width", "javascript", "lat"), [(PHONE, False, 13.31), (DESK, True, 13.35)])
def test_every_weekday_for_two_weeks_is_one_request(
    open_page: OpenPage, width: int, javascript: bool, lat: float
) -> None:
    page = open_page("owner", width=width, javascript=javascript)
    page.goto("/flights/new")
    forget = page.get_by_role("button", name="Oublier")
    if forget.count():
        forget.click()
    _fill(page, centre=f"{lat}, -10.70", radius_m="150", ceiling_m="60")
    _fill(page, start_date=_day(1), start_time="07:00", end_date=_day(1), end_time="08:00")
    for field in ("aircraft", "pilot"):
        page.locator(f"#{field}").select_option(index=1)
    page.locator("#purpose").select_option("survey")
    _fill(page, contact="+223 70 00 00 00")
    page.get_by_label("Répéter ce vol").check()
    for name in ("lundi", "mardi", "mercredi", "jeudi", "vendredi"):
        page.get_by_label(name).check()
    _fill(page, repeat_until=_day(14))
    page.get_by_role("button", name="Vérifier").last.click()
    expect(page.locator("[data-days='10'][data-filed='10']")).to_be_visible()
    _picture(page, f"days-{width}")
    _no_wider(page)
    page.get_by_role("button", name="Soumettre 10 vols").click()
    expect(page.locator("h1")).to_have_text("Série de 10 vols")
    expect(page.locator("tr[data-state]")).to_have_count(10)
    _picture(page, f"series-{width}")
    _no_wider(page)
    page.goto("/flights")
    expect(page.get_by_role("link", name="Série de 10 vols").first).to_be_visible()
    page.get_by_text("Voir chaque vol").first.click()
    _picture(page, f"list-{width}")
    _no_wider(page)


@pytest.mark.parametrize(("width", "javascript"), [(PHONE, False), (DESK, True)])
def test_a_table_is_checked_corrected_and_filed(
    open_page: OpenPage, tmp_path: Path, width: int, javascript: bool
) -> None:
    page = open_page("owner", width=width, javascript=javascript)
    page.goto("/flights/batch")
    template = page.request.get("/flights/batch/template.csv").text()
    # Each run files in a place of its own: an earlier one may be pending there.
    moved = template.replace("13.8065", "13.4065").replace("14.0", "13.1").replace("13.9", "13.2")
    table = moved if javascript else moved.replace("-10.8", "-10.6").replace("-10.7", "-10.5")
    file = tmp_path / "vols.csv"
    file.write_text(re.sub(r";60;AGL", ";6O;AGL", table, count=1), encoding="utf-8")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Vérifier le tableau").click()
    expect(page.locator("[data-faults='1']")).to_contain_text("6O")
    _picture(page, f"table-wrong-{width}")
    _no_wider(page)
    file.write_text(table, encoding="utf-8")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Vérifier le tableau").click()
    expect(page.locator("[data-rows='3'][data-wrong='0']")).to_be_visible()
    _picture(page, f"table-{width}")
    _no_wider(page)
    page.get_by_role("button", name="Soumettre 3 vols").click()
    expect(page.locator("tr[data-state]")).to_have_count(3)
    expect(page.locator("main")).to_contain_text("V-1")
