# SPDX-License-Identifier: Apache-2.0
"""The kind of a document that has no request file, with what its symbol depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from esign.cli.words import word
from esign.errors import InputError, UsageError
from esign.kinds import example_of, settled
from esign.wiring import open_kinds

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.model import DocumentKind
    from esign.settings import LoadedSettings

_UNIT = "VP"
"""A unit's abbreviation, which is what most open symbols lack."""

Command = TypeVar("Command", bound="Callable[..., object]")


def kind_options(command: Command) -> Command:
    """`--kind NAME`, and `--set FIELD=TEXT` for a kind whose type or symbol the content says."""
    chosen = click.option("--set", "stated", multiple=True, help=word("cli.chosen_kind.set"))
    named = click.option("--kind", required=True, help=word("cli.chosen_kind.kind"))
    return named(chosen(command))


def chosen_kind(name: str, stated: tuple[str, ...], loaded: LoadedSettings) -> DocumentKind:
    """The kind of that name, its symbol settled.

    Raises:
        UsageError: a setting is none.
        InputError: there is no such kind, or its symbol needs a field that is not given.
    """
    content: dict[str, object] = {}
    for each in stated:
        field, equals, text = each.partition("=")
        if not (field and equals and text.strip()):
            raise UsageError("usage.not_a_setting", given=each)
        content[field.strip()] = text.strip()
    kind = open_kinds(loaded).kind(name)
    try:
        return settled(kind, content)
    except InputError as error:
        missing = ", ".join(detail.path for detail in error.details)
        types = [each.abbreviation or each.name for each in kind.types]
        examples = {"unit": _UNIT, kind.type_field: next(iter(types), "")}
        options = " ".join(
            f"--set {each.path}={examples.get(each.path) or example_of(kind, each.path)}"
            for each in error.details
        )
        raise InputError("book.symbol_open", kind=name, fields=missing, options=options) from error
