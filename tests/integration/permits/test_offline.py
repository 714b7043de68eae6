"""What the verifier without a network gets from the portal, the day’s list, proofs, missing keys."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from drones.permits import service
from drones.permits.formats import keyring
from drones.permits.store import keyfile
from portal.audit import rules as ledger
from portal.audit import service as audit
from portal.kit.database import unit_of_work
from portal.kit.problems import Problem
from scripts import run


def test_the_worker_may_serve_both_places_and_names_files_that_exist(client):
    answer = client.get("/verify/worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.mimetype == "text/javascript"
    files = json.loads(answer.text.split("const FILES=")[1].split(";")[0])
    assert len(files) >= 7
    assert {client.get(one).status_code for one in files} == {200}


def test_the_worker_changes_only_with_what_it_keeps(client):
    assert client.get("/verify/worker.js").text == client.get("/verify/worker.js").text


def test_a_file_of_the_worker_is_kept_for_good_and_for_everybody(client):
    script = client.get("/verify/worker.js").text
    files = json.loads(script.split("const FILES=")[1].split(";")[0])
    for one in [*files, json.loads(script.split("const SHELL=")[1].split(";")[0])]:
        answer = client.get(one)
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert "Cookie" not in answer.headers.get("Vary", "")
    stale = client.get("/verify/words.json?v=0")
    assert stale.headers["Cache-Control"] == "no-cache"


def test_the_page_without_a_network_is_nobodys_own(client, as_person):
    mine = as_person("officer").get("/verify/offline")
    assert mine.data == client.get("/verify/offline").data
    assert b"csrf" not in mine.data


def test_the_words_are_there_in_both_languages(client):
    words = json.loads(client.get("/verify/words.json").data)
    assert words["fr"].keys() == words["en"].keys()
    assert not [
        name for texts in words.values() for name, said in texts.items() if said.startswith("permits.")
    ]


def test_the_days_list_names_what_a_paper_says(as_person, issue, clock):
    permit = issue()
    page = as_person("checkpoint").get("/permits/today").text
    assert f"{permit.id[:4]}-{permit.id[4:]}" in page
    assert permit.content.operator_number in page
    assert "km de Kayes" in page
    seen = [one.entry for one in audit.story(subject=clock.now().date().isoformat())]
    assert [(one.action, one.facts["permits"]) for one in seen] == [("permits.day_viewed", 1)]


def test_the_days_list_leaves_out_what_is_not_valid_today(as_person, issue, clock):
    gone = issue(flight_id="f2")
    held = issue(flight_id="f3")
    start = clock.now() + timedelta(days=2)
    later = issue(flight_id="f4", start=start, end=start + timedelta(hours=1))
    over = issue(flight_id="f5", start=clock.now() - timedelta(hours=1), end=clock.now())
    with unit_of_work():
        service.revoke(flight_id="f2", reason="test", now=clock.now())
        service.suspend(flight_id="f3", now=clock.now())
    page = as_person("officer").get("/permits/today").text
    assert not [one for one in (gone, held, later, over) if f"{one.id[:4]}-{one.id[4:]}" in page]


def test_a_permits_proof_leads_to_the_published_root(client, issue, clock):
    permit = issue()
    early = client.get(f"/api/v1/permits/{permit.id}/proof")
    assert (early.status_code, early.json["code"]) == (404, "permits.error.no_proof_yet")
    clock.set(clock.now() + timedelta(days=1))
    with unit_of_work():
        audit.publish_roots(clock.now(), proved="permits.issued")
    found = client.get(f"/api/v1/permits/{permit.id.lower()}/proof").json
    [root] = [one for one in audit.roots() if one.size == found["size"]]
    assert (found["root"], found["day"]) == (root.hash.hex(), root.day.isoformat())
    leaf, path = bytes.fromhex(found["leaf"]), [bytes.fromhex(one) for one in found["path"]]
    assert ledger.proves_inclusion(leaf, found["number"] - 1, found["size"], path, root.hash)


def test_there_is_no_proof_of_no_permit(client):
    assert client.get("/api/v1/permits/AAAAAAAA/proof").status_code == 404


def test_without_a_key_officers_are_alerted(as_person, key_file):
    page = as_person("officer").get("/liaison").text
    assert "Aucun permis ne peut être délivré." in page


def test_with_a_key_there_is_no_alert(as_person, key):
    page = as_person("officer").get("/liaison").text
    assert "Aucun permis ne peut être délivré." not in page


def _with(app, monkeypatch, **changes):
    monkeypatch.setitem(
        app.extensions, "portal.settings", replace(app.extensions["portal.settings"], **changes)
    )


def test_keys_may_come_from_a_secret_of_the_environment(app, issue, key_file, monkeypatch, clock):
    secret = keyring.write(keyfile.load(key_file)).decode()
    key_file.unlink()
    _with(app, monkeypatch, permit_keys=secret)
    assert service.verify(code=issue().id, now=clock.now()).state == "valid"
    with pytest.raises(Problem, match="keys_in_environment"), unit_of_work():
        service.create_key(exercise=False, now=clock.now())


def test_a_broken_secret_stops_issuing_and_is_never_quoted(app, issue, monkeypatch):
    _with(app, monkeypatch, permit_keys='{"version": 1, "keys": [{"private": "hush"}]}')
    with pytest.raises(Problem) as caught:
        issue()
    assert (caught.value.code, caught.value.status) == ("permits.error.key_file_unreadable", 503)
    assert "hush" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_the_list_is_signed_by_a_key_for_real_permits_where_there_is_one(key, clock):
    with unit_of_work():
        service.create_key(exercise=True, now=clock.now() + timedelta(seconds=1))
    ring = service.keys()
    assert ring.signing.exercise
    assert ring.listing.id.hex() == key


def test_https_needs_a_certificate_and_its_key_and_a_fault_names_the_file(tmp_path):
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    assert run.certificate_fault({}) is None
    assert "PORTAL_TLS_KEY is missing" in run.certificate_fault({"PORTAL_TLS_CERTIFICATE": str(certificate)})
    both = {"PORTAL_TLS_CERTIFICATE": str(certificate), "PORTAL_TLS_KEY": str(key)}
    assert str(certificate) in run.certificate_fault(both)
    certificate.write_text("no certificate")
    key.write_text("no key")
    assert str(key) in run.certificate_fault(both)
