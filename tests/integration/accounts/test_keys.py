"""API keys: what they open, what they never open, and how they end."""

import re

import pytest
from flask import jsonify

from portal.accounts import service
from portal.accounts.model import Secret
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from tests.integration.accounts.people import make, post, sign_in, signed_in

PERMISSIONS = [one for one in Permission if one is not Permission.PUBLIC]


@pytest.fixture
def doors(app):
    """A call below /api/ for each permission, which answers with who called it."""
    known = set(app.view_functions)
    rules = list(app.url_map.iter_rules())
    app._got_first_request = False
    for one in Permission:

        def call():
            return jsonify(id=identity().id)

        end = f"door_{one.name}"
        if end not in known:
            app.add_url_rule(
                f"/api/v1/door/{one.name}", end, allow(one, api=True)(call), methods=["GET", "POST"]
            )
    yield lambda permission: f"/api/v1/door/{permission.name}"
    assert len(rules) <= len(list(app.url_map.iter_rules()))


def issue(person, *scopes: str) -> dict[str, str]:
    with unit_of_work():
        secret = service.issue_key(person_id=person.id, scopes=scopes, now=now())
    assert isinstance(secret, Secret)
    return {"Authorization": f"Bearer {secret.text}"}


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_key_opens_its_scope_and_nothing_else(client, doors, permission):
    key = issue(make("owner"), "flights.own")
    answer = client.get(doors(permission), headers=key)
    assert answer.status_code == (200 if permission is Permission.FLIGHTS_OWN else 403)


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_without_a_key_every_call_is_401(client, doors, permission):
    answer = client.get(doors(permission))
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "problem.http_401"


def test_a_key_needs_no_form_token_and_a_session_does(app, doors):
    owner = make("owner")
    key = issue(owner, "flights.own")
    door = doors(Permission.FLIGHTS_OWN)
    assert app.test_client().post(door, headers=key).status_code == 200
    assert sign_in(app, owner).post(door).status_code == 400


def test_a_session_opens_the_api_too(app, doors):
    assert signed_in(app, "officer").get(doors(Permission.LIAISON_READ)).status_code == 200


def test_beside_a_key_the_session_does_not_count(app, doors):
    officer = signed_in(app, "officer")
    key = issue(make("owner"), "flights.own")
    assert officer.get(doors(Permission.LIAISON_READ), headers=key).status_code == 403
    assert (
        officer.get(doors(Permission.LIAISON_READ), headers={"Authorization": "Bearer x"}).status_code == 401
    )


def test_a_key_opens_no_page(client):
    key = issue(make("owner"), "flights.own", "registry.own")
    assert client.get("/account", headers=key).status_code == 303


def test_an_unknown_key_is_401_even_where_everybody_may(client, doors):
    answer = client.get(doors(Permission.PUBLIC), headers={"Authorization": "Bearer dp_nothing"})
    assert answer.status_code == 401
    assert answer.json["code"] == "accounts.error.key_unknown"


def test_a_key_of_a_closed_account_opens_nothing_not_even_when_the_account_is_opened_again(client, doors):
    owner = make("owner")
    key = issue(owner, "flights.own")
    with unit_of_work():
        service.disable(person_id=owner.id, by=None, now=now())
    assert client.get(doors(Permission.FLIGHTS_OWN), headers=key).status_code == 401
    with unit_of_work():
        service.enable(person_id=owner.id, by=None)
    assert client.get(doors(Permission.FLIGHTS_OWN), headers=key).status_code == 401


def test_a_key_reaches_no_further_than_the_roles_its_person_still_has(client, doors):
    officer = make("officer")
    key = issue(officer, "liaison.read")
    assert client.get(doors(Permission.LIAISON_READ), headers=key).status_code == 200
    with unit_of_work():
        service.change_roles(person_id=officer.id, roles=["zone_editor"], command=None, by=None)
    assert client.get(doors(Permission.LIAISON_READ), headers=key).status_code == 403


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("owner", "liaison.read"),
        ("owner", "nothing"),
        ("admin", "accounts.admin"),
        ("auditor", "audit.read"),
        ("commander", "zones.publish"),
        ("commander", "liaison.command"),
    ],
)
def test_a_key_is_not_made_for_what_it_may_not_reach(database, role, scope):
    person = make(role)
    with unit_of_work():
        faults = service.issue_key(person_id=person.id, scopes=[scope], now=now())
    assert [fault.code for fault in faults] == ["accounts.error.scope_refused"]


def test_an_owner_makes_a_key_sees_it_once_and_ends_it(app, doors):
    owner = signed_in(app, "owner")
    page = post(owner, "/account/keys", scopes=["flights.own"])
    key = {"Authorization": "Bearer " + page.text.split('class="code secret">')[1].split("<")[0]}
    program = app.test_client()
    assert program.get(doors(Permission.FLIGHTS_OWN), headers=key).status_code == 200
    account = owner.get("/account").text
    assert key["Authorization"].split()[1] not in account
    end = re.search(r'action="(/account/keys/[^"]+/revoke)"', account)
    assert post(owner, end.group(1)).status_code == 303
    assert program.get(doors(Permission.FLIGHTS_OWN), headers=key).status_code == 401


def test_nobody_ends_the_key_of_another(app):
    other = make("owner", email="awa@kayes.example")
    issue(other, "flights.own")
    key = service.keys(person_id=other.id)[0]
    assert post(signed_in(app, "owner"), f"/account/keys/{key.id}/revoke").status_code == 404


def test_a_key_without_use_is_not_made(app):
    page = post(signed_in(app, "owner"), "/account/keys")
    assert page.status_code == 422
    assert "Choisissez au moins un usage" in page.text
