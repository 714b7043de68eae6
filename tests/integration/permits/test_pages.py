"""What a soldier, an owner and a program see of a permit."""

from base64 import urlsafe_b64decode
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from flask import render_template_string

from drones.permits import service
from drones.permits.formats import revocations, text
from portal.kit.database import unit_of_work
from portal.kit.problems import Problem

EN, FR = {"Accept-Language": "en"}, {"Accept-Language": "fr"}


def _whole(permit) -> str:
    return text.encode(permit.signed)


def test_the_squares_address_says_valid_in_both_languages(client, issue):
    permit = issue()
    french, english = (client.get(f"/V/{_whole(permit)}", headers=language) for language in (FR, EN))
    assert "Valable" in french.text
    assert "Valid" in english.text
    assert "Minutes left: 30" in english.text
    for page in (french, english):
        assert page.status_code == 200
        assert "MLIkay4drone001l" in page.text
        assert text.spaced(permit.id) in page.text
        assert "23/11/2026 12:00–12:30 (Bamako)" in page.text
        assert page.headers["X-Robots-Tag"].startswith("noindex")
        assert "EXERCI" not in page.text


def test_the_address_in_lower_case_leads_to_the_same_page(client, issue):
    whole = _whole(issue())
    answer = client.get(f"/v/{whole.lower()}")
    assert (answer.status_code, answer.location) == (308, f"/V/{whole}")


@pytest.mark.parametrize(
    ("change", "french", "english"),
    [
        ("early", "Pas encore valable", "Not yet valid"),
        ("late", "N’est plus valable", "No longer valid"),
        ("suspend", "Suspendu", "Suspended"),
        ("revoke", "Révoqué", "Revoked"),
        ("forge", "Non authentique", "Not genuine"),
        ("lose_key", "Signature inconnue", "Unknown signature"),
    ],
)
def test_the_page_says_what_is_wrong(client, issue, clock, key_file, change, french, english):
    permit = issue()
    whole = _whole(permit)
    if change in {"early", "late"}:
        clock.set(clock.now() + timedelta(hours=1 if change == "late" else -1))
    elif change == "forge":
        whole = whole[:70] + ("A" if whole[70] != "A" else "B") + whole[71:]
    elif change == "lose_key":
        key_file.unlink()
    else:
        with unit_of_work():
            if change == "suspend":
                service.suspend(flight_id="f1", now=clock.now())
            else:
                service.revoke(flight_id="f1", reason="aircraft_lost", now=clock.now())
    assert french in client.get(f"/V/{whole}", headers=FR).text
    page = client.get(f"/V/{whole}", headers=EN)
    assert english in page.text
    assert "Minutes left" not in page.text


def test_an_exercise_permit_says_so(client, issue):
    page = client.get(f"/V/{_whole(issue(exercise=True))}", headers=FR)
    assert "EXERCICE" in page.text
    assert "aucun vol réel" in page.text
    assert "ce vol est autorisé" not in page.text


def test_what_was_typed_is_never_markup(client, key):
    page = client.get("/V/%3Cscript%3E")
    assert page.status_code == 200
    assert "<script>" not in page.text


def test_the_form_leads_to_the_verdict(client, issue):
    permit = issue()
    assert client.get("/verify").status_code == 200
    answer = client.get("/verify", query_string={"code": f"http://localhost/v/{_whole(permit).lower()}"})
    assert (answer.status_code, answer.location) == (303, f"/V/{_whole(permit)}")
    answer = client.get("/verify", query_string={"code": text.spaced(permit.id)})
    assert answer.location == f"/V/{permit.id}"


@pytest.mark.parametrize("typed", ["", "n'importe quoi", "é", "A" * 1_500])
def test_what_is_no_code_is_told_beside_the_field(client, typed):
    page = client.get("/verify", query_string={"code": typed})
    assert page.status_code == 422
    assert 'id="code-error"' in page.text


def test_a_broken_key_file_is_a_problem_and_not_a_verdict(client, issue, key_file):
    permit = issue()
    key_file.chmod(0o644)
    assert client.get(f"/V/{permit.id}").status_code == 503
    answer = client.get(f"/api/v1/permits/{permit.id}")
    assert (answer.status_code, answer.json["code"]) == (503, "permits.error.key_file_open_to_others")


