"""Registration, sign-in, what a session needs and what ends it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from passlib.context import CryptContext
from passlib.totp import TOTP

from portal.accounts import service
from portal.accounts.security.passwords import PatientContext
from portal.audit import service as audit
from portal.audit.model import Search
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts.people import (
    PASSWORD,
    ROLES,
    any_code,
    code,
    make,
    post,
    sign_in,
    signed_in,
    token,
)

NEW = "cinq tisserands sous la pluie"
AWA = {"email": "awa@kayes.example", "password": PASSWORD, "phone": "+223 70 11 22 33", "locale": "en"}


def actions() -> list[str]:
    db.session.rollback()
    return [linked.entry.action for linked in audit.search(wanted=Search())]


def outbox() -> list[tuple[str, dict]]:
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(sa.text("SELECT code, person_id FROM notices_message"))]


def is_signed_in(client) -> bool:
    return client.get("/account").status_code == 200


def test_an_owner_registers_and_is_led_to_the_operator(client):
    answer = post(client, "/register", **AWA)
    assert (answer.status_code, answer.location) == (302, "/operator")
    assert is_signed_in(client)


def test_an_owner_who_registered_is_an_owner_with_telephone_and_language(client):
    post(client, "/register", **AWA)
    found = service.person_by_email("awa@kayes.example")
    assert (found.roles, found.phone, found.locale) == ({"owner"}, "+223 70 11 22 33", "en")


def test_nobody_gives_themselves_a_role_or_a_command(client):
    post(
        client,
        "/register",
        **AWA,
        roles="admin",
        role="admin",
        command="ZONE4",
        active="1",
        tf_totp_secret="x",
    )
    found = service.person_by_email("awa@kayes.example")
    assert (found.roles, found.command, found.second_factor) == ({"owner"}, None, False)


def test_a_registration_leaves_an_entry_without_the_address_and_a_notice(client):
    post(client, "/register", **AWA)
    found = service.person_by_email("awa@kayes.example")
    assert actions() == ["accounts.registered"]
    assert outbox() == [("accounts.mail.welcome", found.id)]
    assert "awa" not in str([linked.entry for linked in audit.search(wanted=Search())])


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "awa", "Ce n’est pas une adresse e-mail"),
        ("email", "", "Saisissez votre adresse e-mail"),
        ("password", "court", "au moins 12 caractères"),
        ("password", "aaaaaaaaaaaaaa", "se devine trop facilement"),
        ("password", "awa@kayes.example", "ne doit pas contenir votre adresse"),
        ("phone", "soixante-dix", "Saisissez un numéro de téléphone"),
    ],
)
def test_a_fault_of_the_registration_stands_beside_its_field_and_what_was_typed_is_kept(
    client, field, value, words
):
    answer = post(client, "/register", **(AWA | {field: value}))
    assert words in answer.text
    assert f'id="{field}-error"' in answer.text
    assert (AWA["phone"] if field == "email" else AWA["email"]) in answer.text
    assert service.person_by_email(AWA["email"]) is None


def test_the_same_fault_is_said_in_english_to_who_reads_english(client):
    client.post("/language", data={"language": "en", "csrf_token": _token(client)})
    assert "needs at least 12 characters" in post(client, "/register", **(AWA | {"password": "short"})).text


def _token(client) -> str:
    return token(client, "/legal")


def _words(answer) -> str:
    """A page without its form tokens, which differ by the second."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)


def test_an_address_that_has_an_account_is_told_by_mail_and_answered_as_a_new_one(client, app):
    existing = make("owner", email=AWA["email"])
    answer = post(client, "/register", **(AWA | {"password": NEW}))
    assert (answer.status_code, answer.location) == (302, "/operator")
    assert not is_signed_in(client)
    assert outbox() == [("accounts.mail.existing", existing.id)]
    sign_in(app, existing)  # the password is the one it was


