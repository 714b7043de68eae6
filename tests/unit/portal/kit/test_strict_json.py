"""Strict JSON refuses what Python's reader lets through."""

from __future__ import annotations

import pytest

from portal.kit.strict_json import DEEPEST, loads


def test_an_ordinary_document_is_read() -> None:
    assert loads('{"a": [1, 2.5, null, "é"]}') == {"a": [1, 2.5, None, "é"]}


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}', "1e999", "[" * 100_000, "", "{"])
def test_what_is_not_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        loads(text)


@pytest.mark.parametrize(
    "text",
    [r'"\u0000"', r'["\ud800"]', r'{"\udc00x": 1}', b'"\xed\xa0\x80"', b'"\xff"', '"a"'.encode("utf-16")],
)
def test_neither_are_texts_that_nobody_can_keep(text: str | bytes) -> None:
    with pytest.raises(ValueError):
        loads(text)


def test_escapes_of_whole_characters_are_read() -> None:
    assert loads(r'["\u00e9", "\ud83d\ude00", "\\u0000"]') == ["é", "😀", r"\u0000"]


def test_a_document_may_be_as_deep_as_ours_ever_are_and_no_deeper() -> None:
    assert loads("[" * DEEPEST + "]" * DEEPEST)
    with pytest.raises(ValueError):
        loads("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))


def test_brackets_side_by_side_or_within_texts_are_not_depth() -> None:
    assert len(loads("[" + ",".join(["[[1]]"] * 1_000) + "]")) == 1_000
    assert loads('["' + "[" * 1_000 + r'\"{"]') == ["[" * 1_000 + '"{']
