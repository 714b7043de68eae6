"""The case in a browser: one moment on the map, a proposal, a decision that is undone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage


def open_case(page: Page) -> str:
    """The address of the first case that waits for a decision."""
    page.goto("/liaison")
    for link in page.locator("a[href^='/liaison/']").evaluate_all("all => all.map(one => one.pathname)"):
        if len(link.split("/")) == 3 and len(link.split("/")[2]) == 20:
            page.goto(link)
            if page.locator("#approve").count():
                return link
    raise AssertionError("no case waits")


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_slider_shows_one_moment_and_says_which(open_page: OpenPage) -> None:
    page = open_page("officer", width=DESK)
    open_case(page)
    slider = page.locator("#moment")
    expect(slider).to_be_enabled()
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("[data-moment-all]")).not_to_be_checked()
    first = page.locator(".moment output").inner_text()
    page.keyboard.press("End")
    expect(page.locator(".moment output")).not_to_have_text(first)
    assert page.locator(".bar-moment").count() == page.locator(".timebar-row svg").count()
    page.locator("[data-moment-all]").check()
    expect(page.locator(".bar-moment")).to_have_count(0)


def test_without_scripts_the_bar_says_everything_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("officer", width=PHONE, javascript=False)
    open_case(page)
    expect(page.locator(".moment")).to_be_hidden()
    expect(page.locator(".timebar")).to_contain_text("Jour")
    assert fits(page)


def test_a_proposal_is_made_and_taken_back_and_a_denial_undone(open_page: OpenPage) -> None:
    page = open_page("officer", width=PHONE)
    open_case(page)
    page.locator("[name='propose-ceiling_m']").fill("30")
    page.get_by_role("button", name="Proposer", exact=True).click()
    expect(page.locator(".flashes")).to_contain_text("proposition")
    page.get_by_role("button", name="Annuler la décision").click()
    page.locator("[name='deny-reason']").select_option("time")
    page.get_by_role("button", name="Refuser ce vol").click()
    page.get_by_role("button", name="Annuler la décision").click()
    expect(page.locator("#approve")).to_be_visible()
    assert fits(page)
