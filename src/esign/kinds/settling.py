# SPDX-License-Identifier: Apache-2.0
"""A kind whose type or symbol depends on what the document says, made definite; pure.

An official letter bears the drafting unit in its symbol (`SGDĐT-QLCL`), and the general kind leaves
the choice among the types of NĐ 30/2020 Đ7 to the request.
"""

from __future__ import annotations

import string
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from esign.errors import Detail, InputError
from esign.kinds.places import title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.model import DocumentKind

AGENCY: Final = "agency"
TYPE: Final = "type"


def settled(kind: DocumentKind, content: Mapping[str, object]) -> DocumentKind:
    """The kind as a document with this content has it: of one type, its symbol open for the agency.

    Every other kind comes back as it is.

    Args:
        kind: as its folder describes it.
        content: of the request, or as much of it as the kind's type and symbol name.

    Raises:
        InputError: the content lacks a field that they name.
    """
    chosen = kind
    known: dict[str, object] = {AGENCY: f"{{{AGENCY}}}"}
    if kind.type_field:
        name = _stated(kind, content, kind.type_field)
        of = next(each for each in kind.types if (each.abbreviation or each.name) == name)
        known[TYPE] = of.abbreviation
        chosen = replace(
            kind,
            type_name=of.name,
            symbol=kind.symbol if of.abbreviation else kind.symbol_without_type,
            exchange_type_detail=of.exchange,
            type_field="",
        )
    for name in placeholders(chosen.symbol):
        if name not in known:
            known[name] = _stated(kind, content, name)
    return replace(chosen, symbol=chosen.symbol.format_map(known))


def placeholders(pattern: str) -> Iterator[str]:
    """The names that a pattern fills in."""
    return (name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None)


def _stated(kind: DocumentKind, content: Mapping[str, object], name: str) -> object:
    value = content.get(name)
    if value is None:
        detail = Detail("request.missing", name, title=title(kind.schema, name))
        raise InputError("request.invalid", details=(detail,), count=1)
    return value
