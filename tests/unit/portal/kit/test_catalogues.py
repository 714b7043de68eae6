"""Fragments of the catalogues become one, and may not contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.kit.catalogues import CatalogueError, build, merged

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def _write(folder: Path, name: str, *pairs: tuple[str, str]) -> None:
    (folder / "fr").mkdir(exist_ok=True)
    lines = "".join(f'msgid "{id_}"\nmsgstr "{words}"\n\n' for id_, words in pairs)
    (folder / "fr" / name).write_text(HEAD + lines)


def test_fragments_are_merged_and_compiled(tmp_path: Path) -> None:
    _write(tmp_path, "a.po", ("Hello", "Bonjour"))
    _write(tmp_path, "b.po", ("Bye", "Au revoir"), ("Hello", "Bonjour"))
    assert {m.id: m.string for m in merged("fr", tmp_path) if m.id} == {
        "Hello": "Bonjour",
        "Bye": "Au revoir",
    }
    assert [path.name for path in build(tmp_path)] == ["messages.mo"]


def test_two_rooms_may_not_translate_one_message_differently(tmp_path: Path) -> None:
    _write(tmp_path, "a.po", ("Hello", "Bonjour"))
    _write(tmp_path, "b.po", ("Hello", "Salut"))
    with pytest.raises(CatalogueError, match=r"b\.po"):
        merged("fr", tmp_path)
