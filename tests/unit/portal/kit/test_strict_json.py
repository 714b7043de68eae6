"""Strict JSON refuses what Python's reader lets through."""

from __future__ import annotations

import pytest

from portal.kit.strict_json import DEEPEST, loads, parse


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{\n "a": [1, 2,]}', ("line 2", "broken", {"line": 2, "column": 13})),
        ('{"a": {"b/c": NaN}}', ("/a/b~1c", "not_finite", {"at": "/a/b~1c"})),
        ('[{"a": 1, "a": 2}]', ("/0/a", "name_twice", {"name": "a"})),
        (b'"a\n\xff"', ("line 2", "not_utf8", {"byte": 3})),
        (" \n", ("line 1", "empty", {})),
        ("1" * 5000, ("", "number_too_long", {})),
        ("[\n" + "[" * 64, ("line 2", "too_deep", {"line": 2, "column": 64, "limit": 64})),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    text: str | bytes, found: tuple[str, str, dict[str, int]]
) -> None:
    assert [(one.place, one.code, one.facts) for one in parse(text)[1]] == [found]


def test_every_flaw_of_a_document_is_told_at_once() -> None:
    flaws = parse('{"a": NaN, "b": [Infinity, 1e999], "b": "\\u0000"}')[1]
    assert [(one.pointer, one.code) for one in flaws] == [
        ("/b", "name_twice"),
        ("/a", "not_finite"),
        ("/b", "no_text"),
    ]


def test_escapes_of_whole_characters_are_read() -> None:
    assert loads(r'["\u00e9", "\ud83d\ude00", "\\u0000"]') == ["é", "😀", r"\u0000"]


def test_a_document_may_be_as_deep_as_ours_ever_are_and_no_deeper() -> None:
    assert loads("[" * DEEPEST + "]" * DEEPEST)
    with pytest.raises(ValueError):
        loads("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))


def test_brackets_side_by_side_or_within_texts_are_not_depth() -> None:
    assert len(loads("[" + ",".join(["[[1]]"] * 1_000) + "]")) == 1_000
    assert loads('["' + "[" * 1_000 + r'\"{"]') == ["[" * 1_000 + '"{']
