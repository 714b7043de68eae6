"""The registry's pages, as an owner, a registrar and the public use them."""

import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from drones.registry import service
from drones.registry.model import OperatorState
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.kit.database import db
from tests.integration.accounts.people import post

DETAILS = {
    "kind": "person",
    "name": "Awa Diallo",
    "email": "awa@example.org",
    "phone": "+223 70 00 00 01",
    "address": "Kayes N'Di",
}
AIRCRAFT = {
    "maker": "Parrot",
    "model": "Anafi",
    "cls": "C1",
    "mtom_g": "320",
    "serial": "MFR1C123456789ABC",
    "label": "Le petit",
}
PILOT = {"name": "Awa Diallo", "competence": "A2", "certificate": "MLI-RP-1", "expires_on": "2027-11-22"}


def picture():
    out = BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return out.getvalue()


def operator_of(email="owner@kayes.example"):
    person = accounts.person_by_email(email)
    assert person is not None
    found = service.operator_of(person_id=person.id)
    db.session.rollback()
    assert found is not None
    return found


def shown_number(page):
    return page.text.split('class="code secret">')[1].split("<")[0]


@pytest.fixture
def owner(as_person):
    return as_person("owner")


@pytest.fixture
def registrar(as_person):
    return as_person("registrar")


@pytest.fixture
def registered(owner):
    """An owner who has registered; gives the browser and the operator."""
    assert post(owner, "/operator", **DETAILS).status_code == 201
    return owner, operator_of()


def test_the_whole_story_from_registration_to_approval(owner, registrar, client):
    first = owner.get("/aircraft", follow_redirects=True)
    assert "Enregistrez-vous d’abord comme exploitant." in first.text
    made = post(owner, "/operator", **DETAILS)
    number = shown_number(made)
    assert (made.status_code, len(number)) == (201, 20)
    assert post(owner, "/aircraft/new", **AIRCRAFT).location == "/aircraft"
    assert post(owner, "/pilots/new", **PILOT).location == "/pilots"
    assert "Le petit" in owner.get("/aircraft").text
    operator = operator_of()
    waiting = registrar.get("/registry").text
    assert "Awa Diallo" in waiting
    opened = registrar.get(f"/registry/{operator.id}")
    assert "+223 70 00 00 01" in opened.text
    assert "MFR1C123456789ABC" in opened.text
    assert post(registrar, f"/registry/{operator.id}/approve").status_code == 303
    assert "Agréer" not in registrar.get(f"/registry/{operator.id}").text
    checked = post(client, "/registry/check", number=number[:16])
    assert "ce numéro est valable" in checked.text
    assert "23/11/2027" in owner.get("/operator").text


def test_the_secret_is_in_one_answer_and_nowhere_else(owner):
    made = post(owner, "/operator", **DETAILS)
    number = shown_number(made)
    assert made.headers["Cache-Control"] == "no-store"
    assert "Location" not in made.headers
    assert "Set-Cookie" not in made.headers or number[-3:] not in made.headers["Set-Cookie"]
    for address in ("/operator", "/aircraft", "/pilots", "/transfers"):
        assert number not in owner.get(address).text
    again = post(owner, "/operator", **DETAILS)
    assert number not in again.text
    with owner.session_transaction() as session:
        assert number[-4:] not in str(dict(session))
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(sa.text("*")).select_from(table)):
            assert not any(number in str(value) for value in row), table.name


def test_every_fault_of_a_registration_stands_beside_its_field_with_what_was_typed(owner):
    page = post(owner, "/operator", **{**DETAILS, "name": "", "email": "awa", "phone": "appelez-moi"})
    assert page.status_code == 422
    for field in ("name", "email", "phone"):
        assert f'id="{field}-error"' in page.text
    assert 'value="appelez-moi"' in page.text
    assert "Kayes N&#39;Di" in page.text
    assert "Indiquez une adresse e-mail" in page.text


def test_the_same_faults_are_said_in_english(owner):
    post(owner, "/language", language="en", next="/operator")
    page = post(owner, "/operator", **{**DETAILS, "name": ""})
    assert "Give the name." in page.text


def test_every_fault_of_an_aircraft_stands_beside_its_field_and_the_photo_is_asked_for_again(registered):
    owner, _ = registered
    page = post(
        owner,
        "/aircraft/new",
        **{**AIRCRAFT, "maker": "", "mtom_g": "0,3 kg", "serial": "1A2B3AB"},
        photo=(BytesIO(picture()), "drone.png"),
    )
    assert page.status_code == 422
    for field in ("maker", "mtom_g", "serial", "photo"):
        assert f'id="{field}-error"' in page.text, field
    assert "Choisissez de nouveau la photo" in page.text
    assert 'value="1A2B3AB"' in page.text
    assert 'value="Le petit"' in page.text
    assert '<option selected value="C1">' in page.text
    assert 'value="0,3 kg"' in page.text


def test_a_class_left_out_is_named_once(registered):
    owner, _ = registered
    page = post(owner, "/aircraft/new", **{**AIRCRAFT, "cls": ""})
    assert page.text.count("Choisissez la classe de l’aéronef.") == 2  # the summary and the field


