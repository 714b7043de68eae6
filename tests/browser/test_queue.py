"""The queue in a browser: it refreshes itself, keys act or are switched off, and no script is needed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage

CASE = re.compile(r"/liaison/[0-9a-z]{20}")


def _picture(page: Page, name: str) -> None:
    """For whoever looks at the pages: ``PORTAL_PICTURES`` names the folder."""
    folder = os.environ.get("PORTAL_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _no_wider(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def _first(page: Page) -> str:
    """The reference of the first case that waits for a decision."""
    return page.locator("li.waiting-case:has(input) h2 a").first.inner_text().split(" – ")[0]


def test_three_keys_approve_a_case_and_one_takes_it_back(open_page: OpenPage) -> None:
    page = open_page("officer", width=DESK)
    page.goto("/liaison?state=referred")
    reference = _first(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Raccourcis clavier")
    _picture(page, "queue-keys")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=reference)).to_be_focused()
    page.keyboard.press("a")
    page.wait_for_url(CASE)
    expect(page.get_by_role("button", name="Approuver ce vol")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-undo-seconds]")).to_contain_text("Annulable encore")
    _picture(page, "case-undo")
    page.keyboard.press("u")
    expect(page.locator(".flashes")).to_contain_text("Annulé")
    page.keyboard.press("d")
    page.keyboard.press("3")
    expect(page.locator("#deny-reason")).to_have_value("time")
    expect(page.get_by_role("button", name="Refuser ce vol")).to_be_focused()
    page.keyboard.press("q")
    page.wait_for_url("**/liaison?state=referred")


def test_keys_are_still_while_somebody_types_and_stay_switched_off(open_page: OpenPage) -> None:
    page = open_page("officer", width=DESK)
    page.goto("/liaison")
    page.locator("#filters summary").click()
    page.locator("#filter-text").fill("")
    page.keyboard.type("jaodx?")
    expect(page.locator("#filter-text")).to_have_value("jaodx?")
    expect(page).to_have_url(re.compile("/liaison$"))
    page.get_by_role("button", name="Raccourcis clavier (?)").click()
    page.get_by_role("button", name="Couper les raccourcis").click()
    expect(page.locator("[data-keys]")).to_have_attribute("data-keys", "off")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile("/liaison$"))
    page.get_by_role("button", name="Raccourcis clavier coupés").click()
    page.get_by_role("button", name="Activer les raccourcis").click()
    expect(page.locator("[data-keys]")).to_have_attribute("data-keys", "on")


def test_the_list_changes_by_itself_and_keeps_focus_filters_and_ticks(open_page: OpenPage) -> None:
    page = open_page("officer", width=DESK)
    other = open_page("officer", width=PHONE)
    page.goto("/liaison?state=referred")
    page.locator("#filters summary").click() if not page.locator("#filters[open]").count() else None
    first = page.locator("li.waiting-case:has(input)").first
    reference = _first(page)
    first.locator("input").check()
    first.get_by_role("link", name=reference).focus()
    other.goto("/liaison?state=referred")
    other.get_by_role("button", name=f"Prendre {reference}").click()
    page.locator("[data-refresh]").evaluate("link => link.click()")
    expect(first).to_contain_text("Vous tenez ce dossier")
    expect(first.locator("input")).to_be_checked()
    expect(first.get_by_role("link", name=reference)).to_be_focused()
    assert page.locator("#filters").get_attribute("open") is not None
    page.route("**/liaison/live*", lambda route: route.abort())
    page.locator("[data-refresh]").evaluate("link => link.click()")
    expect(page.locator("[data-live-state]")).to_contain_text("ne répond pas")
    _picture(page, "queue-lost")
    page.unroute("**/liaison/live*")
    page.locator("[data-refresh]").evaluate("link => link.click()")
    expect(page.locator("[data-live-state]")).to_contain_text("À jour à")
    other.get_by_role("button", name=f"Rendre {reference}").click()


@pytest.mark.parametrize(("width", "javascript"), [(PHONE, False), (DESK, True)])
def test_cases_are_chosen_and_decided_together(open_page: OpenPage, width: int, javascript: bool) -> None:
    page = open_page("officer", width=width, javascript=javascript)
    page.goto("/liaison")
    _picture(page, f"queue-{width}")
    _no_wider(page)
    page.locator("li.waiting-case input").first.check()
    page.get_by_role("button", name="Décider ensemble").first.click()
    expect(page.locator("li.waiting-case")).to_have_count(1)
    _picture(page, f"batch-{width}")
    _no_wider(page)
    page.get_by_role("button", name="Accorder les dossiers choisis").click()
    expect(page.locator("[data-done='yes']")).to_have_count(1)
    _picture(page, f"batch-done-{width}")
    page.get_by_role("button", name="Tout annuler").click()
    expect(page.locator("[data-done='yes']")).to_have_count(1)
    page.goto("/liaison/tasks")
    _picture(page, f"tasks-{width}")
    _no_wider(page)
