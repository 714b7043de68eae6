"""The docs name every setting and every command, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from flask import Flask

from app import create_app
from portal.kit.settings import REQUIRED, declared, from_environment
from tests.conftest import environment
from tests.guard.house import ROOT

README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FOREIGN = {"FLASK_", "PATH", "HOME"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    var = tmp_path_factory.mktemp("docs")
    return create_app(from_environment(environment(f"sqlite:///{var / 'p.db'}", var)), TESTING=True)


@pytest.mark.parametrize("setting", declared(), ids=lambda one: one.metadata["name"])
def test_the_readme_has_every_setting_with_its_meaning_and_default(setting: object) -> None:
    facts = setting.metadata  # type: ignore[attr-defined]
    default = facts["default"]
    shown = "required" if default is REQUIRED else f"`{default}`" if default else "empty"
    assert f"| `{facts['name']}` | {facts['doc']} | {shown} |" in README


def _commands(group: click.Group, before: str = "") -> list[str]:
    found: list[str] = []
    for name, command in group.commands.items():
        full = f"{before}{name}"
        found += _commands(command, f"{full} ") if isinstance(command, click.Group) else [full]
    return found


def test_the_docs_name_every_command_of_the_portal(app: Flask) -> None:
    text = "\n".join(path.read_text() for path in DOCS)
    theirs = {"run", "routes", "shell", "spec", "db", "roles", "users"}
    ours = [name for name in _commands(app.cli) if name.split()[0] not in theirs]
    assert ours
    missing = [name for name in ours if f"{name}" not in text]
    assert not missing


def test_every_make_target_that_the_docs_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    for path in DOCS:
        named = set(re.findall(r"`make ([a-z-]+)", path.read_text()))
        assert named <= targets, f"{path.name}: {sorted(named - targets)}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_inside_the_docs_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text()):
        assert (path.parent / target).exists(), target