def test_a_photo_is_served_bare_to_its_owner_and_the_registrar_alone(registered, registrar, as_person):
    owner, operator = registered
    post(owner, "/aircraft/new", **AIRCRAFT, photo=(BytesIO(picture()), "drone.png"))
    (aircraft,) = service.aircraft_of(operator_id=operator.id)
    db.session.rollback()
    served = owner.get(f"/aircraft/{aircraft.id}/photo")
    assert (served.status_code, served.mimetype) == (200, "image/jpeg")
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.data[:3] == b"\xff\xd8\xff"
    assert "<img" in owner.get(f"/aircraft/{aircraft.id}").text
    assert registrar.get(f"/registry/{operator.id}/aircraft/{aircraft.id}/photo").status_code == 200
    stranger = as_person("owner", email="stranger@kayes.example")
    post(stranger, "/operator", **DETAILS)
    assert stranger.get(f"/aircraft/{aircraft.id}/photo").status_code == 404


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (b"<svg onload=alert(1)>", "n’est pas une image"),
        (b"", "Choisissez une photo"),
    ],
)
def test_what_is_no_photo_is_named_as_such(registered, upload, said):
    owner, operator = registered
    post(owner, "/aircraft/new", **AIRCRAFT)
    (aircraft,) = service.aircraft_of(operator_id=operator.id)
    db.session.rollback()
    page = post(owner, f"/aircraft/{aircraft.id}/photo", photo=(BytesIO(upload), "x.png" if upload else ""))
    assert page.status_code == 422
    assert said in page.text


def test_an_aircraft_is_declared_stolen_on_its_page(registered):
    owner, operator = registered
    post(owner, "/aircraft/new", **AIRCRAFT)
    (aircraft,) = service.aircraft_of(operator_id=operator.id)
    db.session.rollback()
    assert post(owner, f"/aircraft/{aircraft.id}/state").status_code == 422
    assert post(owner, f"/aircraft/{aircraft.id}/state", state="stolen").status_code == 303
    assert post(owner, f"/aircraft/{aircraft.id}/state", state="withdrawn").status_code == 422
    (aircraft,) = service.aircraft_of(operator_id=operator.id)
    assert aircraft.state == "stolen"


def test_an_aircraft_changes_hands_when_both_agree(registered, registrar, as_person):
    owner, operator = registered
    other = as_person("owner", email="bakary@kayes.example")
    post(other, "/operator", **{**DETAILS, "name": "Bakary Sissoko"})
    taker = operator_of("bakary@kayes.example")
    post(registrar, f"/registry/{taker.id}/approve")
    post(owner, "/aircraft/new", **AIRCRAFT)
    (aircraft,) = service.aircraft_of(operator_id=operator.id)
    db.session.rollback()
    made = post(owner, f"/aircraft/{aircraft.id}/transfer", number=taker.number)
    assert made.location == "/transfers"
    page = other.get("/transfers").text
    assert operator.number in page
    assert "Awa" not in page
    assert "Bakary" not in owner.get("/transfers").text
    accept = page.split('/accept"')[0].split('action="')[-1] + "/accept"
    assert post(other, accept).status_code == 303
    assert "Le petit" in other.get("/aircraft").text
    assert "acceptée" in owner.get("/transfers").text


def shown(page):
    """A page without the mark of its forms, which is random and may hold any letters."""
    return re.sub(r'name="csrf_token"[^>]*>', "", page.text)


def test_a_secret_given_with_a_number_is_refused_and_never_shown_again(registered):
    owner, operator = registered
    post(owner, "/aircraft/new", **AIRCRAFT)
    (aircraft,) = service.aircraft_of(operator_id=operator.id)
    db.session.rollback()
    page = post(owner, f"/aircraft/{aircraft.id}/transfer", number="MLIkay4drone001l-z9q")
    assert page.status_code == 422
    assert "z9q" not in shown(page)
    assert 'value="MLIkay4drone001l"' in page.text
    assert "n’a pas été conservée" in page.text


def test_the_public_page_strips_a_secret_and_warns(client):
    page = post(client, "/registry/check", number="MLIkay4drone001l-z9q")
    assert page.status_code == 200
    assert "z9q" not in shown(page)
    assert "n’a pas été conservée" in page.text
    assert "n’est pas valable" in page.text


@pytest.mark.parametrize(
    ("typed", "said", "kept"),
    [
        ("MLIkay4drone001l-z9p", "Le caractère de contrôle ne correspond pas", "MLIkay4drone001l"),
        ("mlikay4drone001lz9q", "il y en a ici 19", ""),
        ("MLIkay4drone001l z9q", "il y en a ici 20", ""),
        ("mli-kay", "il y en a ici 3", "MLI"),
        ("bonjour", "il y en a ici 7", "bonjour"),
    ],
)
def test_what_is_no_number_is_explained_beside_the_field_without_its_secret(client, typed, said, kept):
    page = post(client, "/registry/check", number=typed)
    assert (page.status_code, 'id="number-error"' in page.text) == (422, True)
    assert said in page.text
    assert f'value="{kept}"' in page.text
    assert "z9" not in shown(page)
    assert "ce numéro" not in page.text


