"""The auditor's pages: who may see them, what they show, what a look leaves behind."""

import pytest

from portal.audit import service
from portal.audit.model import Search
from portal.kit.database import unit_of_work

pytestmark = pytest.mark.usefixtures("database")


def _story() -> None:
    with unit_of_work():
        service.note("flights.submitted", subject="f1", facts={"version": 1})
        service.note("flights.approved", subject="f1", actor="officer1")
        service.note("flights.denied", subject="f2", actor="officer2")


def _views() -> list[str]:
    return [one.entry.subject for one in service.search(wanted=Search(action="audit.viewed"))]


def test_an_auditor_reads_the_newest_entries_and_the_look_is_noted(as_person):
    _story()
    auditor = as_person("auditor")
    page = auditor.get("/audit")
    assert page.status_code == 200
    assert "flights.denied" in page.text
    assert "Journal d’audit" in page.text
    assert _views() == ["ledger"]
    assert service.verify().faults == ()


def test_a_search_narrows_the_page(as_person):
    _story()
    page = as_person("auditor").get("/audit?action=flights&actor=officer1&first_day=2026-11-23")
    assert "flights.approved" in page.text
    assert "flights.denied" not in page.text


def test_a_subject_has_its_story_on_one_page(as_person):
    _story()
    page = as_person("auditor").get("/audit/subject/f1")
    assert page.text.index("flights.submitted") < page.text.index("flights.approved")
    assert "flights.denied" not in page.text
    assert _views() == ["f1"]


def test_a_bad_search_is_told_beside_its_field_and_kept(as_person):
    page = as_person("auditor").get("/audit?subject=awa+traor%C3%A9&first_day=soon")
    assert page.status_code == 422
    assert 'value="awa traoré"' in page.text
    assert 'id="subject-error"' in page.text
    assert 'id="first_day-error"' in page.text
    assert _views() == []


def test_older_entries_are_one_link_away(as_person):
    with unit_of_work():
        for number in range(service.PAGE_SIZE + 5):
            service.note("flights.submitted", subject=f"f{number}")
    auditor = as_person("auditor")
    page = auditor.get("/audit?action=flights")
    assert 'rel="next"' in page.text
    older = auditor.get("/audit?action=flights&before=6")
    assert 'id="entry-5"' in older.text
    assert 'id="entry-6"' not in older.text
    assert 'rel="next"' not in older.text


@pytest.mark.parametrize("address", ["/audit", "/audit/subject/f1"])
@pytest.mark.parametrize("role", ["owner", "officer", "admin", "checkpoint"])
def test_nobody_else_may_look(as_person, role, address):
    assert as_person(role).get(address).status_code == 403
    assert _views() == []


@pytest.mark.parametrize("address", ["/audit", "/audit/subject/f1"])
def test_the_public_may_not_look(client, address):
    assert client.get(address).status_code in {302, 303, 401, 403}
    assert _views() == []


@pytest.mark.parametrize("search", ["last_day=9999-12-31", f"before={'9' * 400}", "before=0"])
def test_a_search_beyond_the_calendar_or_the_ledger_is_refused_with_words(as_person, search):
    assert as_person("auditor").get(f"/audit?{search}").status_code == 422