def test_the_case_of_an_address_does_not_make_a_second_account(client):
    make("owner", email="awa@kayes.example")
    post(client, "/register", **(AWA | {"email": "AWA@Kayes.Example", "password": NEW}))
    assert len(service.people()) == 1


@pytest.mark.parametrize("role", ROLES)
def test_everybody_signs_in_and_is_led_to_their_work(app, role):
    client = signed_in(app, role)
    assert client.get("/account/start").location.startswith("/")
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    make("owner", email="awa@kayes.example")
    known = post(client, "/login", email="awa@kayes.example", password="une autre phrase")
    unknown = post(client, "/login", email="issa@kayes.example", password="une autre phrase")
    assert known.status_code == unknown.status_code == 200
    assert "L’adresse e-mail ou le mot de passe n’est pas correct" in known.text
    assert _words(known).replace("awa@", "issa@") == _words(unknown)


def test_a_closed_account_gets_the_same_answer_as_an_unknown_one(client):
    person = make("owner", email="awa@kayes.example")
    with unit_of_work():
        service.disable(person_id=person.id, by=None, now=now())
    answer = post(client, "/login", email="awa@kayes.example", password=PASSWORD)
    assert "L’adresse e-mail ou le mot de passe n’est pas correct" in answer.text


def test_after_five_wrong_passwords_even_the_right_one_waits_a_quarter_of_an_hour(client, clock):
    make("owner", email="awa@kayes.example")
    for _ in range(5):
        post(client, "/login", email="awa@kayes.example", password="une autre phrase")
    refused = post(client, "/login", email="awa@kayes.example", password=PASSWORD)
    assert "Trop d’essais" in refused.text
    clock.set(now() + timedelta(minutes=16))
    assert post(client, "/login", email="awa@kayes.example", password=PASSWORD).status_code == 302


def test_unknown_addresses_are_closed_in_the_same_way(client):
    for _ in range(5):
        post(client, "/login", email="issa@kayes.example", password="une autre phrase")
    assert "Trop d’essais" in post(client, "/login", email="issa@kayes.example", password=PASSWORD).text


def test_somebody_elses_failures_elsewhere_do_not_lock_an_account(app, client):
    awa = make("owner", email="awa@kayes.example")
    for _ in range(6):
        post(client, "/login", email="awa@kayes.example", password="une autre phrase")
    other = app.test_client()
    other.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert post(other, "/login", email=awa.email, password=PASSWORD).status_code == 302


