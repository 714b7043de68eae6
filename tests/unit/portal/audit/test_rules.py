"""The ledger's rules, against tampering and against the published vectors of RFC 6962 logs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.audit import rules
from portal.audit.model import Entry, Flaw, Head, LedgerFault, Linked

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _entry(number: int, **changes: object) -> Entry:
    values = {
        "number": number,
        "at": START + timedelta(seconds=number),
        "action": "flights.approved",
        "actor": f"person{number % 7}",
        "subject": f"flight{number % 50}",
        "facts": {"version": number, "commands": "ZONE4"},
    }
    return Entry(**{**values, **changes})


def _ledger(size: int) -> list[Linked]:
    ledger, previous = [], rules.GENESIS
    for number in range(1, size + 1):
        entry = _entry(number)
        hash_ = rules.link(previous, entry)
        ledger.append(Linked(entry, previous, hash_))
        previous = hash_
    return ledger


def _head(ledger: list[Linked]) -> Head:
    return Head(ledger[-1].entry.number, ledger[-1].hash)


def _relink(ledger: list[Linked]) -> list[Linked]:
    """What somebody with full access to the table can do: number and hash everything afresh."""
    forged, previous = [], rules.GENESIS
    for number, linked in enumerate(ledger, start=1):
        entry = replace(linked.entry, number=number)
        forged.append(Linked(entry, previous, rules.link(previous, entry)))
        previous = forged[-1].hash
    return forged


def test_an_untouched_ledger_has_no_fault():
    ledger = _ledger(20)
    assert rules.verify(ledger, head=_head(ledger), known=frozenset({ledger[4].hash})) == []


def test_an_empty_ledger_has_no_fault():
    assert rules.verify([], head=Head(0, rules.GENESIS)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"action": "flights.denied"},
        {"actor": "someone"},
        {"subject": "other"},
        {"at": START},
        {"facts": {"version": 8}},
        {"facts": {"version": float("nan")}},
        {"facts": {"version": 7.0, "commands": "ZONE4"}},
        {"facts": {"version": True, "commands": "ZONE4"}},
    ],
)
def test_an_edited_entry_is_named(change):
    ledger = _ledger(20)
    ledger[6] = replace(ledger[6], entry=replace(ledger[6].entry, **change))
    assert rules.verify(ledger, head=_head(ledger)) == [LedgerFault(7, Flaw.ALTERED)]


def test_an_edited_entry_with_its_hash_made_anew_breaks_the_next_link():
    ledger = _ledger(20)
    entry = replace(ledger[6].entry, action="flights.denied")
    ledger[6] = Linked(entry, ledger[6].previous, rules.link(ledger[6].previous, entry))
    assert rules.verify(ledger, head=_head(ledger)) == [LedgerFault(8, Flaw.UNLINKED)]


def test_a_ledger_hashed_anew_from_the_edit_on_no_longer_fits_its_head():
    ledger = _ledger(20)
    head = _head(ledger)
    ledger[6] = replace(ledger[6], entry=replace(ledger[6].entry, action="flights.denied"))
    assert rules.verify(_relink(ledger), head=head) == [LedgerFault(20, Flaw.HEAD_DIFFERS)]


def test_a_ledger_hashed_anew_with_its_head_is_noticed_by_whoever_kept_a_hash():
    ledger = _ledger(20)
    kept = frozenset({ledger[10].hash})
    ledger[6] = replace(ledger[6], entry=replace(ledger[6].entry, action="flights.denied"))
    forged = _relink(ledger)
    assert rules.verify(forged, head=_head(forged), known=kept) == [LedgerFault(20, Flaw.HEAD_UNKNOWN)]


def test_a_deleted_entry_is_named():
    ledger = _ledger(20)
    head = _head(ledger)
    del ledger[6]
    assert rules.verify(ledger, head=head)[0] == LedgerFault(7, Flaw.MISSING)


def test_an_inserted_entry_is_named():
    ledger = _ledger(20)
    head = _head(ledger)
    entry = _entry(8)
    ledger.insert(7, Linked(entry, ledger[6].hash, rules.link(ledger[6].hash, entry)))
    ledger[7] = replace(ledger[7], entry=replace(entry, actor="intruder"))
    assert rules.verify(ledger, head=head)[0].number == 8


def test_reordered_entries_are_named():
    ledger = _ledger(20)
    ledger[5], ledger[6] = ledger[6], ledger[5]
    faults = rules.verify(ledger, head=_head(ledger))
    assert faults[0] == LedgerFault(6, Flaw.MISSING)
    assert LedgerFault(6, Flaw.OUT_OF_ORDER) in faults


def test_entries_that_swapped_their_numbers_are_altered():
    ledger = _ledger(20)
    five, six = ledger[5], ledger[6]
    ledger[5] = replace(six, entry=replace(six.entry, number=five.entry.number))
    ledger[6] = replace(five, entry=replace(five.entry, number=six.entry.number))
    assert rules.verify(ledger, head=_head(ledger))[0] == LedgerFault(6, Flaw.ALTERED)


def test_a_truncated_ledger_does_not_reach_its_head():
    ledger = _ledger(20)
    assert rules.verify(ledger[:15], head=_head(ledger)) == [LedgerFault(16, Flaw.TRUNCATED)]
    assert rules.verify([], head=_head(ledger)) == [LedgerFault(1, Flaw.TRUNCATED)]


def test_a_head_set_back_is_named():
    ledger = _ledger(20)
    assert rules.verify(ledger, head=_head(ledger[:15])) == [LedgerFault(16, Flaw.BEYOND_HEAD)]


def test_a_ledger_and_head_cut_together_are_noticed_by_whoever_kept_a_later_hash():
    ledger = _ledger(20)
    faults = rules.verify(ledger[:15], head=_head(ledger[:15]), known=frozenset({ledger[19].hash}))
    assert faults == [LedgerFault(15, Flaw.HEAD_UNKNOWN)]


@given(st.integers(2, 12), st.data())
def test_no_single_change_of_a_byte_string_survives(size, data):
    ledger = _ledger(size)
    head = _head(ledger)
    place = data.draw(st.integers(0, size - 1))
    part = data.draw(st.sampled_from(["previous", "hash"]))
    forged = bytearray(getattr(ledger[place], part))
    forged[data.draw(st.integers(0, 31))] ^= 1 << data.draw(st.integers(0, 7))
    ledger[place] = replace(ledger[place], **{part: bytes(forged)})
    assert rules.verify(ledger, head=head)[0].number == place + 1


def test_a_hundred_faults_are_enough():
    ledger = [replace(linked, hash=bytes(32)) for linked in _ledger(300)]
    assert len(rules.verify(ledger)) == rules.MOST_FAULTS


def test_a_hundred_thousand_entries_are_checked():
    ledger = _ledger(100_000)
    assert rules.verify(ledger, head=_head(ledger)) == []


# The eight inputs and roots used by the reference implementations of Certificate Transparency.
CT_INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def _leaves(inputs: list[bytes]) -> list[bytes]:
    return [sha256(b"\x00" + text).digest() for text in inputs]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_root_is_the_one_of_the_reference_logs(size):
    assert rules.merkle_root(_leaves(CT_INPUTS[:size])).hex() == CT_ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert rules.merkle_root([]) == sha256(b"").digest()


def _root_as_written(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word: split at the largest power of two below n."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\x01" + _root_as_written(leaves[:split]) + _root_as_written(leaves[split:])).digest()


@given(st.integers(1, 200), st.data())
def test_every_leaf_has_a_proof_and_no_other_leaf_or_place_shares_it(size, data):
    leaves = [sha256(bytes([number % 256, number // 256])).digest() for number in range(size)]
    root = rules.merkle_root(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = rules.inclusion_proof(leaves, index)
    assert root == _root_as_written(leaves)
    assert rules.proves_inclusion(leaves[index], index, size, path, root)
    assert not rules.proves_inclusion(bytes(32), index, size, path, root)
    assert not rules.proves_inclusion(leaves[index], index, size, (*path, bytes(32)), root)
    other = data.draw(st.integers(0, size).filter(lambda number: number != index))
    assert not rules.proves_inclusion(leaves[index], other, size, path, root)


def test_a_proof_of_a_leaf_that_is_not_there_cannot_be_made():
    with pytest.raises(IndexError):
        rules.inclusion_proof([bytes(32)], 1)


GOOD = {"action": "flights.approved", "subject": "01abc", "actor": "system", "facts": {}}


def test_ids_codes_numbers_and_digests_may_be_kept():
    facts = {
        "version": 3,
        "share": 0.5,
        "ok": True,
        "until": None,
        "reason": "curfew",
        "email_digest": "ab12",
    }
    assert rules.refuse_personal_data(**{**GOOD, "facts": facts}) == facts


@pytest.mark.parametrize(
    "facts",
    [
        {"email": "x"},
        {"contact_phone": "x"},
        {"name": "x"},
        {"full_name": "x"},
        {"ip": "x"},
        {"Reason": "x"},
        {"reason": "called Mrs Traoré"},
        {"reason": "awa@example.org"},
        {"reason": "x" * 201},
        {"share": float("inf")},
        {"list": ["a"]},
    ],
)
def test_what_looks_like_a_person_or_free_text_is_refused(facts):
    with pytest.raises(ValueError, match="ledger_fact"):
        rules.refuse_personal_data(**{**GOOD, "facts": facts})


@pytest.mark.parametrize(
    ("field", "value"),
    [("action", "Approved!"), ("subject", "a b"), ("subject", ""), ("actor", "awa@example.org")],
)
def test_actions_are_codes_and_subjects_and_actors_are_ids(field, value):
    with pytest.raises(ValueError, match=f"ledger_{field}"):
        rules.refuse_personal_data(**{**GOOD, field: value})
