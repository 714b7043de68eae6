"""What every page owes: it fits a phone, reads aloud, keeps the content policy, and leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, OpenPage

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
#: CSS pixels that a finger hits (WCAG 2.2, 2.5.5).
FINGER = 44
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
    ("checkpoint", "/known"),
    ("checkpoint", "/known?place=14.3,-10.7"),
    ("checkpoint", "/permits/today"),
    ("checkpoint", "/checkpoints"),
    ("commander", "/checkpoints"),
    ("officer", "/liaison"),
    ("officer", "/figures"),
    ("registrar", "/registry"),
    ("zone_editor", "/zones/edit"),
    ("auditor", "/audit"),
    ("admin", "/accounts"),
]
IDS = [f"{role or 'public'} {path}" for role, path in PAGES]


@dataclass(frozen=True)
class Survey:
    """What was seen of one page, opened once."""

    status: int
    #: Width of the content by width of the window, pixels.
    widths: dict[int, int]
    #: Heights of the buttons on a phone, pixels.
    buttons: list[int]
    #: Serious and critical findings of axe-core.
    violations: list[str]


@pytest.fixture(scope="module")
def surveys() -> dict[str, Survey]:
    """The pages surveyed so far."""
    return {}


@pytest.fixture(params=PAGES, ids=IDS)
def survey(request: pytest.FixtureRequest, open_page: OpenPage, surveys: dict[str, Survey]) -> Survey:
    """One of the main pages, as seen on a phone and on a desk."""
    role, path = request.param
    key = f"{role} {path}"
    if key not in surveys:
        surveys[key] = _look(open_page(role), path)
    return surveys[key]


def _look(page: Page, path: str) -> Survey:
    answer = page.goto(path)
    assert answer
    if page.locator("[data-map]").count():
        page.locator("[data-map][data-ready]").first.wait_for()
    buttons = page.eval_on_selector_all(
        "main .button", "all => all.filter(one => one.offsetParent).map(one => one.offsetHeight)"
    )
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document).then(result => result.violations)")
    widths = {}
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        widths[width] = page.evaluate("document.documentElement.scrollWidth")
    return Survey(answer.status, widths, buttons, [_words(one) for one in found if one["impact"] in GRAVE])


def _words(violation: dict[str, Any]) -> str:
    places = [node["target"] for node in violation["nodes"]][:3]
    return f"{violation['id']}: {violation['help']}: {places}"


def test_a_main_page_is_there(survey: Survey, request: pytest.FixtureRequest) -> None:
    assert survey.status == (404 if "no-such-page" in request.node.name else 200)


def test_a_page_never_scrolls_sideways(survey: Survey) -> None:
    assert all(content <= window for window, content in survey.widths.items()), survey.widths


def test_a_page_has_no_serious_fault_of_accessibility(survey: Survey) -> None:
    assert not survey.violations, "\n".join(survey.violations)


def test_fingers_can_hit_every_button(survey: Survey) -> None:
    assert all(height >= FINGER for height in survey.buttons)


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
