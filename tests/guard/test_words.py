"""Every word a person can see stands in both catalogues, with the same facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from portal.kit.catalogues import merged
from tests.guard.house import ROOT, sources

KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "say": None}
CODE = re.compile(r"^[a-z_]+(\.[a-zA-Z0-9_]+)+$")
FACTS = re.compile(r"%\((\w+)\)")
FR = {message.id: message.string for message in merged("fr") if message.id}
EN = {message.id: message.string for message in merged("en") if message.id}


def _extracted() -> dict[str, str]:
    found: dict[str, str] = {}
    for folder, methods in (
        (ROOT / "templates", [("**.html", "jinja2")]),
        (ROOT / "portal", [("**.py", "python")]),
        (ROOT / "drones", [("**.py", "python")]),
        (ROOT / "geofences", [("**.py", "python")]),
    ):
        options = {"**.html": {"trimmed": "true"}}
        for name, line, message, _comments, _context in extract_from_dir(
            str(folder), methods, options, keywords=KEYWORDS
        ):
            one = message[0] if isinstance(message, tuple) else message  # a plural is known by its singular
            if one:
                found.setdefault(one, f"{folder.name}/{name}:{line}")
    return found


def test_every_static_text_is_translated_into_french() -> None:
    known = {id_[0] if isinstance(id_, tuple) else id_ for id_ in FR}
    missing = {
        f"{where}: {id_}" for id_, where in _extracted().items() if id_ not in known and not id_.endswith(".")
    }
    assert not missing, "\n".join(sorted(missing))


def test_every_code_has_words_in_both_languages() -> None:
    codes = {id_ for id_ in (*FR, *EN) if isinstance(id_, str) and CODE.match(id_)}
    missing = {id_ for id_ in codes if not FR.get(id_) or not EN.get(id_)}
    assert not missing, "\n".join(sorted(missing))


def test_every_code_written_in_the_source_is_in_the_catalogues() -> None:
    rooms = {id_.split(".")[0] for id_ in FR if isinstance(id_, str) and CODE.match(id_)}
    pattern = re.compile(
        r"""(?:Fault|Problem|AreaFault|say)\(\s*(?:[^"'()]*,\s*)?["']([a-z_]+(?:\.[a-z0-9_]+)+)["']"""
    )
    missing = {
        f"{path.relative_to(ROOT)}: {code}"
        for path in sources()
        for code in pattern.findall(path.read_text())
        if code.split(".")[0] in rooms and (code not in FR or code not in EN)
    }
    assert not missing, "\n".join(sorted(missing))


def test_a_translation_names_the_same_facts_as_its_text() -> None:
    wrong = []
    for id_, words in FR.items():
        if isinstance(id_, tuple):
            continue
        original = EN.get(id_, id_) if CODE.match(id_) else id_
        if set(FACTS.findall(str(words))) - set(FACTS.findall(str(original))):
            wrong.append(id_)
    assert not wrong


@pytest.mark.parametrize(
    "path", sorted((ROOT / "translations").glob("*/*.po")), ids=lambda p: "/".join(p.parts[-2:])
)
def test_a_fragment_is_sound(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.name, abort_invalid=True)
    fuzzy = [message.id for message in catalogue if message.id and (message.fuzzy or not message.string)]
    assert not fuzzy
