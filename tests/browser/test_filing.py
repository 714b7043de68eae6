"""The form of a plan keeps what is typed: through a lost network, a reload, a second volume."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

STATUS = "form[data-typing] > p[role=status]"


def _keys(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('typing:'))")
    return found


def _fill(page: Page, **texts: str) -> None:
    for name, text in texts.items():
        page.locator(f"#{name}").fill(text)


def test_what_is_typed_survives_a_lost_network_and_is_gone_once_sent(open_page: OpenPage) -> None:
    page = open_page("owner")
    page.goto("/flights/new")
    _fill(page, centre="13.60, -10.70", radius_m="150")
    expect(page.locator(STATUS)).to_have_text("Ce que vous tapez est conservé.")
    page.context.set_offline(True)
    _fill(page, notes="Sans réseau")
    expect(page.locator(STATUS)).to_contain_text("Pas de réseau")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#notes")).to_have_value("Sans réseau")
    expect(page.locator("#centre")).to_have_value("13.60, -10.70")
    page.get_by_role("button", name="Garder en brouillon").click()
    expect(page.locator("[data-state=draft]")).to_be_visible()
    assert _keys(page) == []
    page.goto("/flights/new")
    expect(page.locator("#notes")).to_have_value("")


def test_a_second_volume_is_added_and_both_are_checked(open_page: OpenPage) -> None:
    page = open_page("owner", javascript=False)
    day = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    page.goto("/flights/new")
    _fill(page, centre="bafoulabe", radius_m="200", ceiling_m="60")
    _fill(page, start_date=day, start_time="10h", end_date=day, end_time="10h30")
    page.get_by_role("button", name="Ajouter un volume").click()
    expect(page.locator("#v2_ceiling_m")).to_have_value("60")
    _fill(page, v2_centre="29P 350000 1527000", v2_radius_m="100", v2_start_time="1030", v2_end_time="11:00")
    page.get_by_role("button", name="Vérifier").last.click()
    expect(page.locator("[data-outcome]")).to_be_visible()
    expect(page.locator("#centre")).to_have_value("13.8065, -10.8321")
    expect(page.locator("main")).to_contain_text("Volume 2")
