"""Changing the language leads back to the page, and to this portal only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.home.rules import own_path


@pytest.mark.parametrize("path", ["/", "/flights", "/lookup?lat=14.4&lon=-11.4", "/zones/MLI/ÉTÉ"])
def test_a_path_of_the_portal_is_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "target",
    [
        "",
        "flights",
        "//elsewhere.example",
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:x",
    ],
)
def test_another_place_becomes_the_first_page(target: str) -> None:
    assert own_path(target) == "/"


@pytest.mark.parametrize("control", ["\t", "\n", "\r", "\x00", "\x7f"])
def test_a_control_character_that_a_browser_would_drop_is_refused(control: str) -> None:
    assert own_path(f"/{control}/elsewhere.example") == "/"


@given(st.text())
def test_no_text_leads_to_another_host(text: str) -> None:
    kept = own_path(text)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))
