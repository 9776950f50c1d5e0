# SPDX-License-Identifier: Apache-2.0
"""Which variables a page's template uses, followed through its branches, loops and includes.

The template is read, never run, so every branch counts. A value whose shape is not known, such as
what a filter makes, is never complained about. A branch that asks for a field which the schema does
not have (`content.urgency is defined`) is left aside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Final

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.defaults import DEFAULT_NAMESPACE

from esign.kinds import leaves
from esign.rendering.places import ANYTHING, NEVER, Scope, Unknown, Value, either, entry, has_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import BaseLoader, Environment

    from esign.kinds import Shape

# Filters that give back their value, or entries of it, as they are.
KEEPING: Final = frozenset(
    {"list", "sort", "reverse", "unique", "selectattr", "rejectattr", "select", "reject"}
)
COUNTING: Final = frozenset({"length", "count"})
OF_DICT: Final = frozenset(dir(dict))
DEEPEST: Final = 20
"""Includes within includes; a template that includes itself goes no further."""


@dataclass
class Variables:
    """Reads templates and gathers what they use.

    Attributes:
        used: paths of single values that a page shows or asks for, `content.articles[].text`.
        unknown: variables that are nowhere.
        broken: files with a fault of syntax, or missing: file, line, reason.
    """

    environment: Environment
    loader: BaseLoader
    used: set[str] = field(default_factory=set)
    unknown: list[Unknown] = field(default_factory=list)
    broken: list[tuple[str, int, str]] = field(default_factory=list)
    _file: str = ""
    _depth: int = 0

    def read(self, name: str, shapes: Mapping[str, Shape]) -> None:
        """Follow a template that sees variables of these shapes."""
        scope = {each: Value(((each, shape),)) for each, shape in shapes.items()}
        self._include(name, scope, 1)

    def _include(self, name: str, scope: Scope, line: int) -> None:
        if self._depth == DEEPEST:
            return
        outer = self._file
        try:
            source, _, _ = self.loader.get_source(self.environment, name)
            self.environment.compile(source, name, name)  # filters and tests that do not exist
            tree = self.environment.parse(source, name)
        except TemplateNotFound:
            self.broken.append((outer or name, line, f"template not found: {name}"))
            return
        except TemplateSyntaxError as error:
            self.broken.append((name, error.lineno, str(error.message)))
            return
        self._file, self._depth = name, self._depth + 1
        self._all(tree.body, dict(scope))
        self._file, self._depth = outer, self._depth - 1

    def _all(self, body: Iterable[nodes.Node], scope: Scope) -> None:
        for node in body:
            self._follow(node, scope)

    # statements

    @singledispatchmethod
    def _follow(self, node: nodes.Node, scope: Scope) -> None:
        """What stands in a template; parts of what is not known here are followed alike."""
        if isinstance(node, nodes.Expr):
            self._use(self._value(node, scope))
        else:
            self._all(node.iter_child_nodes(), scope)

    @_follow.register
    def _(self, node: nodes.Output, scope: Scope) -> None:
        for each in node.nodes:
            self._use(self._value(each, scope))

    @_follow.register
    def _(self, node: nodes.Include, scope: Scope) -> None:
        if isinstance(node.template, nodes.Const):
            self._include(str(node.template.value), scope, node.lineno)

    @_follow.register
    def _(self, node: nodes.If, scope: Scope) -> None:
        branches = [(node.test, node.body), *((each.test, each.body) for each in node.elif_)]
        outcomes: list[Scope] = []
        for test, body in branches:
            if self._value(test, scope).never:
                continue
            inner = dict(scope)
            self._all(body, inner)
            outcomes.append(inner)
        self._all(node.else_, scope)
        for inner in outcomes:
            for name, value in inner.items():
                scope[name] = either(scope[name], value) if name in scope else value

    @_follow.register
    def _(self, node: nodes.For, scope: Scope) -> None:
        entries = self._value(node.iter, scope)
        if entries.never:
            self._all(node.else_, scope)
            return
        inner = {**scope, "loop": ANYTHING}
        self._assign(node.target, entry(entries), inner)
        if node.test is not None:
            self._value(node.test, inner)
        self._all(node.body, inner)
        self._all(node.else_, dict(scope))

    @_follow.register
    def _(self, node: nodes.Assign, scope: Scope) -> None:
        self._assign(node.target, self._value(node.node, scope), scope)

    @_follow.register
    def _(self, node: nodes.AssignBlock, scope: Scope) -> None:
        self._all(node.body, dict(scope))
        self._assign(node.target, ANYTHING, scope)

    @_follow.register
    def _(self, node: nodes.With, scope: Scope) -> None:
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            self._assign(target, self._value(value, scope), inner)
        self._all(node.body, inner)

    @_follow.register
    def _(self, node: nodes.Macro, scope: Scope) -> None:
        scope[node.name] = ANYTHING
        own = {each.name: ANYTHING for each in node.args}
        inner = {**scope, **own, **dict.fromkeys(("varargs", "kwargs", "caller"), ANYTHING)}
        self._all(node.body, inner)

    @_follow.register
    def _(self, node: nodes.CallBlock, scope: Scope) -> None:
        self._use(self._value(node.call, scope))
        self._all(node.body, {**scope, **{each.name: ANYTHING for each in node.args}})

    def _assign(self, target: nodes.Node, value: Value, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = value
        else:
            self._use(value)
            for each in target.find_all(nodes.Name):
                scope[each.name] = ANYTHING

    # expressions

    @singledispatchmethod
    def _value(self, node: nodes.Node, scope: Scope) -> Value:
        """What an expression may be; whatever its parts are is used somehow."""
        for each in node.iter_child_nodes():
            self._use(self._value(each, scope))
        return ANYTHING

    @_value.register
    def _(self, node: nodes.Name, scope: Scope) -> Value:
        if node.name in scope:
            return self._touched(scope[node.name])
        if node.name not in DEFAULT_NAMESPACE:
            self.unknown.append(Unknown(self._file, node.lineno, node.name, tuple(sorted(scope))))
        return ANYTHING

    @_value.register
    def _(self, node: nodes.Getattr, scope: Scope) -> Value:
        return self._field(self._value(node.node, scope), node.attr, node.lineno)

    @_value.register
    def _(self, node: nodes.Getitem, scope: Scope) -> Value:
        value = self._value(node.node, scope)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._field(value, node.arg.value, node.lineno)
        if isinstance(node.arg, nodes.Slice):
            return value
        self._use(self._value(node.arg, scope))
        return self._touched(entry(value))

    @_value.register
    def _(self, node: nodes.Filter, scope: Scope) -> Value:
        value = ANYTHING if node.node is None else self._value(node.node, scope)
        for each in (*node.args, *(pair.value for pair in node.kwargs)):
            self._use(self._value(each, scope))
        if node.name in KEEPING:
            if node.name.endswith("attr") and node.args and isinstance(node.args[0], nodes.Const):
                self._field(entry(value), str(node.args[0].value), node.lineno)
            return value
        if node.name in {"first", "last"}:
            return self._touched(entry(value))
        if node.name not in COUNTING:
            self._use(value)
        return ANYTHING

    @_value.register
    def _(self, node: nodes.Test, scope: Scope) -> Value:
        if node.name in {"defined", "undefined"}:
            there = self._is_there(node.node, scope)
            return ANYTHING if there is (node.name == "defined") else NEVER
        return self._other(node, scope)

    @_value.register
    def _(self, node: nodes.And, scope: Scope) -> Value:
        left = self._value(node.left, scope)
        return left if left.never else self._value(node.right, scope)

    @_value.register
    def _(self, node: nodes.Or, scope: Scope) -> Value:
        left, right = self._value(node.left, scope), self._value(node.right, scope)
        return right if left.never else either(left, right)

    @_value.register
    def _(self, node: nodes.CondExpr, scope: Scope) -> Value:
        never = self._value(node.test, scope).never
        other = ANYTHING if node.expr2 is None else self._value(node.expr2, scope)
        return other if never else either(self._value(node.expr1, scope), other)

    @_value.register
    def _(self, node: nodes.Const, scope: Scope) -> Value:
        del scope
        return ANYTHING if node.value else NEVER

    def _other(self, node: nodes.Node, scope: Scope) -> Value:
        for each in node.iter_child_nodes():
            self._use(self._value(each, scope))
        return ANYTHING

    def _is_there(self, node: nodes.Node, scope: Scope) -> bool:
        """Whether a name or field is known; asking does not use it."""
        if isinstance(node, nodes.Name):
            return node.name in scope
        if isinstance(node, nodes.Getattr) and self._is_there(node.node, scope):
            places = self._value(node.node, scope).places
            return not places or any(has_field(shape, node.attr) for _, shape in places)
        return not isinstance(node, nodes.Getattr)

    def _field(self, value: Value, name: str, line: int) -> Value:
        tables = [(path, shape) for path, shape in value.places if isinstance(shape, dict)]
        found = [(f"{path}.{name}", shape[name]) for path, shape in tables if name in shape]
        if tables and not found:
            if name in OF_DICT:
                self._use(value)
            else:
                path, shape = tables[0]
                known = tuple(f"{path}.{each}" for each in shape)
                self.unknown.append(Unknown(self._file, line, f"{path}.{name}", known))
        return self._touched(Value(tuple(found)))

    def _touched(self, value: Value) -> Value:
        """The value; single values count as used as soon as they are named."""
        self.used |= {path for path, shape in value.places if shape is None}
        return value

    def _use(self, value: Value) -> None:
        """Count all of a value as used: it goes where it is not followed."""
        for path, shape in value.places:
            self.used.update(leaves(shape, path))
