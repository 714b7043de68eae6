"""Accounts on the command line."""

import dataclasses

import pytest

from portal.accounts import service
from portal.kit.database import db
from tests.integration.accounts.people import PASSWORD, any_code, make, sign_in


def run(app, *arguments: str, typed: str = ""):
    done = app.test_cli_runner().invoke(args=["accounts", *arguments], input=typed)
    db.session.rollback()
    return done


@pytest.fixture
def demonstration(app):
    before = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = dataclasses.replace(before, demo=True)
    yield
    app.extensions["portal.settings"] = before


def test_an_account_is_created_with_the_password_that_is_typed(app):
    done = run(
        app, "create", "awa@kayes.example", "--role", "owner", "--password-stdin", typed=PASSWORD + "\n"
    )
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    sign_in(app, service.person_by_email("awa@kayes.example"))


def test_an_account_without_a_typed_password_gets_one_that_is_printed_once(app):
    done = run(app, "create", "awa@kayes.example", "--role", "owner")
    password = done.output.split("password: ")[1].strip()
    sign_in(app, service.person_by_email("awa@kayes.example"), password=password)


def test_an_officer_needs_a_command(app):
    done = run(app, "create", "moussa@kayes.example", "--role", "officer")
    assert done.exit_code == 1
    assert "commandement" in done.output
    assert (
        run(app, "create", "moussa@kayes.example", "--role", "officer", "--command", "ZONE4").exit_code == 0
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [("court", "12 caractères"), ("aaaaaaaaaaaaaa", "trop facilement"), ("", "12 caractères")],
)
def test_a_bad_password_makes_no_account(app, typed, words):
    done = run(app, "create", "awa@kayes.example", "--role", "owner", "--password-stdin", typed=typed)
    assert done.exit_code == 1
    assert words in done.output
    assert service.person_by_email("awa@kayes.example") is None


def test_a_second_account_of_an_address_is_refused(app):
    make("owner", email="awa@kayes.example")
    assert run(app, "create", "AWA@kayes.example", "--role", "owner").exit_code == 1


def test_a_key_is_printed_once(app):
    owner = make("owner")
    done = run(app, "api-key", owner.email, "--scope", "flights.own", "--scope", "registry.own")
    assert done.exit_code == 0
    assert done.output.startswith("dp_")
    assert service.keys(person_id=owner.id)[0].scopes == {"flights.own", "registry.own"}


def test_a_scope_that_is_refused_is_named(app):
    done = run(app, "api-key", make("owner").email, "--scope", "accounts.admin")
    assert done.exit_code == 1
    assert "accounts.admin" in done.output


@pytest.mark.parametrize("command", [["api-key", "x@kayes.example", "--scope", "flights.own"],
                                     ["disable", "x@kayes.example"]])  # fmt: skip
def test_nobody_of_that_address_is_an_error(app, command):
    assert run(app, *command).exit_code == 1


def test_an_account_is_closed(app):
    owner = make("owner")
    assert run(app, "disable", owner.email).exit_code == 0
    assert not service.person(owner.id).active


def test_codes_are_not_told_outside_the_demonstration(app):
    done = run(app, "code", make("officer").email)
    assert done.exit_code == 1
    assert any_code() not in done.output


def test_codes_are_told_in_the_demonstration_on_its_embedded_database_alone(app, demonstration):
    done = run(app, "code", make("officer").email)
    embedded = db.engine.dialect.name == "sqlite"
    assert (done.exit_code == 0) is embedded
    assert (any_code() in done.output) is embedded


def test_who_has_no_second_factor_has_no_code(app, demonstration):
    assert run(app, "code", make("owner").email).exit_code == 1
