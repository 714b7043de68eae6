"""No text with the character NUL reaches a database: PostgreSQL cannot keep it."""

import pytest

from tests.integration.accounts.people import token

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    "address",
    ["/aircraft/a%00", "/flights/a%00", "/api/v1/flights/a%00", "/api/v1/aircraft?x=%00", "/pilots/%00"],
)
def test_an_address_with_nul_is_refused(as_person, address):
    assert as_person("owner").get(address).status_code == 400


def test_so_is_a_search_of_the_ledger(as_person):
    assert as_person("auditor").get("/audit?subject=%00").status_code == 400
    assert as_person("auditor").get("/audit/subject/%00").status_code == 400


def test_so_is_a_page_for_the_public(client):
    assert client.get("/invitation/%00").status_code == 400


def test_so_is_a_form(as_person):
    owner = as_person("owner")
    answer = owner.post(
        "/account", data={"phone": "\0", "locale": "fr", "csrf_token": token(owner, "/account")}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("text", [r"a\u0000", r"\ud800"])
def test_so_is_json(as_person, text):
    body = f'{{"notes": "{text}", "aircraft": "{text}"}}'
    owner = as_person("owner")
    headers = {"Idempotency-Key": "k", "X-CSRFToken": token(owner, "/account")}
    answer = owner.post("/api/v1/flights", data=body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
