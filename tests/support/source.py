# SPDX-License-Identifier: Apache-2.0
"""The project's source as syntax trees, for the tests that keep the house rules."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "esign"


@dataclass(frozen=True)
class Module:
    """One module; `name` is dotted, a package's own module has the package's name."""

    name: str
    text: str
    tree: ast.Module
    is_package: bool = False

    @property
    def area(self) -> str:
        """The part of the project it belongs to: `signing` of `esign.signing.key`."""
        return area_of(self.name)


@dataclass(frozen=True)
class Import:
    """What a module imports: `target` is the full dotted name, a name within a module included."""

    target: str
    line: int


def assert_none(faults: Iterable[str]) -> None:
    """Fails with every fault on a line of its own."""
    listed = list(faults)
    assert not listed, "\n".join(["", *listed])


def area_of(name: str) -> str:
    """The top-level part a dotted name belongs to; the package `esign` itself is its own area."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else PROJECT


def module(name: str, text: str, *, is_package: bool = False) -> Module:
    """A module made from its text."""
    return Module(name, text, ast.parse(text), is_package)


@cache
def project_modules() -> tuple[Module, ...]:
    """Every module under `src/esign`."""
    source = ROOT / "src"
    found = []
    for path in sorted((source / PROJECT).rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found.append(module(name, path.read_text(encoding="utf-8"), is_package=is_package))
    return tuple(found)


def imports(source: Module) -> Iterator[Import]:
    """All imports, wherever they stand, those for type checking only included."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(source, node)
            yield from (Import(f"{origin}.{alias.name}", node.lineno) for alias in node.names)


def _origin(source: Module, node: ast.ImportFrom) -> str:
    if node.level == 0:
        return node.module or ""
    parts = source.name.split(".")
    base = parts[: len(parts) - node.level + source.is_package]
    return ".".join([*base, node.module] if node.module else base)


def resolve(target: str, names: Iterable[str]) -> str | None:
    """The longest of the module `names` that the dotted target lies in."""
    known = set(names)
    parts = target.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in known), None)


def qualified_names(source: Module) -> Iterator[tuple[str, int]]:
    """Every dotted name that is used, spelled out through the module's imports, with its line."""
    meaning = _imported_names(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            dotted = _dotted(node)
            if dotted is not None:
                first, _, rest = dotted.partition(".")
                origin = meaning.get(first)
                if origin is not None:
                    yield (f"{origin}.{rest}" if rest else origin), node.lineno


def _imported_names(source: Module) -> dict[str, str]:
    names = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                local = alias.asname or alias.name.partition(".")[0]
                names[local] = alias.name if alias.asname else local
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(source, node)
            names |= {alias.asname or alias.name: f"{origin}.{alias.name}" for alias in node.names}
    return names


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value)
        return None if base is None else f"{base}.{node.attr}"
    return None
