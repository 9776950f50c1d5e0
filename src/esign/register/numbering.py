# SPDX-License-Identifier: Apache-2.0
"""Giving a request its number: what the register will hold of it, and the result.

NĐ 30/2020 Đ15: number and date come from the system. All of it happens in the caller's transaction,
so a failure anywhere takes no number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from esign.errors import InputError
from esign.kinds import subject
from esign.model import Numbered, canonical_json
from esign.register.entries import entry_of, numbered_from
from esign.register.folding import fold_all, fold_line
from esign.register.lookup import lookup_url
from esign.register.moments import vietnamese_day
from esign.register.places import Taking, next_number, place_of, write
from esign.register.transitions import State, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    import sqlalchemy as sa

    from esign.model import Agency, DocumentKind, Request
    from esign.register.registry import Registry


class Asked(NamedTuple):
    """What is to be numbered, for whom, and who asks.

    Attributes:
        request: what is to be issued.
        kind: the request's kind.
        agency: who issues.
        lookup_base: address before the look-up code; empty for none.
        actor: who asks.
        columns: what the register will hold of the request, whatever its number will be.
        code: the look-up code that its pages bear already; empty where they bear none.
    """

    request: Request
    kind: DocumentKind
    agency: Agency
    lookup_base: str
    actor: str
    columns: Mapping[str, object]
    code: str = ""


def ask(
    request: Request, kind: DocumentKind, agency: Agency, lookup_base: str, actor: str
) -> Asked:
    """All that can be worked out before the transaction, in which others have to wait.

    Raises:
        InputError: nobody is named to sign a document that somebody must sign, or the reverse.
    """
    if kind.sealed_alone != request.sealed_alone:
        raise InputError("register.signer_and_kind", request_id=request.request_id, kind=kind.name)
    title, signer = subject(kind, request), request.signer
    columns = {
        "request_id": request.request_id,
        "medium": "electronic",
        "kind": kind.name,
        "type_name": kind.type_name,
        "template_digest": kind.template_digest,
        "digest": request.digest,
        "request": request.text,
        "subject": title,
        "signer_title": signer.title,
        "signer_name": signer.name,
        "recipients": canonical_json(request.content.get("recipients", [])),
        "copies": _copies(request),
        "note": "",
        "folded": fold_all(_texts(request.content.values(), [kind.type_name, title])),
    }
    return Asked(request, kind, agency, lookup_base, actor, columns)


def resumed(row: sa.Row[Any], request: Request) -> Numbered:
    """The number that the request took before.

    Raises:
        InputError: the number is voided, or was taken for another content.
    """
    entry = entry_of(row)
    entry.refuse_if_voided()
    entry.refuse_other(request)
    return numbered_from(row)


def take(
    connection: sa.Connection, registry: Registry, asked: Asked, at: datetime, code: str
) -> Numbered:
    """Take the next number and enter the document in the register.

    Raises:
        ConfigurationError: the clock is behind the series, or the number stands in another book.
    """
    issuer, day = registry.books.issuer(asked.kind, asked.agency), vietnamese_day(at)
    number = next_number(connection, registry, asked.kind, issuer, day)
    place = place_of(number, day, issuer, code)
    url = lookup_url(asked.lookup_base, code)
    numbered = Numbered(asked.request, issuer, number, day, place.document_id, code, url)
    facts = {"digest": asked.request.digest}
    taking = Taking(Step.NUMBER, State.NUMBERED, at, asked.actor, facts)
    write(connection, registry, place, taking, columns_of(numbered, asked))
    return numbered


def columns_of(numbered: Numbered, asked: Asked) -> dict[str, object]:
    """What the register holds of a document besides its place and what befalls it."""
    return {
        **asked.columns,
        "lookup_url": numbered.lookup_url,
        "folded": f"{numbered.number.digits}/{fold_line(numbered.number.symbol)} "
        f"{asked.columns['folded']}",
        "retain_until": asked.kind.retain_until(numbered.issued_on),
    }


def _texts(values: Iterable[object], found: list[str]) -> list[str]:
    """Every text in a request's content, put to those found before."""
    for value in values:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            _texts(value.values(), found)
        elif isinstance(value, list):
            _texts(value, found)
    return found


def _copies(request: Request) -> int:
    """How many are made (NĐ 30/2020 Annex IV, column 7), where the document says so; else one."""
    stated = request.content.get("copies")
    return stated if type(stated) is int else 1  # a boolean is an int to Python
