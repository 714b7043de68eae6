"""Invitations, the administration's pages, and who may open which of them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import service
from portal.accounts.model import Secret
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from tests.integration.accounts.people import PASSWORD, ROLES, make, post, sign_in, signed_in

READERS = {"auditor", "admin"}


def invite(role: str = "officer", command: str | None = "ZONE4") -> str:
    admin = service.person_by_email("admin@kayes.example") or make("admin")
    with unit_of_work():
        secret = service.invite(
            email="moussa@kayes.example", role=role, command=command, locale="fr", by=admin.id, now=now()
        )
    assert isinstance(secret, Secret)
    return secret.text.removeprefix("http://localhost")


@pytest.mark.parametrize("role", [None, *ROLES])
def test_accounts_are_read_by_the_auditor_and_the_admin_alone(app, role):
    client = signed_in(app, role) if role else app.test_client()
    status = client.get("/accounts").status_code
    assert status == (200 if role in READERS else 303 if role is None else 403)


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("action", ["roles", "disable", "enable", "second-factor/reset"])
def test_accounts_are_changed_by_the_admin_alone(app, role, action):
    other = make("owner", email="awa@kayes.example")
    client = signed_in(app, role) if role else app.test_client()
    answer = post(client, f"/accounts/{other.id}/{action}", roles=["owner"])
    assert answer.status_code == (303 if role in {None, "admin"} else 403)
    assert (answer.location or "").startswith("/login") == (role is None)


@pytest.mark.parametrize("role", [None, *ROLES])
def test_only_the_admin_invites(app, role):
    client = signed_in(app, role) if role else app.test_client()
    fields = {"email": "moussa@kayes.example", "role": "registrar", "command": "", "locale": "fr"}
    answer = post(client, "/accounts/invitations", **fields)
    assert answer.status_code == (200 if role == "admin" else 303 if role is None else 403)
    assert len(service.open_invitations(now=now())) == (role == "admin")


def test_an_invitation_is_shown_once_to_the_admin_and_sent_to_the_address(app):
    client = signed_in(app, "admin")
    fields = {"email": "moussa@kayes.example", "role": "officer", "command": "ZONE4", "locale": "fr"}
    page = post(client, "/accounts/invitations", **fields)
    link = page.text.split('class="code secret">')[1].split("<")[0]
    db.session.rollback()
    facts = db.session.scalar(sa.select(sa.column("facts", sa.JSON)).select_from(sa.table("notices_message")))
    assert facts["link"] == link
    assert link not in client.get("/accounts").text
    assert "moussa@kayes.example" in client.get("/accounts").text


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"email": "moussa"}, "email", "Ce n’est pas une adresse e-mail"),
        ({"email": "admin@kayes.example"}, "email", "a déjà un compte"),
        ({"command": ""}, "command", "appartient à un commandement"),
        ({"command": "zone quatre"}, "command", "en majuscules et chiffres"),
        ({"role": "registrar"}, "command", "Seuls les officiers"),
    ],
)
def test_a_fault_of_an_invitation_stands_beside_its_field(app, changed, field, words):
    client = signed_in(app, "admin")
    fields = {"email": "moussa@kayes.example", "role": "officer", "command": "ZONE4", "locale": "fr"}
    page = post(client, "/accounts/invitations", **(fields | changed))
    assert page.status_code == 422
    assert words in page.text
    assert f'id="{field}-error"' in page.text


def test_an_owner_is_not_invited(app):
    client = signed_in(app, "admin")
    fields = {"email": "moussa@kayes.example", "role": "owner", "command": "", "locale": "fr"}
    assert post(client, "/accounts/invitations", **fields).status_code == 422


def test_who_is_invited_chooses_a_password_and_must_then_set_up_a_second_factor(app, client):
    page = invite()
    assert "moussa@kayes.example" in client.get(page).text
    answer = post(client, page, password=PASSWORD, phone="", locale="fr")
    assert answer.location == "/login"
    made = service.person_by_email("moussa@kayes.example")
    assert (made.roles, made.command, made.second_factor) == ({"officer"}, "ZONE4", False)
    assert post(client, "/login", email=made.email, password=PASSWORD).location == "/second-factor"


def test_a_weak_password_leaves_the_invitation_open(client):
    page = invite()
    answer = post(client, page, password="court", phone="", locale="fr")
    assert answer.status_code == 422
    assert "au moins 12 caractères" in answer.text
    assert client.get(page).status_code == 200


def test_an_invitation_opens_once(client):
    page = invite()
    post(client, page, password=PASSWORD, phone="", locale="fr")
    assert client.get(page).status_code == 404
    assert post(client, page, password=PASSWORD, phone="", locale="fr").status_code == 404


def test_an_invitation_expires_after_seven_days(client, clock):
    page = invite()
    clock.set(now() + timedelta(days=7, seconds=-1))
    assert client.get(page).status_code == 200
    clock.set(now() + timedelta(seconds=1))
    assert client.get(page).status_code == 404


def test_a_second_invitation_to_an_address_closes_the_first(client):
    first, second = invite(), invite()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_an_admin_closes_an_account_and_its_session_ends(app):
    owner = make("owner")
    theirs, admin = sign_in(app, owner), signed_in(app, "admin")
    assert post(admin, f"/accounts/{owner.id}/disable").status_code == 303
    assert theirs.get("/account").status_code == 303
    assert "fermé" in admin.get(f"/accounts/{owner.id}").text


def test_an_admin_changes_roles_and_the_command_with_them(app):
    officer = make("officer")
    admin = signed_in(app, "admin")
    post(admin, f"/accounts/{officer.id}/roles", roles=["commander", "zone_editor"], command="ZONE5")
    db.session.rollback()
    changed = service.person(officer.id)
    assert (changed.roles, changed.command) == ({"commander", "zone_editor"}, "ZONE5")


def test_an_admin_changes_nothing_of_their_own_account(app):
    admin = signed_in(app, "admin")
    own = service.person_by_email("admin@kayes.example")
    post(admin, f"/accounts/{own.id}/disable")
    page = post(admin, f"/accounts/{own.id}/roles", roles=["officer"], command="ZONE4")
    assert page.status_code == 422
    db.session.rollback()
    assert (service.person(own.id).active, service.person(own.id).roles) == (True, {"admin"})


def test_a_lost_second_factor_is_taken_away_by_the_admin_and_set_up_again(app):
    officer = make("officer")
    session, admin = sign_in(app, officer), signed_in(app, "admin")
    post(admin, f"/accounts/{officer.id}/second-factor/reset")
    assert session.get("/account").status_code == 303
    client = app.test_client()
    assert post(client, "/login", email=officer.email, password=PASSWORD).location == "/second-factor"


def test_an_account_that_is_not_there_is_not_found(app):
    admin = signed_in(app, "admin")
    assert admin.get("/accounts/00000000000000000000").status_code == 404
    assert post(admin, "/accounts/00000000000000000000/disable").status_code == 404


def test_people_are_found_by_role_and_command(database):
    here = make("officer", email="a@kayes.example", command="ZONE4")
    there = make("officer", email="b@kayes.example", command="ZONE5")
    closed = make("officer", email="c@kayes.example", command="ZONE4")
    with unit_of_work():
        service.disable(person_id=closed.id, by=None, now=now())
    assert {one.id for one in service.people_with_role("officer", "ZONE4")} == {here.id}
    assert {one.id for one in service.people_with_role("officer")} == {here.id, there.id}


def test_the_invited_are_reached_before_they_have_an_account(database):
    invite()
    invited = service.open_invitations(now=now())[0]
    assert service.contact(invited.id).email == "moussa@kayes.example"
    assert service.contact("nobody") is None


def test_the_second_factor_of_a_session_is_asked_for_again_when_it_was_not_shown_in_it(app):
    officer = make("officer")
    client = sign_in(app, officer)
    with client.session_transaction() as session:
        session.pop("second_factor")
    answer = client.get("/accounts")
    assert answer.status_code == 403  # not theirs anyway
    admin = signed_in(app, "admin")
    with admin.session_transaction() as session:
        session.pop("second_factor")
    assert admin.get("/accounts").location == "/login"
    assert admin.get("/account").status_code == 303


def test_a_session_ends_a_day_after_its_sign_in(app):
    client = signed_in(app, "owner")
    with client.session_transaction() as session:
        session["fs_paa"] -= 24 * 3600 + 1
    assert client.get("/account").status_code == 303
