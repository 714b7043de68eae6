"""Registration numbers: worked examples, every single slip, and nothing of the secret shown."""

import csv
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uas_standards.en4709_02 import OperatorRegistrationNumber

from drones.registry.rules import numbers
from drones.registry.rules.numbers import RegistrationNumber, read, read_typed
from portal.kit.model import Fault

EXAMPLE = "FIN87astrdge12k8-xyz"
WORKED = [
    EXAMPLE,
    "BGRpxs4wvrvpbp63-duz",
    "CHEo5kut30e0mt01-qwe",
    "MLI000000000001g-abc",
    "MLIkay4drone001l-z9q",
    "MLI0000000000000-000",
    "MLIzzzzzzzzzzzzf-zzz",
]
plain = st.sampled_from(numbers.ALPHABET)
bases = st.text(plain, min_size=12, max_size=12)
secrets = st.text(plain, min_size=3, max_size=3)


def code_of(text: str, **options: str) -> str:
    found = read(text, **options)
    assert isinstance(found, Fault), "expected a fault"
    return found.code


@pytest.mark.parametrize("full", WORKED)
def test_every_worked_example_comes_out_right(full):
    made = numbers.generate(full[:3], full[3:15], full[-3:])
    assert made.reveal() == full
    assert read(full) == made


@pytest.mark.parametrize("full", WORKED)
def test_every_single_wrong_character_is_caught(full):
    # The check character covers base and secret; the prefix is held against the country asked for.
    wrong = [
        full[:place] + other + full[place + 1 :]
        for place in range(len(full))
        for other in string.printable
        if other != full[place]
    ]
    assert len(wrong) == 20 * 99
    assert [text for text in wrong if isinstance(read(text, prefix=full[:3]), RegistrationNumber)] == []


def test_case_is_the_only_slip_that_typing_forgives():
    forgiven = [
        (place, other)
        for place in range(len(EXAMPLE))
        for other in string.printable
        if other != EXAMPLE[place]
        and isinstance(
            read_typed(EXAMPLE[:place] + other + EXAMPLE[place + 1 :], prefix="FIN"), RegistrationNumber
        )
    ]
    assert all(other.lower() == EXAMPLE[place].lower() for place, other in forgiven)


def test_a_missing_or_doubled_character_is_caught():
    for place in range(len(EXAMPLE)):
        shorter = EXAMPLE[:place] + EXAMPLE[place + 1 :]
        longer = EXAMPLE[:place] + EXAMPLE[place] + EXAMPLE[place:]
        # Without its dash a full number is 19 characters long, so it is caught as well.
        assert isinstance(read(shorter), Fault)
        assert isinstance(read(longer), Fault)


def test_neighbours_swapped_are_caught_except_0_and_z():
    alphabet = numbers.ALPHABET
    missed = {
        frozenset((one, other))
        for one in alphabet
        for other in alphabet
        if one != other
        and numbers.checksum("00000" + one + other + "00000", "000")
        == numbers.checksum("00000" + other + one + "00000", "000")
    }
    assert missed == {frozenset("0z")}


@given(bases, secrets)
def test_what_is_made_is_what_the_reference_makes(base, secret):
    made = numbers.generate("MLI", base, secret)
    assert made.reveal() == str(OperatorRegistrationNumber.from_components("MLI", base, secret))
    assert OperatorRegistrationNumber(made.reveal()).valid


def test_published_numbers_are_judged_as_the_reference_does_but_for_its_prefix(shared_data: Path):
    with (shared_data / "vectors" / "en4709_operator_numbers.csv").open() as file:
        rows = list(csv.DictReader(file))
    judged = {row["value"]: isinstance(read(row["value"]), RegistrationNumber) for row in rows}
    reference = {row["value"]: row["valid_per_interuss_uas_standards"] == "True" for row in rows}
    differing = {value for value in judged if judged[value] is not reference[value]}
    # The reference lets a lower-case prefix pass, and knows no number without its secret.
    assert differing == {"fin87astrdge12kh-abc", "CHE05qmltpx610rp"}
    assert not judged["fin87astrdge12kh-abc"]
    assert len(judged) > 10