def test_a_program_reads_the_same_verdict(client, issue):
    permit = issue()
    for code in (permit.id, _whole(permit)):
        answer = client.get(f"/api/v1/permits/{code}")
        assert answer.status_code == 200
        assert (answer.json["state"], answer.json["valid"]) == ("valid", True)
        assert answer.json["permit"]["ceiling"] == {"value": 60, "datum": "AGL"}
        assert answer.json["permit"]["geometry"]["type"] == "Polygon"
        assert answer.json["permit"]["code"] == permit.id
    answer = client.get("/api/v1/permits/AAAAAAAA")
    assert (answer.json["state"], answer.json["valid"], answer.json["permit"]) == ("not_genuine", False, None)


def test_a_program_reads_the_public_keys_and_never_a_private_one(client, key):
    answer = client.get("/api/v1/permits/keys")
    (found,) = answer.json["keys"]
    assert (found["kid"], found["crv"], found["exercise"]) == (key, "Ed25519", False)
    assert urlsafe_b64decode(found["x"] + "=") == service.keys().entries[0].public.raw
    assert "private" not in answer.text
    assert '"d"' not in answer.text


def test_a_program_reads_the_signed_list(client, issue, clock):
    permit = issue()
    with unit_of_work():
        service.revoke(flight_id="f1", reason="aircraft_lost", now=clock.now())
    answer = client.get("/api/v1/permits/revocations")
    assert answer.content_type.startswith("application/cose")
    assert revocations.read(answer.data, service.keys().public).revoked == {permit.content.number}


def test_without_a_key_there_is_no_list_rather_than_an_unsigned_one(client, key_file):
    answer = client.get("/api/v1/permits/revocations")
    assert (answer.status_code, answer.json["code"]) == (503, "permits.error.no_key")


def _words(data: bytes) -> str:
    return pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded()


def test_the_paper_is_in_both_languages_and_its_square_leads_to_valid(client, issue):
    permit = issue()
    french, english = (service.pdf(permit_id=permit.id, locale=locale) for locale in ("fr", "en"))
    assert "Permis de vol" in _words(french)
    assert "vérification est gratuite" in _words(french)
    assert "Flight permit" in _words(english)
    assert "Call the liaison desk before take-off" in _words(english)
    for data in (french, english):
        image = pypdfium2.PdfDocument(data)[0].render(scale=2.5).to_pil()
        (code,) = zxingcpp.read_barcodes(image)
        assert code.text == f"HTTP://LOCALHOST/V/{_whole(permit)}"
        assert "Valable" in client.get(code.text.removeprefix("HTTP://LOCALHOST"), headers=FR).text


def test_the_paper_of_an_exercise_says_so(issue):
    permit = issue(exercise=True)
    assert "EXERCICE" in _words(service.pdf(permit_id=permit.id, locale="fr"))


def test_a_permit_that_is_not_there_has_no_paper(database):
    with pytest.raises(Problem, match="no_such_permit"):
        service.pdf(permit_id="AAAAAAAA", locale="fr")


def test_the_partial_shows_the_permit_with_its_picture(app, issue, clock):
    permit = issue()
    with app.test_request_context("/", headers=EN):
        values = service.page_context(permit_id=permit.id, now=clock.now())
        page = render_template_string(
            '{% include "permits/_permit.html" %}', svg_url="/p.svg", pdf_url="/p.pdf", **values
        )
    assert text.spaced(permit.id) in page
    assert 'src="/p.svg"' in page
    assert 'href="/p.pdf"' in page
    assert "60 m" in page
    assert "style=" not in page
    assert service.qr_svg(permit_id=permit.id).startswith(b"<?xml")


def test_keys_are_made_listed_and_retired_by_command(app, key_file):
    runner = app.test_cli_runner()
    first, second = (runner.invoke(args=["permits", "key", "create"]) for _each in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    lines = runner.invoke(args=["permits", "key", "list"]).output.splitlines()
    assert [line.split()[2] for line in lines] == ["verifies", "signs"]
    newest = lines[1].split()[0]
    assert runner.invoke(args=["permits", "key", "retire", newest]).exit_code == 0
    lines = runner.invoke(args=["permits", "key", "list"]).output.splitlines()
    assert [line.split()[2] for line in lines] == ["signs", "verifies"]
    assert runner.invoke(args=["permits", "key", "retire", "00000000"]).exit_code == 1


def test_a_demonstrations_key_is_marked(app, key_file):
    runner = app.test_cli_runner()
    runner.invoke(args=["permits", "key", "create", "--exercise"])
    assert runner.invoke(args=["permits", "key", "list"]).output.split()[-1] == "exercise"
