"""Everything works without JavaScript; the map is then not there, and its words are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage


def test_the_look_up_answers_in_words(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/")
    page.get_by_label("Latitude").fill("14.4812")
    page.get_by_label("Longitude").fill("-11.4044")
    page.get_by_role("button", name="Vérifier ce lieu").click()
    expect(page.locator("main")).to_contain_text("Autorisation requise")
    expect(page.locator("main")).to_contain_text("Aire de liaison de la Zone 4")
    expect(page.locator("[data-map]")).to_be_hidden()


def test_what_cannot_work_is_not_shown(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/lookup")
    expect(page.get_by_role("button", name="Utiliser ma position")).to_have_count(0)


def test_the_menu_opens(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/")
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("navigation").get_by_role("link", name="Zones").click()
    expect(page.locator("h1")).to_have_text("Zones publiées")


def test_the_language_is_changed_and_kept(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/lookup")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("May I fly here?")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_plan_is_checked_and_what_was_typed_stays(open_page: OpenPage) -> None:
    page = open_page("owner", javascript=False)
    day = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    page.goto("/flights/new")
    page.locator("#centre").fill("13.80650, -10.83210")
    page.locator("#radius_m").fill("200")
    page.locator("#ceiling_m").fill("60")
    for name, text in (
        ("start_date", day),
        ("start_time", "10:00"),
        ("end_date", day),
        ("end_time", "10:30"),
    ):
        page.locator(f"#{name}").fill(text)
    page.locator("#aircraft").select_option(index=1)
    page.locator("#purpose").select_option("photo")
    page.locator("main button[value=check]:visible").last.click()
    expect(page.locator("main")).to_contain_text("Aire de liaison de la Zone 4")
    expect(page.locator("#centre")).to_have_value("13.80650, -10.83210")
    expect(page.locator("#radius_m")).to_have_value("200")


def test_a_wrong_radius_is_named_beside_its_field(open_page: OpenPage) -> None:
    page = open_page("owner", javascript=False)
    page.goto("/flights/new")
    page.locator("#centre").fill("13.80650, -10.83210")
    page.locator("#radius_m").fill("deux cents")
    page.locator("main button[value=check]:visible").last.click()
    expect(page.locator("#radius_m")).to_have_value("deux cents")
    expect(page.locator("#radius_m")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#radius_m-error")).to_be_visible()
    expect(page.locator("[role=alert] a[href='#radius_m']")).to_have_count(1)
