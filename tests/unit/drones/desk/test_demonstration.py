import pytest

from drones.desk.cast import ADMIN, CAST, COMMANDER, OFFICER, OWNER
from drones.desk.model import Account
from drones.desk.rules.demonstration import RANDOM_BYTES, account, demonstration_faults, table
from portal.accounts.model import COMMANDED, Role
from portal.accounts.rules import faults_of_password, faults_of_roles

HERE = {"demo": True, "base_url": "http://127.0.0.1:8000", "database_url": "sqlite:////tmp/portal.db"}
RANDOM = bytes(range(7, 7 + RANDOM_BYTES))


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:9", "http://[::1]:8000"])
def test_on_this_machine_with_the_embedded_database_the_demonstration_may_run(url: str) -> None:
    assert demonstration_faults(**{**HERE, "base_url": url}) == ()


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"demo": False}, "PORTAL_DEMO"),
        ({"base_url": "https://drones.example.ml"}, "PORTAL_BASE_URL"),
        ({"base_url": "http://localhost.example.ml"}, "PORTAL_BASE_URL"),
        ({"base_url": "http://127.0.0.1.example.ml"}, "PORTAL_BASE_URL"),
        ({"base_url": "http://192.168.1.4:8000"}, "PORTAL_BASE_URL"),
        ({"base_url": "portal"}, "PORTAL_BASE_URL"),
        ({"database_url": "postgresql://portal@localhost/portal"}, "DATABASE_URL"),
    ],
)
def test_elsewhere_the_demonstration_is_refused_by_the_setting_s_name(changed: dict, pointer: str) -> None:
    assert [fault.pointer for fault in demonstration_faults(**{**HERE, **changed})] == [pointer]


def test_all_faults_are_named_at_once() -> None:
    faults = demonstration_faults(demo=False, base_url="https://x.ml", database_url="postgresql://x/y")
    assert len(faults) == 3


def test_there_is_somebody_for_every_role() -> None:
    assert {character.role for character in CAST} == set(Role)


def test_everybody_has_an_address_of_their_own() -> None:
    assert len({character.email for character in CAST}) == len(CAST)


@pytest.mark.parametrize("character", CAST, ids=lambda character: character.email)
def test_each_role_is_one_that_the_accounts_room_accepts(character) -> None:
    assert faults_of_roles([character.role], character.command) == []


def test_officers_and_commanders_belong_to_zone_4() -> None:
    assert {one.command for one in CAST if one.role in COMMANDED} == {"ZONE4"}


def test_a_password_is_one_that_the_accounts_room_accepts() -> None:
    assert faults_of_password(account(OWNER, RANDOM).password, OWNER.email) == []


def test_other_randomness_makes_another_password_and_secret() -> None:
    one, other = account(OFFICER, RANDOM), account(OFFICER, RANDOM[::-1])
    assert one.password != other.password
    assert one.totp_secret != other.totp_secret


def test_staff_has_a_second_factor_and_owners_have_none() -> None:
    assert account(ADMIN, RANDOM).totp_secret
    assert not account(OWNER, RANDOM).totp_secret


def test_too_little_randomness_makes_no_account() -> None:
    with pytest.raises(ValueError, match="randomness_length"):
        account(COMMANDER, b"short")


def test_secrets_do_not_show_when_an_account_is_printed_in_a_log() -> None:
    made = account(OFFICER, RANDOM)
    assert made.password not in repr(made)
    assert made.totp_secret not in repr(made)


def test_the_table_lines_its_columns_up_and_says_how_to_get_a_code() -> None:
    accounts = [Account("a@exemple.ml", "owner", "pw-1"), Account("bb@exemple.ml", "officer", "pw-22", "S")]
    lines = table(accounts, ("E-mail", "Role", "Password", "Code"), "accounts code").splitlines()
    assert lines == [
        "E-mail         Role     Password  Code",
        "a@exemple.ml   owner    pw-1      –",
        "bb@exemple.ml  officer  pw-22     accounts code bb@exemple.ml",
    ]
