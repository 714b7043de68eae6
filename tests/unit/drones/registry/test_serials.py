"""Serials by ANSI/CTA-2063-A, and which classes ask for one."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uas_standards.ansi_cta_2063_a import SerialNumber

from drones.registry.model import AircraftClass
from drones.registry.rules.serials import ALPHABET, CTA_CLASSES, cta_fault, serial_fault, serial_key

symbols = st.sampled_from(ALPHABET)


@pytest.mark.parametrize("serial", ["MFR1C123456789ABC", "1AF49UL5CC5J6K", "1A2BF123456789ABCDEF"])
def test_the_worked_examples_are_serials(serial):
    assert cta_fault(serial) is None


@pytest.mark.parametrize(
    ("serial", "code"),
    [
        ("1A2B3AB", "length_code"),
        ("1O2B1X", "letter_i_or_o"),
        ("1A2B1I", "letter_i_or_o"),
        ("1a2b1x", "lower_case"),
        ("1A2B0X", "no_length_code"),
        ("1A2BG1234567890ABCDE", "no_length_code"),
        ("1A2B1", "length"),
        ("1A2BF123456789ABCDEF0", "length"),
        ("ABCD1*", "alphabet"),
        ("ABCD1é", "alphabet"),
        ("My serial number", "lower_case"),
        ("ABCD1 ", "alphabet"),
    ],
)
def test_each_fault_of_a_serial_has_its_own_name(serial, code):
    found = cta_fault(serial)
    assert found is not None
    assert found.code == f"registry.serial.{code}"


def test_a_fault_says_what_the_length_code_promised_and_what_came():
    found = cta_fault("1A2BC123")
    assert found is not None
    assert found.facts == {"stated": "C", "expected": 12, "found": 3}


@given(st.text(symbols, min_size=4, max_size=4), st.text(symbols, min_size=1, max_size=15))
def test_what_the_reference_makes_is_taken(maker, rest):
    assert cta_fault(str(SerialNumber.from_components(maker, rest))) is None


@given(st.text(ALPHABET + "IOabc*- ", max_size=22))
def test_nothing_is_taken_that_the_reference_refuses(serial):
    if cta_fault(serial) is None:
        assert SerialNumber(serial).valid


def test_published_serials_are_judged_as_the_reference_does_where_it_looks(shared_data: Path):
    with (shared_data / "vectors" / "cta2063a_serials.csv").open() as file:
        rows = list(csv.DictReader(file))
    differing = {
        row["value"]
        for row in rows
        if (cta_fault(row["value"]) is None) is not (row["valid_per_interuss_uas_standards"] == "True")
    }
    assert len(rows) > 10
    assert differing == set()


def test_the_reference_does_not_look_at_the_payload_and_we_do():
    for serial in ("ABCD1O", "ABCD1*"):
        assert SerialNumber(serial).valid
        assert cta_fault(serial) is not None


@pytest.mark.parametrize("cls", sorted(CTA_CLASSES))
def test_a_marked_class_asks_for_a_standard_serial(cls):
    assert serial_fault(cls, "MFR1C123456789ABC") is None
    found = serial_fault(cls, "home-built 7")
    assert found is not None
    assert found.pointer == "serial"


@pytest.mark.parametrize("cls", sorted(set(AircraftClass) - CTA_CLASSES))
def test_other_classes_take_any_serial_that_can_be_read(cls):
    assert serial_fault(cls, "home-built 7") is None
    assert serial_fault(cls, "x" * 65) is not None
    for unreadable in ("---", "a\x00b", "a\u200bb"):
        found = serial_fault(cls, unreadable)
        assert found is not None
        assert found.code == "registry.serial.unreadable"


def test_the_classes_that_need_a_standard_serial_are_these():
    assert {str(cls) for cls in CTA_CLASSES} == {"C1", "C2", "C3", "C5", "C6"}


@pytest.mark.parametrize("cls", list(AircraftClass))
@pytest.mark.parametrize("blank", ["", "   ", "\t"])
def test_no_class_goes_without_a_serial(cls, blank):
    found = serial_fault(cls, blank)
    assert found is not None
    assert found.code == "registry.serial.missing"


def test_blanks_case_and_width_do_not_make_another_serial():
    assert serial_key(" Ab 12 ") == serial_key("ａｂ12") == "ab12"
    assert serial_key("AB12") != serial_key("AB13")