@pytest.mark.parametrize(
    "next_",
    ["https://evil.example/", "//evil.example", "\\\\evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_a_sign_in_leads_to_no_other_site(client, next_):
    make("owner", email="awa@kayes.example")
    answer = client.post(
        "/login",
        query_string={"next": next_},
        data={"email": "awa@kayes.example", "password": PASSWORD, "csrf_token": _token(client)},
    )
    assert answer.status_code == 302
    assert not answer.location.startswith(("http", "//", "\\", "/\\", "javascript"))


def test_a_sign_in_leads_back_to_the_page_that_asked_for_it(client):
    make("owner", email="awa@kayes.example")
    asked = client.get("/account?from=here")
    assert asked.status_code == 303
    assert asked.location == "/login?next=/account?from%3Dhere"
    page = client.get(asked.location)
    assert page.status_code == 200
    answer = client.post(
        asked.location,
        data={"email": "awa@kayes.example", "password": PASSWORD, "csrf_token": _token(client)},
    )
    assert answer.location == "/account?from=here"


def test_signing_out_is_a_post_with_a_token(app):
    client = signed_in(app, "owner")
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 400
    assert is_signed_in(client)
    assert post(client, "/logout").status_code == 302
    assert not is_signed_in(client)


def test_a_form_without_its_token_signs_nobody_in(client):
    make("owner", email="awa@kayes.example")
    answer = client.post("/login", data={"email": "awa@kayes.example", "password": PASSWORD})
    assert answer.status_code == 400
    assert not is_signed_in(client)


def test_the_session_cookie_is_for_this_site_alone(app):
    client = signed_in(app, "owner")
    cookie = client.get("/account").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_session_ends_when_the_account_is_closed(app):
    person = make("owner")
    client = sign_in(app, person)
    with unit_of_work():
        assert service.disable(person_id=person.id, by=None, now=now()) == []
    assert client.get("/account").status_code == 303


def test_the_session_stays_ended_when_the_account_is_opened_again(app):
    person = make("owner")
    client = sign_in(app, person)
    with unit_of_work():
        service.disable(person_id=person.id, by=None, now=now())
        service.enable(person_id=person.id, by=None)
    assert client.get("/account").status_code == 303
    assert is_signed_in(sign_in(app, person))


def test_the_session_ends_when_the_roles_change(app):
    person = make("owner")
    client = sign_in(app, person)
    with unit_of_work():
        service.change_roles(person_id=person.id, roles=["owner", "registrar"], command=None, by=None)
    assert client.get("/account").status_code == 303


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(app):
    person = make("owner")
    here, there = sign_in(app, person), sign_in(app, person)
    answer = post(here, "/account/password", password=PASSWORD, new_password=NEW)
    assert answer.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert is_signed_in(sign_in(app, person, password=NEW))


def test_a_password_is_changed_only_by_who_knows_it(app):
    client = signed_in(app, "owner")
    answer = post(client, "/account/password", password="une autre phrase", new_password=NEW)
    assert "Le mot de passe n’est pas correct" in answer.text


def test_a_forgotten_password_is_chosen_anew_by_the_link_of_a_mail(app, client):
    person = make("owner")
    old = sign_in(app, person)
    post(client, "/password", email=person.email)
    link = _link()
    assert link.startswith("http://localhost/password/")
    page = link.removeprefix("http://localhost")
    assert client.get(page).status_code == 200
    assert is_signed_in(old)  # looking at the link changes nothing
    assert post(client, page, password=NEW).location == "/login"
    assert not is_signed_in(old)
    assert not is_signed_in(client)
    assert is_signed_in(sign_in(app, person, password=NEW))
    assert post(client, page, password=PASSWORD).location == "/password"  # it opens once


def _link() -> str:
    db.session.rollback()
    facts = db.session.scalar(sa.select(sa.column("facts", sa.JSON)).select_from(sa.table("notices_message")))
    return facts["link"]


def test_the_link_of_a_mail_leads_to_the_portal_whatever_host_was_asked(client):
    make("owner", email="awa@kayes.example")
    data = {"email": "awa@kayes.example", "csrf_token": _token(client)}
    client.post("/password", data=data, headers={"Host": "evil.example"})
    client.post("/password", data=data)
    assert _link().startswith("http://localhost/")


def test_a_recovery_says_the_same_for_an_address_without_account(client):
    make("owner", email="awa@kayes.example")
    known = post(client, "/password", email="awa@kayes.example")
    unknown = post(client, "/password", email="issa@kayes.example")
    assert "un lien pour choisir un nouveau mot de passe est en route" in known.text
    assert _words(known).replace("awa@", "issa@") == _words(unknown)
    assert len(outbox()) == 1


def test_a_mailbox_gets_no_more_than_three_links_in_a_quarter_of_an_hour(client):
    make("owner", email="awa@kayes.example")
    for _ in range(5):
        assert post(client, "/password", email="awa@kayes.example").status_code == 200
    assert len(outbox()) == 3


def test_a_person_who_is_signed_in_is_asked_into_the_database_once_a_page_and_a_visitor_never(app, client):
    asked = []
    watch = lambda *arguments: asked.append(arguments[2])  # noqa: E731
    member = signed_in(app, "owner")
    sa.event.listen(db.engine, "before_cursor_execute", watch)
    try:
        client.get("/legal")
        assert asked == []
        member.get("/legal")
        assert len([one for one in asked if one.startswith("SELECT")]) == 2  # the person and the roles
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", watch)


GETS = [
    "/login", "/register", "/password", "/password/x", "/second-factor", "/second-factor/code",
    "/second-factor/choice", "/account/password", "/account/confirm", "/account", "/account/start",
    "/accounts", "/invitation/x",
]  # fmt: skip


@pytest.mark.parametrize("role", [None, "owner", "admin"])
def test_looking_at_a_page_of_accounts_commits_nothing(app, role):
    client = signed_in(app, role) if role else app.test_client()
    commits = []
    watch = commits.append
    written = []
    wrote = lambda c, cursor, statement, *_: written.append(statement)  # noqa: E731
    sa.event.listen(db.engine, "commit", watch)
    sa.event.listen(db.engine, "before_cursor_execute", wrote)
    try:
        for page in GETS:
            assert client.get(page).status_code < 500, page
    finally:
        sa.event.remove(db.engine, "commit", watch)
        sa.event.remove(db.engine, "before_cursor_execute", wrote)
    assert not commits
    assert not [one for one in written if one.split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def test_a_second_factor_cannot_be_gone_around(client):
    assert client.get("/second-factor/rescue").status_code == 404
    assert post(client, "/second-factor/rescue", help_setup="help").status_code == 404


def test_the_password_alone_signs_no_officer_in(client):
    officer = make("officer")
    answer = post(client, "/login", email=officer.email, password=PASSWORD)
    assert answer.location.startswith("/second-factor/code")
    assert not is_signed_in(client)


def test_a_code_opens_once(app):
    officer = make("officer")
    used = code(officer)
    sign_in(app, officer)
    client = app.test_client()
    post(client, "/login", email=officer.email, password=PASSWORD)
    answer = post(client, "/second-factor/code", code=used)
    assert "a déjà servi" in answer.text
    assert not is_signed_in(client)
    assert post(client, "/second-factor/code", code=code(officer)).status_code == 302


def test_after_five_wrong_codes_the_right_one_waits(app, client, clock):
    officer = make("officer")
    post(client, "/login", email=officer.email, password=PASSWORD)
    wrong = str((int(any_code()) + 1) % 1_000_000).zfill(6)
    for _ in range(5):
        post(client, "/second-factor/code", code=wrong)
    assert "Trop d’essais" in post(client, "/second-factor/code", code=code(officer)).text
    clock.set(now() + timedelta(minutes=16))
    assert post(client, "/second-factor/code", code=code(officer)).status_code == 302


def test_staff_without_second_factor_are_led_to_set_it_up_and_to_nothing_else(app, client):
    officer = make("officer", second_factor=False)
    assert post(client, "/login", email=officer.email, password=PASSWORD).location == "/second-factor"
    assert not is_signed_in(client)
    page = post(client, "/second-factor", setup="authenticator")
    assert 'src="data:image/svg+xml' in page.text
    key = page.text.split('class="code secret">')[1].split("<")[0].replace("-", "")
    assert post(client, "/second-factor/code", code=_code_of(key)).status_code == 302
    assert is_signed_in(client)
    assert service.person(officer.id).second_factor
    assert "accounts.second_factor_set" in actions()


def _code_of(key: str) -> str:
    return TOTP(key=key, format="base32").generate(int(now().timestamp())).token


def test_a_set_up_begun_with_a_stolen_password_dies_when_the_person_sets_theirs_up(app):
    officer = make("officer", second_factor=False)
    thief, rightful = app.test_client(), app.test_client()
    post(thief, "/login", email=officer.email, password=PASSWORD)
    page = post(thief, "/second-factor", setup="authenticator")
    stolen = page.text.split('class="code secret">')[1].split("<")[0].replace("-", "")
    post(rightful, "/login", email=officer.email, password=PASSWORD)
    page = post(rightful, "/second-factor", setup="authenticator")
    own = page.text.split('class="code secret">')[1].split("<")[0].replace("-", "")
    assert post(rightful, "/second-factor/code", code=_code_of(own)).status_code == 302
    post(thief, "/second-factor/code", code=_code_of(stolen))
    assert is_signed_in(rightful)
    assert not is_signed_in(thief)


def test_an_owner_may_set_a_second_factor_up_and_take_it_away(app):
    client = signed_in(app, "owner")
    other = signed_in(app, "owner")
    page = post(client, "/second-factor", setup="authenticator")
    key = page.text.split('class="code secret">')[1].split("<")[0].replace("-", "")
    action = page.text.split('<form method="post" action="/second-factor/')[1].split('"')[0]
    assert post(client, f"/second-factor/{action}", code=_code_of(key)).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert service.person_by_email("owner@kayes.example").second_factor
    post(client, "/second-factor", setup="disable")
    db.session.rollback()
    assert is_signed_in(client)
    assert not service.person_by_email("owner@kayes.example").second_factor


def test_staff_cannot_take_their_second_factor_away(app):
    client = signed_in(app, "officer")
    post(client, "/second-factor", setup="disable")
    assert service.person_by_email("officer@kayes.example").second_factor


def test_the_secret_of_a_second_factor_and_the_password_are_not_kept_as_they_are(app):
    make("officer")
    row = db.session.execute(sa.text("SELECT password, tf_totp_secret FROM accounts_person")).one()
    assert row.password.startswith("$argon2id$")
    assert "JBSWY3DPEHPK3PXP" not in row.tf_totp_secret


@pytest.mark.parametrize("page", ["/login", "/register", "/password"])
def test_a_password_is_hashed_while_the_database_is_free(client, monkeypatch, page):
    make("owner", email="awa@kayes.example")
    held = []

    def watch(name):
        real = getattr(CryptContext, name)

        def slow(self, *arguments, **named):
            if isinstance(self, PatientContext):
                held.append(db.session().in_transaction())
            return real(self, *arguments, **named)

        monkeypatch.setattr(CryptContext, name, slow)

    watch("verify")
    watch("hash")
    post(client, page, **AWA)
    assert held == [False]


def test_a_copied_session_ends_with_the_sign_out(app):
    person = make("officer")
    here, there = sign_in(app, person), sign_in(app, person)
    copied = app.test_client()
    copied.set_cookie("session", here.get_cookie("session").value)
    assert is_signed_in(copied)
    assert post(here, "/logout").status_code == 302
    assert not is_signed_in(copied)
    assert not is_signed_in(there)
    assert is_signed_in(sign_in(app, person))


@pytest.mark.parametrize("asked", [True, False])
def test_who_changes_the_password_says_whether_the_keys_end(app, asked):
    person = make("owner")
    with unit_of_work():
        service.issue_key(person_id=person.id, scopes=["flights.own"], now=now())
    client = sign_in(app, person)
    assert "Mettre fin aussi à mes clés" in client.get("/account/password").text
    fields = {"password": PASSWORD, "new_password": NEW} | ({"end_keys": "y"} if asked else {})
    assert post(client, "/account/password", **fields).status_code == 302
    (key,) = service.keys(person_id=person.id)
    assert (key.revoked_at is not None) is asked


def test_a_password_chosen_anew_by_mail_ends_the_keys(client):
    person = make("owner")
    with unit_of_work():
        service.issue_key(person_id=person.id, scopes=["flights.own"], now=now())
    post(client, "/password", email=person.email)
    post(client, _link().removeprefix("http://localhost"), password=NEW)
    db.session.rollback()
    (key,) = service.keys(person_id=person.id)
    assert key.revoked_at is not None


def test_an_empty_sign_in_says_once_what_is_wrong(client):
    page = post(client, "/login", email="", password="").text
    lines = re.findall(r"<li>.*?</li>", page[page.index("error-summary") : page.index("<form")])
    assert len(lines) == 1
