"""Published zones at stable addresses: codings, validators, and a feed of what changed."""

import gzip
import re
from xml.etree import ElementTree as Tree

import pytest
from flask.testing import FlaskClient
from shapely.geometry import box

from geofences.engine.model import Band, Restriction, Zone, ZoneVolume
from geofences.zones import service
from geofences.zones.formats import write_geojson
from geofences.zones.model import SYSTEM
from portal.kit.clock import now
from portal.kit.database import unit_of_work

FILES = ["/zones.geojson", "/zones.ed269.json", "/zones.ed318.json", "/zones.kml", "/zones/changes.atom"]
GZIP = {"Accept-Encoding": "br;q=0.1, gzip"}
ATOM = "{http://www.w3.org/2005/Atom}"


def zone(identifier: str, message: str = "") -> Zone:
    volume = ZoneVolume(box(-11.5, 14.4, -11.4, 14.5), Band())
    return Zone("MLI", identifier, Restriction.PROHIBITED, (volume,), name=identifier, message=message)


def put(*zones: Zone) -> None:
    with unit_of_work():
        service.put(zones=zones, now=now())


def withdraw(*identifiers: str) -> None:
    with unit_of_work():
        service.withdraw(keys=[("MLI", one) for one in identifiers], actor=SYSTEM, now=now())


@pytest.mark.parametrize("path", FILES)
def test_each_coding_has_its_own_strong_validator_and_its_own_304(client: FlaskClient, path: str) -> None:
    put(zone("KAY1"))
    plain, packed = client.get(f"/api/v1{path}"), client.get(f"/api/v1{path}", headers=GZIP)
    assert gzip.decompress(packed.data) == plain.data
    assert (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"]) == (None, "gzip")
    assert plain.headers["ETag"] != packed.headers["ETag"]
    for answer, headers in ((plain, {}), (packed, GZIP)):
        etag = answer.headers["ETag"]
        assert re.fullmatch(r'"1-[0-9a-f]{12}(-gzip)?"', etag)
        again = client.get(f"/api/v1{path}", headers={**headers, "If-None-Match": etag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
        assert "Accept-Encoding" in again.headers["Vary"]
        assert "Accept-Encoding" in answer.headers["Vary"]
    # A copy in one coding is no copy in the other.
    other = client.get(f"/api/v1{path}", headers={**GZIP, "If-None-Match": plain.headers["ETag"]})
    assert other.status_code == 200
    put(zone("KAY2"))
    fresh = client.get(f"/api/v1{path}", headers={"If-None-Match": plain.headers["ETag"]})
    assert (fresh.status_code, fresh.headers["ETag"][:3]) == (200, '"2-')


@pytest.mark.parametrize("path", FILES)
def test_head_says_what_get_would_send(client: FlaskClient, path: str) -> None:
    put(zone("KAY1"))
    for headers in ({}, GZIP):
        body, head = (
            client.get(f"/api/v1{path}", headers=headers),
            client.head(f"/api/v1{path}", headers=headers),
        )
        assert (head.status_code, head.data) == (200, b"")
        assert int(head.headers["Content-Length"]) == len(body.data)
        assert head.headers["ETag"] == body.headers["ETag"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("br", None),
        ("*;q=0", None),
        ("gzip, deflate, br", "gzip"),
        ("*", "gzip"),
    ],
)
def test_the_coding_is_the_one_that_the_client_prefers(
    client: FlaskClient, accepted: str, coding: str | None
) -> None:
    answer = client.get("/api/v1/zones.geojson", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding


def feed(client: FlaskClient, address: str = "/api/v1/zones/changes.atom") -> Tree.Element:
    return Tree.fromstring(client.get(address).data)


def entries(root: Tree.Element) -> list[tuple[str, str]]:
    return [
        (one.find(f"{ATOM}category").get("term"), one.findtext(f"{ATOM}title").split(" – ")[0])
        for one in root.findall(f"{ATOM}entry")
    ]


def test_the_feed_tells_what_was_published_superseded_and_withdrawn(client: FlaskClient) -> None:
    put(zone("KAY1"), zone("KAY2"))
    put(zone("KAY1", message="plus long"))
    withdraw("KAY2")
    found = entries(feed(client))
    assert sorted(found[:1]) == [("withdrawn", "MLI/KAY2")]
    assert sorted(found[1:3]) == [("published", "MLI/KAY1"), ("superseded", "MLI/KAY1")]
    assert sorted(found[3:]) == [("published", "MLI/KAY1"), ("published", "MLI/KAY2")]


def test_the_feed_has_all_that_atom_asks_for_and_keeps_its_ids(client: FlaskClient) -> None:
    put(zone("KAY1"))
    before = feed(client)
    put(zone("KAY2"))
    after = feed(client)
    for root in (before, after):
        for name in ("id", "title", "updated"):
            assert root.findtext(f"{ATOM}{name}")
        assert root.findtext(f"{ATOM}author/{ATOM}name")
        assert {"self", "alternate", "first"} <= {link.get("rel") for link in root.findall(f"{ATOM}link")}
        for entry in root.findall(f"{ATOM}entry"):
            assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated", "content"))
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry.findtext(f"{ATOM}updated"))
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id")
    ids = [entry.findtext(f"{ATOM}id") for entry in after.findall(f"{ATOM}entry")]
    assert len(set(ids)) == 2
    assert before.find(f"{ATOM}entry").findtext(f"{ATOM}id") in ids


def test_the_feed_is_read_page_by_page_without_a_gap(client: FlaskClient) -> None:
    put(*(zone(f"Z{number:03}") for number in range(120)))
    put(*(zone(f"Z{number:03}", message="autre") for number in range(10)))
    root, pages = feed(client), []
    while True:
        pages.append([entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")])
        following = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "next"]
        if not following:
            break
        root = feed(client, following[0].partition("/api")[1] + following[0].partition("/api")[2])
    assert [len(page) for page in pages] == [100, 40]
    assert len({one for page in pages for one in page}) == 140


def test_a_draft_is_never_in_the_feed(client: FlaskClient) -> None:
    put(zone("KAY1"))
    with unit_of_work():
        service.import_file(data=write_geojson([zone("SECRET")]), actor="editor", now=now())
    with unit_of_work():  # a draft that another draft replaced was never in force
        data = write_geojson([zone("SECRET", message="autre")])
        service.import_file(data=data, actor="editor", now=now())
    assert b"SECRET" not in client.get("/api/v1/zones/changes.atom").data


def test_the_feed_speaks_english_too_and_refuses_a_page_that_is_none(client: FlaskClient) -> None:
    put(zone("KAY1"))
    assert b"published (version 1)" in client.get("/api/v1/zones/changes.atom?lang=en").data
    assert client.get("/api/v1/zones/changes.atom?before=x").status_code == 422
    assert client.get("/api/v1/zones/changes.atom?lang=de").status_code == 422


def test_the_list_of_zones_names_its_files_and_its_feed(client: FlaskClient) -> None:
    put(zone("KAY1"))
    page = client.get("/zones").text
    for path in FILES:
        assert f"/api/v1{path}" in page
    assert 'type="application/atom+xml"' in page
