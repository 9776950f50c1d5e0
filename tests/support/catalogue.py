# SPDX-License-Identifier: Apache-2.0
"""Finds where the source names message codes, and with which facts."""

from __future__ import annotations

import ast
import builtins
import re
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from support.source import Module

DOTTED = re.compile(r"[a-z][a-z0-9_]*(\.\w+)+", re.ASCII)
FOREIGN_KEYS = {"ForeignKey", "ForeignKeyConstraint"}
FILE_NAME = re.compile(r"\.(toml|pem|crl|p12|py|json|typ|pdf|png|sqlite3|xml|edxml|j2|partial)$")


@dataclass(frozen=True)
class Use:
    """A call that names a code; `facts` is None where they cannot be read off the call."""

    code: str
    place: str
    facts: frozenset[str] | None


def uses(modules: Iterable[Module]) -> Iterator[Use]:
    """Every error raised, `Detail` and `Finding` made with a literal code."""
    for source in modules:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                place = f"{source.name}:{node.lineno}"
                if name.endswith("Error") and not hasattr(builtins, name):
                    facts = _keywords(node)
                    yield from (Use(code, place, facts) for code in _codes(node, 0))
                elif name in {"Detail", "Finding"}:
                    position = 0 if name == "Detail" else 2
                    facts = _facts_argument(node, position + (2 if name == "Detail" else 1))
                    yield from (Use(code, place, facts) for code in _codes(node, position))


def literals(modules: Iterable[Module], namespaces: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Every literal that has the form of a code of one of the namespaces, with its place."""
    for source in modules:
        columns = _column_names(source)
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and node not in columns:
                text = str(node.value)
                if DOTTED.fullmatch(text) and text.partition(".")[0] in namespaces:
                    yield text, f"{source.name}:{node.lineno}"


def _column_names(source: Module) -> set[ast.AST]:
    """What stands in a foreign key names a column of the database."""
    calls = (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    keys = (call for call in calls if ast.unparse(call.func).rpartition(".")[2] in FOREIGN_KEYS)
    return {node for call in keys for node in ast.walk(call)}


def patterns(modules: Iterable[Module]) -> Iterator[re.Pattern[str]]:
    """The codes that formatted strings can spell: `f"{occasion}.failed"`."""
    for source in modules:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.JoinedStr):
                parts = [_spelling(part) for part in node.values]
                text = "".join(parts)
                if "." in text and re.search(r"[a-z_]{3,}", text.replace(_ANY, "")):
                    yield re.compile(text)


_ANY = r"\w+"


def _spelling(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return re.escape(str(part.value))
    return _ANY


def placeholders(text: str) -> frozenset[str]:
    """Names of the facts a text needs."""
    fields = (field for _, field, _, _ in Formatter().parse(text) if field is not None)
    return frozenset(re.split(r"[.\[]", field)[0] for field in fields)


def needed(entry: Mapping[str, str]) -> frozenset[str]:
    """Names of the facts an entry's texts need."""
    return frozenset().union(*(placeholders(text) for text in entry.values()))


def _argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    if len(call.args) > position:
        return call.args[position]
    return next((entry.value for entry in call.keywords if entry.arg == keyword), None)


def _codes(call: ast.Call, position: int) -> Iterator[str]:
    """The literal, or both branches of a conditional expression."""
    argument = _argument(call, position, "code")
    chosen = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
    for node in chosen:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            yield node.value


def _keywords(call: ast.Call) -> frozenset[str] | None:
    names = {entry.arg for entry in call.keywords}
    return None if None in names else frozenset(name for name in names if name is not None)


def _facts_argument(call: ast.Call, position: int) -> frozenset[str] | None:
    argument = _argument(call, position, "facts")
    if argument is None:
        return frozenset()
    if not isinstance(argument, ast.Dict):
        return None
    keys = [key.value for key in argument.keys if isinstance(key, ast.Constant)]
    return frozenset(map(str, keys)) if len(keys) == len(argument.keys) else None
