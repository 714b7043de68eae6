"""Catalogues: each room keeps its fragment; together they become one compiled catalogue a language."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.kit.settings import ROOT

FOLDER = ROOT / "translations"
Words = str | list[str] | tuple[str, ...]


class CatalogueError(ValueError):
    """Two rooms say different things for one message."""


def merged(language: str, folder: Path = FOLDER) -> Catalog:
    """All fragments of a language as one catalogue; raises when two disagree on a message."""
    whole = Catalog(locale=language, charset="utf-8")
    for path in sorted((folder / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    _add(whole, message.id, message.string, path)
    return whole


def _add(whole: Catalog, id_: Words, words: Words, path: Path) -> None:
    known = whole.get(id_ if isinstance(id_, str) else id_[0])  # a plural is known by its singular
    if known is not None and known.string != words:
        raise CatalogueError(f"{path.name}: {id_!r} already means {known.string!r}")
    whole.add(id_, words)


def build(folder: Path = FOLDER) -> list[Path]:
    """Write ``<language>/LC_MESSAGES/messages.mo`` for each language; returns the files."""
    written = []
    for language in sorted(child.name for child in folder.iterdir() if child.is_dir()):
        target = folder / language / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(exist_ok=True)
        # Several processes may build at once: each writes its own draft, the last one stands.
        draft = target.with_suffix(f".{os.getpid()}.new")
        with draft.open("wb") as file:
            write_mo(file, merged(language, folder))
        draft.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    try:
        build()
    except CatalogueError as fault:
        sys.exit(str(fault))
