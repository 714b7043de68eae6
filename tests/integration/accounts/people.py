"""The cast: somebody of each role, signed in through the real pages."""

from __future__ import annotations

import re

from apiflask import APIFlask
from flask.testing import FlaskClient
from passlib.totp import TOTP

from portal.accounts import service
from portal.accounts.model import COMMANDED, STAFF, PersonView, Role
from portal.accounts.security.codes import codes
from portal.accounts.tables import Person
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work

PASSWORD = "quatre piroguiers sans moteur"
SECRET = "JBSWY3DPEHPK3PXP"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def make(
    role: str, *, email: str | None = None, command: str | None = None, second_factor: bool = True
) -> PersonView:
    """A person of a role, staff with their second factor set up; officers belong to ZONE4 unless told."""
    with unit_of_work():
        return service.create_person(
            email=email or f"{role}@kayes.example",
            password=PASSWORD,
            roles=[role],
            command=command or ("ZONE4" if role in COMMANDED else None),
            phone="+223 70 00 00 00",
            locale="fr",
            totp_secret=SECRET if second_factor and role in STAFF else None,
            now=now(),
        )


def sign_in(app: APIFlask, person: PersonView, password: str = PASSWORD) -> FlaskClient:
    """A browser in which the person has signed in, with the code of their second factor."""
    client = app.test_client()
    answer = post(client, "/login", email=person.email, password=password)
    if person.second_factor:
        assert answer.status_code == 302, answer.text
        answer = post(client, answer.location, code=code(person))
    assert answer.status_code == 302, answer.text
    return client


def signed_in(
    app: APIFlask, role: str, *, email: str | None = None, command: str | None = None
) -> FlaskClient:
    """Somebody of a role, made when they do not exist yet, signed in."""
    address = email or f"{role}@kayes.example"
    found = service.person_by_email(address)
    db.session.rollback()
    return sign_in(app, found or make(role, email=address, command=command))


def code(person: PersonView) -> str:
    """A code that the next sign-in of the person takes."""
    with unit_of_work() as session:
        return codes().usable_code(session.get_one(Person, person.id))


def any_code() -> str:
    """The current code of the cast's secret, used or not."""
    return TOTP(key=SECRET, format="base32").generate(int(now().timestamp())).token


def token(client: FlaskClient, page: str = "/login") -> str:
    """The form token of a browser."""
    found = TOKEN.search(client.get(page).text)
    assert found, f"{page} has no form"
    return found.group(1)


def post(client: FlaskClient, page: str, **fields: str | list[str]):
    """Send a form with the browser's token; the token comes from the first page, which everybody may read."""
    return client.post(page, data={"csrf_token": token(client, "/legal"), **fields})


ROLES = tuple(str(role) for role in Role)
