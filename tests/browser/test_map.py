"""The map: a tap fills the form, the keyboard reaches what the finger does, words stand beside colours."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

DAG_DAG = "/lookup?lat=14.4812&lon=-11.4044"


def _map(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("[data-map][data-ready]").wait_for()


def test_a_tap_on_the_map_fills_the_coordinates(open_page: OpenPage) -> None:
    page = open_page()
    _map(page, "/lookup")
    page.locator("[data-map]").click(position={"x": 160, "y": 200})
    expect(page.locator("#lat")).to_have_value(re.compile(r"^1\d\.\d{5}$"))
    expect(page.locator("#lon")).to_have_value(re.compile(r"^-\d{1,2}\.\d{5}$"))


def test_the_keyboard_chooses_the_centre_of_the_map(open_page: OpenPage) -> None:
    page = open_page()
    _map(page, DAG_DAG)
    page.locator("#lat").fill("")
    page.locator("[data-map]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#lat")).to_have_value(re.compile(r"^14\.48"))


def test_the_legend_names_what_is_drawn(open_page: OpenPage) -> None:
    page = open_page()
    _map(page, DAG_DAG)
    expect(page.locator(".map-legend")).to_contain_text("Autorisation requise")


def test_a_tap_tells_in_words_what_lies_there(open_page: OpenPage) -> None:
    page = open_page()
    _map(page, "/zones")
    page.locator("[data-map]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("Aire de liaison de la Zone 4")
    expect(page.locator(".map-said")).to_contain_text("Aire de liaison de la Zone 4")


def test_typed_coordinates_move_the_map(open_page: OpenPage) -> None:
    page = open_page()
    _map(page, "/lookup")
    page.locator("#lat").fill("13.8065")
    page.locator("#lon").fill("-10.8321")
    page.locator("#lon").blur()
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(re.compile(r"^[1-5] km$"))


def test_a_position_is_asked_for_on_a_click_alone(open_page: OpenPage) -> None:
    page = open_page()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 13.8065, "longitude": -10.8321, "accuracy": 12})
    page.goto("/")
    expect(page.locator("#lat")).to_have_value("")
    page.get_by_role("button", name="Utiliser ma position").click()
    expect(page.locator("#lat")).to_have_value("13.80650")
    expect(page.locator("#lon")).to_have_value("-10.83210")


def test_a_pair_pasted_into_one_field_is_divided(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.locator("#lat").evaluate(
        """field => {
          const data = new DataTransfer();
          data.setData("text", "13.8065, -10.8321");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true }));
        }"""
    )
    expect(page.locator("#lat")).to_have_value("13.8065")
    expect(page.locator("#lon")).to_have_value("-10.8321")
