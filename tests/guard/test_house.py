"""The house keeps its walls: pure furniture, closed rooms, a known root."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.guard.house import ROOT, WINGS, imports, parsed, sources

PURE = {"rules", "formats", "model"}
IMPURE = {
    "flask", "flask_babel", "flask_wtf", "sqlalchemy", "geoalchemy2", "wtforms", "os", "socket", "secrets",
    "random", "time", "subprocess", "threading",
}  # fmt: skip
CLOCK = {"now", "utcnow", "today"}
PACKAGES = {"benchmarks", "drones", "geofences", "migrations", "portal", "scripts", "tests"}


def _room(path: Path) -> tuple[str, str] | None:
    parts = path.relative_to(ROOT).parts
    return (parts[0], parts[1]) if len(parts) > 2 and parts[0] in WINGS else None


def _is_pure(path: Path) -> bool:
    parts = [part.removesuffix(".py") for part in path.relative_to(ROOT).parts]
    return parts[:2] == ["geofences", "engine"] or any(part in PURE for part in parts[2:])


PURE_FILES = [path for path in sources() if _is_pure(path) and _room(path) != ("portal", "kit")]


@pytest.mark.parametrize("path", PURE_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_furniture_touches_no_world(path: Path) -> None:
    tree = parsed(path)
    used = {name.split(".")[0] for name in imports(tree)} & IMPURE
    # A room's model may name the events of the kit, and its faults; nothing else of the building.
    kit = {name for name in imports(tree) if name.startswith("portal.kit.") and name.count(".") == 2}
    assert not used, f"imports {sorted(used)}"
    assert kit <= {"portal.kit.model", "portal.kit.strict_json"}
    calls = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    }
    assert not calls & CLOCK, "reads the clock: the moment is an argument"


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_enters_another_only_by_its_service_its_model_or_its_rules(path: Path) -> None:
    here = _room(path)
    if here is None or (here[0] == "portal" and here[1] == "kit"):
        return
    for name in imports(parsed(path)):
        parts = name.split(".")
        if len(parts) < 3 or parts[0] not in WINGS or (parts[0], parts[1]) == here:
            continue
        if (parts[0], parts[1]) in {("portal", "kit"), ("geofences", "engine")}:
            continue
        assert parts[2] in {"service", "model", "rules"}, f"imports {name}"


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_opens_with_one_sentence_and_imports_nothing_inside_a_function(path: Path) -> None:
    tree = parsed(path)
    assert ast.get_docstring(tree), "no opening sentence"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = [one for one in ast.walk(node) if isinstance(one, ast.Import | ast.ImportFrom)]
            assert not inner, f"{node.name} imports inside"


def test_the_packages_at_the_root_are_these() -> None:
    found = {path.parent.name for path in ROOT.glob("*/*.py")}
    assert found <= PACKAGES


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "common", "misc"])
def test_no_drawer_for_odds_and_ends(word: str) -> None:
    assert not [path for path in sources() if path.stem == word or word in path.parent.parts]