def test_the_public_part_alone_is_read_without_a_check():
    assert read("FIN87astrdge12k8") == RegistrationNumber("FIN87astrdge12k8")
    assert read("FIN87astrdge12k9") == RegistrationNumber("FIN87astrdge12k9")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "length"),
        ("FIN87astrdge12k", "length"),
        ("FIN87astrdge12k8xyz", "length"),
        ("fin87astrdge12k8-xyz", "prefix"),
        ("F1N87astrdge12k8-xyz", "prefix"),
        ("FIN87ASTRDGE12K8", "alphabet"),
        ("FIN87astrdge12k_", "alphabet"),
        ("FIN87astrdge12k8-", "secret_shape"),
        ("FIN87astrdge12k8-xy", "secret_shape"),
        ("FIN87astrdge12k8-xyzz", "secret_shape"),
        ("FIN87astrdge12k8-xy-", "secret_shape"),
        ("FIN87astrdge12k8-XYZ", "secret_shape"),
        ("FIN87astrdge12k8-xya", "checksum"),
        ("ＦＩＮ87astrdge12k8-xyz", "not_ascii"),
        ("FIN87аstrdge12k8-xyz", "not_ascii"),
        ("FIN87astrdge12k8–xyz", "not_ascii"),
        ("FIN87astrdge12k8-xyz\n", "secret_shape"),
    ],
)
def test_each_fault_has_its_own_name(text, code):
    assert code_of(text) == f"registry.number.{code}"


def test_a_number_of_another_country_is_named_when_one_is_asked_for():
    assert code_of(EXAMPLE, prefix="MLI") == "registry.number.other_country"


def test_typing_is_read_whatever_its_case_and_outer_blanks():
    assert read_typed("  fin87ASTRDGE12K8-XYZ \n") == read(EXAMPLE)


def test_look_alike_letters_are_refused_instead_of_folded():
    # The Kelvin sign lower-cases to k and full-width letters to their twins outside ASCII folding.
    for confusing in ("FIN87astrdge12\u212a8-xyz", "\uff26IN87astrdge12k8-xyz", "F\u0130N87astrdge12k8-xyz"):
        assert isinstance(read_typed(confusing), Fault)


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_number_or_a_fault(text):
    found = read_typed(text)
    assert isinstance(found, RegistrationNumber | Fault)


def test_the_secret_stays_out_of_every_text_about_a_number():
    number = read(EXAMPLE)
    assert "xyz" not in repr(number) + str(number) + f"{number}"
    assert str(number) == "FIN87astrdge12k8"


@given(secrets)
def test_no_fault_repeats_what_was_typed_as_secret(secret):
    found = read(f"FIN87astrdge12k8-{secret}")
    if isinstance(found, Fault):
        assert found.facts == {}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (EXAMPLE, "FIN87astrdge12k8"),
        ("FIN87astrdge12k8xyz", ""),
        ("FIN87astrdge12k8 xyz", ""),
        ("FIN87-xyz", "FIN87"),
        (" mli1 ", "MLI1"),
        ("", ""),
    ],
)
def test_only_what_cannot_be_the_secret_is_shown_again(typed, shown):
    assert numbers.showable(typed) == shown


def test_a_given_secret_is_noticed_with_and_without_its_dash():
    assert numbers.may_hold_secret(EXAMPLE)
    assert numbers.may_hold_secret("FIN87astrdge12k8xyz")
    assert not numbers.may_hold_secret(" FIN87astrdge12k8 ")


def test_a_wrong_number_cannot_be_built():
    for public, secret in (
        ("FIN87astrdge12k", None),
        ("fin87astrdge12k8", None),
        ("FIN87astrdge12k8", "xy"),
        ("FIN87astrdge12k8", "xyy"),
    ):
        with pytest.raises(ValueError):
            RegistrationNumber(public, secret)
    with pytest.raises(ValueError):
        numbers.generate("FIN", "87astrdge12", "xyz")
    with pytest.raises(ValueError):
        RegistrationNumber("FIN87astrdge12k8").reveal()


def test_a_digest_depends_on_the_key_and_on_the_secret():
    number = numbers.generate("MLI", "kay4drone001", "z9q")
    digest = numbers.digest(number, b"one key")
    assert len(digest) == 64
    assert "z9q" not in digest
    assert numbers.same_digest(digest, numbers.digest(number, b"one key"))
    assert not numbers.same_digest(digest, numbers.digest(number, b"another key"))
    other = next(
        made
        for last in numbers.ALPHABET
        for middle in numbers.ALPHABET
        if (made := numbers.generate("MLI", "kay4drone001", f"z{middle}{last}")).public == number.public
        and made != number
    )
    assert not numbers.same_digest(digest, numbers.digest(other, b"one key"))
