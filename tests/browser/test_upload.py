"""An owner brings a plan made elsewhere, and moves it to where it will be flown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.unit.drones.flights.formats import test_kml as kml

KAYES = "14.60000, -11.30000"


def _open(page: Page) -> None:
    page.goto("/flights/new")
    page.locator("input[name=shape][value=area]").check()


def test_a_plan_of_qgroundcontrol_is_moved_to_kayes_and_answered(
    open_page: OpenPage, shared_data: Path
) -> None:
    page = open_page("owner")
    _open(page)
    page.locator("#file").set_input_files(shared_data / "plans" / "mavsdk_qgroundcontrol_sample.plan")
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.locator("main")).to_contain_text("Le fichier est lu")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    # The file holds a path; how wide it is flown, only its owner knows.
    page.locator("#width_m").fill("40")
    page.locator("#move_to").fill(KAYES)
    page.locator("#ceiling_m").fill("60")
    for name, text in (
        ("start_date", tomorrow),
        ("start_time", "10:00"),
        ("end_date", tomorrow),
        ("end_time", "10:30"),
    ):
        page.locator(f"#{name}").fill(text)
    page.locator("#aircraft").select_option(index=1)
    page.locator("#purpose").select_option("survey")
    page.locator("main").get_by_role("button", name="Vérifier").last.click()
    expect(page.locator("[data-outcome=referred]")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Aire de liaison de la Zone 4")


def test_a_file_that_is_no_plan_is_named_beside_its_field(open_page: OpenPage, tmp_path: Path) -> None:
    broken = tmp_path / "broken.plan"
    broken.write_text('{"fileType": "Plan", ')
    page = open_page("owner")
    _open(page)
    page.locator("#file").set_input_files(broken)
    page.locator("#notes").fill("Près du marché")
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.locator("#file-error")).to_be_visible()
    expect(page.locator("#notes")).to_have_value("Près du marché")


@pytest.mark.parametrize("javascript", [True, False])
def test_one_geometry_of_several_is_chosen_and_what_was_typed_stays(
    open_page: OpenPage, tmp_path: Path, javascript: bool
) -> None:
    field, tour = kml.mark(kml.polygon(), "Champ de Kayes"), kml.mark(kml.line("absolute"), "Tour")
    file = tmp_path / "champ.kml"
    file.write_text(kml.kml(field + tour))
    page = open_page("owner", javascript=javascript)
    _open(page)
    if not javascript:
        page.locator("details:has(#file) > summary").click()
    page.locator("#file").set_input_files(file)
    page.locator("#notes").fill("Près du marché")
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.locator("#read + p + ul")).to_contain_text("au-dessus du niveau moyen de la mer (AMSL)")
    page.get_by_label("2. Tour – trajet").uncheck()
    page.get_by_role("button", name="Reprendre celles qui sont cochées").click()
    expect(page.locator("#ceiling_m")).to_have_value("80")
    expect(page.locator("#outline")).to_have_value(re.compile("^14.4, -11.4"))
    expect(page.locator("#notes")).to_have_value("Près du marché")
