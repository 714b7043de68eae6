"""The auditor's exports and a flight's whole story."""

import csv
import io

import pytest

from portal.audit import pages, service
from portal.audit.model import Search
from portal.kit.database import unit_of_work

pytestmark = pytest.mark.usefixtures("database")


def _story() -> None:
    with unit_of_work():
        service.note("flights.submitted", subject="f1", facts={"version": 1})
        service.note("flights.approved", subject="f1", facts={"permit": "p1"}, actor="officer1")
        service.note("permits.issued", subject="p1", actor="officer1")
        service.note("permits.issued", subject="p2")
        service.note("flights.rival_seen", subject="f2", facts={"flight": "f1"})


def test_a_search_is_exported_as_csv_with_every_column(as_person):
    _story()
    answer = as_person("auditor").get("/audit/export.csv?action=flights")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["subject"] for row in rows] == ["f1", "f1", "f2"]
    assert rows[1]["facts"] == '{"permit":"p1"}'
    assert next(row["hash"] for row in rows) == service.story(subject="f1")[0].hash.hex()


def test_a_search_is_exported_as_json_and_leaves_an_entry(as_person):
    _story()
    found = as_person("auditor").get("/audit/export.json?subject=p1").json
    assert [one["action"] for one in found["entries"]] == ["permits.issued"]
    assert found["next_after"] is None
    (look,) = service.search(wanted=Search(action="audit.exported"))
    assert look.entry.subject == "p1"


def test_a_long_export_names_where_its_next_part_begins(as_person, monkeypatch):
    monkeypatch.setattr(pages, "PART", 2)
    _story()
    auditor = as_person("auditor")
    seen, address = [], "/audit/export.json?action=flights"
    while address:
        answer = auditor.get(address)
        seen += [one["number"] for one in answer.json["entries"]]
        link = answer.headers.get("Link")
        address = link[1 : link.index(">")] if link else None
    assert len(seen) == 3
    assert seen == sorted(seen)


@pytest.mark.parametrize("address", ["/audit/export.csv?before=0", "/audit/export.json?after=x&subject=a+b"])
def test_a_bad_search_exports_nothing(as_person, address):
    assert as_person("auditor").get(address).status_code == 422


def test_no_other_kind_of_file(as_person):
    assert as_person("auditor").get("/audit/export.exe").status_code == 404


def test_a_flights_story_holds_its_permits_entries_and_who_names_it(as_person):
    _story()
    page = as_person("auditor").get("/audit/subject/f1").text
    assert page.index("flights.submitted") < page.index("permits.issued") < page.index("flights.rival_seen")
    assert "/audit/subject/p1" in page
    assert "/audit/subject/p2" not in page


def test_a_cell_is_never_read_as_a_formula(as_person):
    with unit_of_work():
        service.note("flights.submitted", subject="=1+1")
    assert "'=1+1" in as_person("auditor").get("/audit/export.csv").text
