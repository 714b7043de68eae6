"""The first page, the legal notice and the choice of language, as a browser meets them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found.group(1)


def _choose(client: FlaskClient, language: str, target: str) -> str:
    token = _token(client.get("/").text)
    answer = client.post("/language", data={"language": language, "next": target, "csrf_token": token})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_the_first_page_opens_three_doors_to_anyone(client: FlaskClient) -> None:
    page = client.get("/").text
    for address in ('action="/lookup"', 'href="/register"', 'href="/verify"'):
        assert address in page


def test_the_first_page_names_the_telephone_of_the_liaison_desk(client: FlaskClient) -> None:
    assert 'href="tel:+22320000000"' in client.get("/").text


def test_french_comes_first(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Language": "de"}).text
    assert '<html lang="fr"' in page
    assert "Puis-je voler ici" in page


def test_the_chosen_language_stays(client: FlaskClient) -> None:
    assert _choose(client, "en", "/legal") == "/legal"
    page = client.get("/legal").text
    assert '<html lang="en"' in page
    assert "What we keep about you" in page


def test_an_unknown_language_changes_nothing(client: FlaskClient) -> None:
    _choose(client, "tlh", "/")
    assert '<html lang="fr"' in client.get("/").text


def test_the_way_back_never_leaves_the_portal(client: FlaskClient) -> None:
    assert _choose(client, "en", "//elsewhere.example/") == "/"


def test_the_language_is_not_changed_by_a_forged_form(client: FlaskClient) -> None:
    assert client.post("/language", data={"language": "en", "next": "/"}).status_code == 400
    assert '<html lang="fr"' in client.get("/").text


@pytest.mark.parametrize(("address", "status"), [("/no-such-page", 404), ("/language", 405)])
def test_an_error_page_says_what_to_do_next(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "Ce que vous pouvez faire" in answer.text


def test_the_language_form_leads_back_to_the_page_with_its_question(client: FlaskClient) -> None:
    page = client.get('/legal?a="b"&c=d').text
    assert 'name="next" value="/legal?a=%22b%22&amp;c=d"' in page or "&#34;b&#34;" in page


def test_the_browsers_icon_is_found(client: FlaskClient) -> None:
    assert client.get("/favicon.ico", follow_redirects=True).mimetype == "image/svg+xml"


def test_the_programming_interface_marks_its_english_and_shows_no_markup(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs", headers={"Accept-Language": "fr"}).text
    assert "décrits en anglais" in page
    assert '<p lang="en">' in page
    assert "``" not in page
