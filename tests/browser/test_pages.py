"""What every page owes: it fits a phone, reads aloud, keeps the content policy, and leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, OpenPage

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LOOKED_UP = "/lookup?lat=14.4812&lon=-11.4044"

#: The main pages by who opens them; None is the public.
PAGES = [
    (None, "/"),
    (None, "/legal"),
    (None, "/lookup"),
    (None, LOOKED_UP),
    (None, "/zones"),
    (None, "/verify"),
    (None, "/login"),
    (None, "/register"),
    (None, "/registry/check"),
    (None, "/api/v1/docs"),
    (None, "/no-such-page"),
    ("owner", "/"),
    ("owner", "/flights"),
    ("owner", "/flights/new"),
    ("owner", "/aircraft"),
    ("owner", "/aircraft/new"),
    ("owner", "/operator"),
    ("owner", "/pilots"),
    ("owner", "/account"),
    ("officer", "/liaison"),
    ("registrar", "/registry"),
    ("zone_editor", "/zones/edit"),
    ("auditor", "/audit"),
    ("admin", "/accounts"),
]
IDS = [f"{role or 'public'} {path}" for role, path in PAGES]


def _go(page: Page, path: str) -> None:
    page.goto(path)
    if page.locator("[data-map]").count():
        page.locator("[data-map][data-ready]").first.wait_for()


@pytest.mark.parametrize(("role", "path"), PAGES, ids=IDS)
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_page_never_scrolls_sideways(open_page: OpenPage, role: str | None, path: str, width: int) -> None:
    page = open_page(role, width=width)
    _go(page, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("role", "path"), PAGES, ids=IDS)
def test_a_page_has_no_serious_fault_of_accessibility(
    open_page: OpenPage, role: str | None, path: str
) -> None:
    page = open_page(role)
    _go(page, path)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document).then(result => result.violations)")
    serious = [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:3]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert not serious, "\n".join(serious)


@pytest.mark.parametrize(("role", "path"), PAGES, ids=IDS)
def test_fingers_can_hit_every_button(open_page: OpenPage, role: str | None, path: str) -> None:
    page = open_page(role)
    _go(page, path)
    heights = page.eval_on_selector_all(
        "main .button", "all => all.filter(one => one.offsetParent).map(one => one.offsetHeight)"
    )
    assert all(height >= 44 for height in heights)


@pytest.mark.parametrize(
    "role",
    [None, "owner", "officer", "commander", "registrar", "zone_editor", "checkpoint", "auditor", "admin"],
)
def test_every_entry_of_the_menu_opens_a_page(open_page: OpenPage, role: str | None) -> None:
    page = open_page(role, width=DESK)
    page.goto("/")
    entries = page.locator("header nav a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert entries
    answers = {path: page.request.get(path).status for path in entries}
    assert set(answers.values()) == {200}, answers


def test_the_keyboard_reaches_the_content_first(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
