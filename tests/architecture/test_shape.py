# SPDX-License-Identifier: Apache-2.0
"""Small modules, small functions, one broad except, nothing put off."""

from __future__ import annotations

import ast
import re
from statistics import median
from typing import TYPE_CHECKING

import pytest

from support.source import ROOT, Module, assert_none, module, project_modules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_MODULE = 300
MEDIAN_MODULE = 120
LONGEST_FUNCTION = 50
PUT_OFF = re.compile(r"\b(T[O]DO|F[I]XME)\b")
LICENCE_LINE = "# SPDX-License-Identifier: Apache-2.0"


def length(source: Module) -> int:
    """Lines of the module."""
    return len(source.text.splitlines())


def long_modules(modules: Sequence[Module]) -> Iterator[str]:
    """Modules beyond the limit."""
    for source in modules:
        if length(source) > LONGEST_MODULE:
            yield f"{source.name}: {length(source)} lines"


def long_functions(modules: Sequence[Module]) -> Iterator[str]:
    """Functions beyond the limit, docstring included."""
    for source in modules:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    yield f"{source.name}.{node.name}: {lines} lines"


def broad_excepts(modules: Sequence[Module]) -> Iterator[str]:
    """Places that catch, or suppress, whatever comes."""
    for source in modules:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ExceptHandler):
                caught = node.type is None or _names_everything(node.type)
            elif isinstance(node, ast.Call) and _last_name(node.func) == "suppress":
                caught = any(_names_everything(kind) for kind in node.args)
            else:
                continue
            if caught:
                yield f"{source.name}:{node.lineno}"


def _names_everything(kinds: ast.expr) -> bool:
    return any(_last_name(kind) in {"Exception", "BaseException"} for kind in ast.walk(kinds))


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_no_module_is_too_long() -> None:
    assert_none(long_modules(project_modules()))


def test_the_usual_module_fits_on_two_screens() -> None:
    assert median(length(source) for source in project_modules()) <= MEDIAN_MODULE


def test_no_function_is_too_long() -> None:
    assert_none(long_functions(project_modules()))


def test_only_the_command_line_boundary_catches_everything() -> None:
    places = list(broad_excepts(project_modules()))
    assert len(places) <= 1
    assert all(place.startswith("esign.cli") for place in places)


@pytest.mark.parametrize("folder", ["src", "templates", "scripts", "tests"])
def test_nothing_is_put_off(folder: str) -> None:
    suffixes = {".py", ".j2", ".typ", ".toml", ".sh", ""}
    files = (path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)
    texts = ((path, path.read_text(encoding="utf-8")) for path in files if path.is_file())
    assert [path for path, text in texts if PUT_OFF.search(text)] == []


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks"])
def test_every_module_names_its_licence(folder: str) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.py")}
    assert [path for path, text in texts.items() if not text.startswith(LICENCE_LINE)] == []


def test_a_long_module_and_a_long_function_are_noticed() -> None:
    body = "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION + "\n" * LONGEST_MODULE
    source = module("esign.a", body)
    assert list(long_functions([source])) == ["esign.a.f: 51 lines"]
    assert list(long_modules([source])) == ["esign.a: 351 lines"]


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    f()\nexcept Exception:\n    pass\n",
        "try:\n    f()\nexcept:\n    pass\n",
        "try:\n    f()\nexcept (ValueError, builtins.BaseException):\n    pass\n",
        "with contextlib.suppress(Exception):\n    f()\n",
    ],
)
def test_a_broad_except_is_noticed(text: str) -> None:
    assert len(list(broad_excepts([module("esign.a", text)]))) == 1


def test_a_narrow_except_is_fine() -> None:
    text = "try:\n    f()\nexcept (ValueError, OSError):\n    pass\n"
    assert list(broad_excepts([module("esign.a", text)])) == []


def test_something_put_off_is_noticed() -> None:
    assert PUT_OFF.search(f"# {'todo'.upper()}: later")
