"""Who may and who may not: every route of the portal, asked by the public and by every role."""

from __future__ import annotations

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal.accounts import rules
from portal.accounts.model import Role
from portal.kit.model import Identity, Permission
from portal.kit.permissions import permission_of, undeclared
from tests.integration.accounts.people import signed_in, token

ROLES = [None, *Role]
#: What ends the session that asks, or is answered before the gate; each is tested in its own room.
APART = {"security.logout", "static"}
#: Faces that no role but these may have: a change here is a decision, not an accident.
STAFF_FACES = {
    Permission.LIAISON_DECIDE: {"officer", "commander"},
    Permission.LIAISON_COMMAND: {"commander"},
    Permission.LIAISON_READ: {"officer", "commander", "auditor"},
    Permission.CONCEALED_READ: {"officer", "commander", "auditor"},
    Permission.CONCEALED_SET: {"commander"},
    Permission.PERMITS_TODAY: {"officer", "commander", "checkpoint"},
    Permission.ZONES_PUBLISH: {"commander"},
    Permission.ZONES_EDIT: {"commander", "zone_editor"},
    Permission.REGISTRY_REVIEW: {"registrar"},
    Permission.AUDIT_READ: {"auditor"},
    Permission.ACCOUNTS_ADMIN: {"admin"},
    Permission.FLIGHTS_OWN: {"owner"},
    Permission.REGISTRY_OWN: {"owner"},
}


def _address(app: APIFlask, rule: Rule) -> str:
    values = {name: "1" if name.endswith("number") else "x" for name in rule.arguments}
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=_method(rule)))


def _late(rule: Rule) -> tuple[bool, bool]:
    return rule.endpoint.startswith("security."), rule.endpoint != "security.change_password"


def _method(rule: Rule) -> str:
    methods = set(rule.methods or ()) - {"HEAD", "OPTIONS"}
    return "GET" if "GET" in methods else sorted(methods)[0]


def _answer(client: FlaskClient, method: str, address: str, mark: str) -> int:
    """The status, with a redirection to sign-in or to the second factor counted as a refusal."""
    headers = {"X-CSRFToken": mark, "Idempotency-Key": "k", "If-Match": "1"}
    response = client.open(address, method=method, headers=headers)
    if response.status_code == 303 and response.location.split("?")[0] in {"/login", "/second-factor"}:
        return 401
    return response.status_code


@pytest.mark.parametrize("role", ROLES, ids=lambda role: str(role or "public"))
def test_every_route_lets_in_exactly_whom_the_table_lets_in(app: APIFlask, role: Role | None) -> None:
    client = app.test_client() if role is None else signed_in(app, role)
    who = Identity.anonymous()
    if role is not None:
        who = Identity(id="x", roles=frozenset({role}), second_factor=True, command="ZONE4")
    mark = token(client, "/legal")
    wrong = []
    # The public pages of signing in come last: they may end the session that asks.
    for rule in sorted(app.url_map.iter_rules(), key=_late):
        if rule.endpoint in APART:
            continue
        permission = permission_of(rule.endpoint)
        assert permission is not None
        address = _address(app, rule)
        # A public call of the API asks for nobody's name, whoever's cookie comes along.
        allowed = rules.may(who, permission)
        for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}):
            status = _answer(client, method, address, mark)
            refused = status in {401, 403}
            if refused == allowed and not (allowed and permission is Permission.PUBLIC):
                wrong.append(f"{method} {address} ({permission}): {status}")
            assert status < 500 or status == 503, f"{method} {address}: {status}"
    assert not wrong, "\n".join(wrong)


def test_the_roles_of_the_delicate_permissions_are_these() -> None:
    for permission, expected in STAFF_FACES.items():
        found = {role.value for role in Role if permission in rules.TABLE[role]}
        assert found == expected, permission


def test_no_route_is_without_a_permission(app: APIFlask) -> None:
    assert undeclared() == []


def test_an_api_key_opens_no_page(app: APIFlask) -> None:
    answer = app.test_client().get("/flights", headers={"Authorization": "Bearer x"})
    assert answer.status_code in {303, 404}
