"""The house as the guards see it: its source files and its root."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WINGS = ("drones", "geofences", "portal")


def sources() -> Iterator[Path]:
    """Every Python file of the house."""
    yield ROOT / "app.py"
    for wing in WINGS:
        yield from sorted((ROOT / wing).rglob("*.py"))


def imports(tree: ast.AST) -> Iterator[str]:
    """The full names that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def parsed(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(), filename=str(path))
