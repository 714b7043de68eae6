"""Places are found as people write their names, and none is preferred among those of one name."""

import pytest

from geofences.lookup.model import Place
from geofences.lookup.rules import named, read_places
from geofences.lookup.service import GAZETTEER

PLACES = tuple(read_places(GAZETTEER.read_text(encoding="utf-8").splitlines()))


def names(query):
    return [place.name for place in named(query, PLACES)]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Kayes", "Kayes"),
        ("bafoulabe", "Bafoulabé"),
        ("BAFOULABÉ", "Bafoulabé"),
        ("nioro du sahel", "Nioro"),
        ("dibolli", "Diboli"),
        ("Yelimnae", "Yélimané"),
    ],
)
def test_accents_case_and_slips_do_not_count(query, name):
    assert names(query)[0] == name


def test_a_beginning_is_enough():
    assert "Bafoulabé" in names("bafoul")


def test_all_of_one_name_are_told():
    found = named("moussala", PLACES, most=50)
    assert len(found) == 18
    assert {place.name for place in found} == {"Moussala"}


@pytest.mark.parametrize("query", ["", "x", "???", "qqqqqqqqqq", "14.4, -11.4"])
def test_what_is_no_name_finds_nothing(query):
    assert names(query) == []


def test_known_towns_stand_where_they_are():
    (diboli,) = [place for place in named("Diboli", PLACES) if place.name == "Diboli"]
    assert (diboli.lat, diboli.lon) == pytest.approx((14.45511, -12.19945), abs=1e-3)


def test_a_deployments_own_gazetteer_is_read_and_a_broken_line_is_named():
    lines = ["# remark", "name;lat;lon;kind", "Ici;14;-11;village", "Là;14.5;-11.5;town;ML;Labas|Loin"]
    assert list(read_places(lines)) == [
        Place("Ici", 14, -11, "village"),
        Place("Là", 14.5, -11.5, "town", "ML", ("Labas", "Loin")),
    ]
    for wrong in ("Ici;14", "Ici;x;1;village", ";1;1;village", "Ici;nan;1;village", "Ici;91;1;village"):
        with pytest.raises(ValueError, match="gazetteer_line_2"):
            list(read_places(["Ici;14;-11;village", wrong]))
