"""The permission table and the rules about roles, keys, passwords and attempts."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts import rules
from portal.accounts.model import STAFF, Decision, Role
from portal.kit.model import Identity, Permission

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CLOSED = [one for one in Permission if one is not Permission.PUBLIC]
DECIDING = {Permission.LIAISON_DECIDE, Permission.LIAISON_COMMAND}
READING = {
    Permission.CONCEALED_READ,
    Permission.AUDIT_READ,
    Permission.LIAISON_READ,
    Permission.ZONES_READ_DRAFTS,
    Permission.REGISTRY_READ,
    Permission.ACCOUNTS_READ,
}


def someone(*roles: str, scopes: frozenset[str] | None = None, second_factor: bool = True) -> Identity:
    return Identity(id="p", roles=frozenset(roles), scopes=scopes, second_factor=second_factor)


@pytest.mark.parametrize("permission", CLOSED)
def test_the_public_may_do_nothing_that_is_not_public(permission):
    assert not rules.may(Identity.anonymous(), permission)
    assert rules.decide(Identity.anonymous(), permission) is Decision.SIGN_IN


def test_everybody_may_do_what_is_public():
    assert rules.may(Identity.anonymous(), Permission.PUBLIC)
    assert all(rules.decide(someone(role), Permission.PUBLIC) is Decision.ALLOWED for role in Role)


def test_every_role_stands_in_the_table_and_every_permission_is_somebodys():
    assert set(rules.TABLE) == set(Role)
    given = frozenset().union(*rules.TABLE.values())
    assert given == set(Permission) - {Permission.PUBLIC, Permission.SIGNED_IN}


def test_an_admin_decides_about_no_flight_even_with_another_role():
    assert not any(rules.may(someone("admin"), one) for one in DECIDING)
    assert not any(rules.may(someone("admin", "officer"), one) for one in DECIDING)


def test_an_auditor_reads_and_changes_nothing():
    assert rules.TABLE[Role.AUDITOR] == READING
    assert not rules.may(someone("auditor", "registrar"), Permission.REGISTRY_REVIEW)


def test_only_a_commander_publishes_zones():
    assert [role for role in Role if rules.may(someone(role), Permission.ZONES_PUBLISH)] == [Role.COMMANDER]


def test_an_owner_reaches_nothing_of_the_staff():
    assert rules.permissions_of(["owner"]) == {Permission.REGISTRY_OWN, Permission.FLIGHTS_OWN}


def test_two_roles_give_what_both_give():
    both = rules.permissions_of(["owner", "registrar"])
    assert both == rules.permissions_of(["owner"]) | rules.permissions_of(["registrar"])


def test_an_unknown_role_gives_nothing_even_beside_a_known_one():
    assert rules.permissions_of(["officer", "emperor"]) == frozenset()


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_without_a_shown_second_factor_get_no_staff_permission(role):
    for permission in rules.TABLE[role]:
        assert rules.decide(someone(role, second_factor=False), permission) is Decision.SECOND_FACTOR
        assert rules.decide(someone(role), permission) is Decision.ALLOWED


def test_an_owner_needs_no_second_factor():
    assert rules.decide(someone("owner", second_factor=False), Permission.FLIGHTS_OWN) is Decision.ALLOWED


def test_somebody_signed_in_without_the_permission_is_refused_rather_than_asked_to_sign_in():
    assert rules.decide(someone("owner"), Permission.LIAISON_READ) is Decision.FORBIDDEN


def test_a_key_reaches_its_scopes_only():
    key = someone("officer", scopes=frozenset({"liaison.read"}), second_factor=False)
    assert rules.decide(key, Permission.LIAISON_READ) is Decision.ALLOWED
    assert rules.decide(key, Permission.LIAISON_DECIDE) is Decision.FORBIDDEN


def test_a_key_reaches_no_further_than_its_person():
    key = someone("owner", scopes=frozenset({"liaison.read"}))
    assert not rules.may(key, Permission.LIAISON_READ)


def test_a_key_does_not_reach_a_persons_own_account_nor_the_administration():
    admin = someone("admin", scopes=frozenset(str(one) for one in Permission))
    assert not rules.may(admin, Permission.ACCOUNTS_ADMIN)
    assert not rules.may(admin, Permission.SIGNED_IN)


@pytest.mark.parametrize(
    ("roles", "command", "code"),
    [
        ([], None, "accounts.error.role_missing"),
        (["emperor"], None, "accounts.error.role_unknown"),
        (["officer"], None, "accounts.error.command_missing"),
        (["registrar"], "ZONE4", "accounts.error.command_unneeded"),
        (["admin", "owner"], None, "accounts.error.role_alone"),
        (["auditor", "registrar"], None, "accounts.error.role_alone"),
    ],
)
def test_roles_that_do_not_fit_are_named(roles, command, code):
    assert code in {fault.code for fault in rules.faults_of_roles(roles, command)}


@pytest.mark.parametrize(("roles", "command"), [(["owner"], None), (["officer", "zone_editor"], "ZONE4")])
def test_roles_that_fit_have_no_fault(roles, command):
    assert rules.faults_of_roles(roles, command) == []


def test_scopes_of_a_key_are_checked_one_by_one():
    faults = rules.faults_of_scopes(["flights.own", "accounts.admin", "nothing"], ["owner"])
    assert [fault.facts["scope"] for fault in faults] == ["accounts.admin", "nothing"]
    assert rules.faults_of_scopes(["flights.own"], ["owner"]) == []
    assert [fault.code for fault in rules.faults_of_scopes([], ["owner"])] == ["accounts.error.scope_missing"]


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaaaa", "abababababab", "123456789012", "azertyuiopqsdf", "motdepasse1234", "MotDePasse2026"],
)
def test_an_easy_password_is_refused(password):
    assert rules.faults_of_password(password, "awa@kayes.example")


@pytest.mark.parametrize("password", ["awa@kayes.example", "fatoumata2026"])
def test_a_password_made_of_the_address_is_refused(password):
    email = "fatoumata@kayes.example" if password.startswith("f") else "awa@kayes.example"
    assert [fault.code for fault in rules.faults_of_password(password, email)] == [
        "accounts.error.password_email"
    ]


def test_a_password_of_several_words_is_taken():
    assert rules.faults_of_password("quatre piroguiers sans moteur", "awa@kayes.example") == []


@pytest.mark.parametrize(
    ("failures", "minutes", "over"), [(4, 1, False), (5, 14, True), (5, 15, False), (500, 16, False)]
)
def test_five_failures_close_for_a_quarter_of_an_hour(failures, minutes, over):
    since = NOW - timedelta(minutes=minutes)
    assert rules.is_over(failures=failures, since=since, limit=5, now=NOW) is over


def test_nothing_is_over_before_the_first_failure():
    assert not rules.is_over(failures=0, since=None, limit=5, now=NOW)


def test_each_role_has_a_page_to_begin_at():
    assert {role for role, _ in rules.HOMES} == set(Role)
    assert rules.home({"owner", "officer"}) == "/liaison"
    assert rules.home([]) == "/"


def test_a_digest_is_the_same_for_the_same_secret_alone():
    assert rules.digest("a") == rules.digest("a") != rules.digest("b")
    assert len(rules.digest("a")) == 64