@pytest.mark.parametrize(("language", "colon"), [("fr", "\u00a0: "), ("en", ": ")])
def test_a_colon_stands_as_each_language_sets_it(client, language, colon):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    page = post(client, "/registry/check", number="MLI0000000000000")
    assert f"MLI0000000000000</strong>{colon}" in page.text


def test_the_registrar_finds_who_waits_under_one_heading(registered, registrar):
    page = registrar.get("/registry").text
    assert page.count("À examiner") == 1
    assert "(personne)" in page


def test_the_public_page_says_not_valid_alike_of_who_waits_and_who_is_unknown(registered, client):
    _, operator = registered
    pages = [
        post(client, "/registry/check", number=number).text.replace(number, "")
        for number in (operator.number, "MLI0000000000000")
    ]
    strip = [page.split("<main")[1].split("csrf_token")[0] for page in pages]
    assert strip[0] == strip[1]
    assert "Awa" not in pages[0]


def test_the_public_page_asks_for_a_number(client):
    assert client.get("/registry/check").status_code == 200
    page = post(client, "/registry/check", number=" ")
    assert (page.status_code, 'id="number-error"' in page.text) == (422, True)


def test_a_registrar_refuses_with_a_reason_and_the_owner_corrects(registered, registrar):
    owner, operator = registered
    bare = post(registrar, f"/registry/{operator.id}/refuse", reason=" ")
    assert bare.status_code == 422
    assert 'id="reason-error"' in bare.text
    assert post(registrar, f"/registry/{operator.id}/refuse", reason="Nom illisible").status_code == 303
    assert "Nom illisible" in owner.get("/operator").text
    form = owner.get("/operator/again").text
    assert 'value="Awa Diallo"' in form
    assert post(owner, "/operator/again", **{**DETAILS, "name": ""}).status_code == 422
    assert post(owner, "/operator/again", **DETAILS).location == "/operator"
    assert operator_of().state is OperatorState.PENDING


def test_a_decision_that_came_too_late_is_a_409(registered, registrar):
    _, operator = registered
    post(registrar, f"/registry/{operator.id}/approve")
    assert post(registrar, f"/registry/{operator.id}/approve").status_code == 409
    assert post(registrar, f"/registry/{operator.id}/renew").status_code == 409


def test_suspension_and_reinstatement_by_the_registrar(registered, registrar):
    owner, operator = registered
    post(registrar, f"/registry/{operator.id}/approve")
    assert post(registrar, f"/registry/{operator.id}/suspend", reason="Enquête").status_code == 303
    assert "Enquête" in owner.get("/operator").text
    assert post(registrar, f"/registry/{operator.id}/reinstate").status_code == 303
    assert operator_of().state is OperatorState.APPROVED


def test_a_renewal_is_asked_for_and_given(registered, registrar, clock):
    owner, operator = registered
    post(registrar, f"/registry/{operator.id}/approve")
    until = operator_of().valid_until
    clock.set(until.replace(day=1))
    assert "Demander le renouvellement" in owner.get("/operator").text
    assert post(owner, "/operator/renewal").status_code == 303
    assert "Vous avez demandé le renouvellement" in owner.get("/operator").text


def test_who_looks_at_an_operator_leaves_a_line(registered, as_person):
    _, operator = registered
    auditor = as_person("auditor")
    page = auditor.get(f"/registry/{operator.id}")
    assert page.status_code == 200
    assert "Agréer" not in page.text
    actions = [linked.entry.action for linked in audit.story(subject=operator.id)]
    assert actions[-1] == "registry.operator_viewed"


@pytest.mark.parametrize("role", ["officer", "commander", "zone_editor", "checkpoint", "admin", "owner"])
def test_nobody_else_opens_the_registrars_pages(as_person, role):
    assert as_person(role).get("/registry").status_code == 403


def test_a_pilots_competence_is_renewed_on_its_page(registered):
    owner, operator = registered
    post(owner, "/pilots/new", **PILOT)
    (file,) = service.pilots_of(operator_id=operator.id)
    db.session.rollback()
    past = post(owner, f"/pilots/{file.pilot.id}", **{**PILOT, "expires_on": "2020-01-01"})
    assert "Ce certificat a expiré le 01/01/2020." in past.text
    assert post(owner, f"/pilots/{file.pilot.id}", **{**PILOT, "expires_on": "31/12/2028"}).status_code == 303
    assert "31/12/2028" in owner.get("/pilots").text


def test_a_pilots_faults_stand_beside_their_fields(registered):
    owner, _ = registered
    page = post(owner, "/pilots/new", name="", competence="", certificate="", expires_on="demain")
    for field in ("name", "competence", "certificate", "expires_on"):
        assert f'id="{field}-error"' in page.text, field
    assert 'value="demain"' in page.text
