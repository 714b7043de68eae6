"""Strict JSON refuses what Python's reader lets through."""

from __future__ import annotations

import pytest

from portal.kit.strict_json import loads


def test_an_ordinary_document_is_read() -> None:
    assert loads('{"a": [1, 2.5, null, "é"]}') == {"a": [1, 2.5, None, "é"]}


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}', "1e999", "[" * 100_000, "", "{"])
def test_what_is_not_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        loads(text)
