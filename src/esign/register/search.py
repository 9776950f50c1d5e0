# SPDX-License-Identifier: Apache-2.0
"""Finding documents by any word of theirs and by every field; accents and word order do not matter.

Vietnamese syllables are short, and those of a name stand somewhere in most documents: where
several words are sought, documents that have them side by side come first.

The database narrows down by the folded text of the whole document; what one field must hold is
then read off that field, row by row, newest first, until there are enough.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from esign.register.entries import entry_of
from esign.register.folding import fold
from esign.register.schema import incoming, register
from esign.register.typed_number import read_number, with_value
from esign.register.withdrawn import arrivals_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from esign.register.arrivals import Arrival
    from esign.register.entries import Entry

_BATCH = 200
_NEEDED = [
    column
    for column in register.c
    if column.name not in {"request", "agency", "folded", "template_digest", "lookup_url"}
]
"""What an entry shows; the rest may be large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is sought; an empty field asks for nothing.

    Attributes:
        words: words of the document, in any order, each of which must occur.
        number: `5`, or `05/QĐ-SGDĐT` for this very number.
        kind: a document kind by its name, or words of its type.
        book: a register book by its name.
        state: where the document stands.
        signer: words of the signer's name or title.
        recipient: words of one line of “Nơi nhận”.
        subject: words of the title line.
        since, until: the first and the last date.
        limit: how many at most.
    """

    words: str = ""
    number: str = ""
    kind: str = ""
    book: str = ""
    state: str = ""
    signer: str = ""
    recipient: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    limit: int = 50


def search(connection: sa.Connection, query: Query) -> tuple[Entry, ...]:
    """The documents that have all that is asked for, newest first.

    Those with all `words` side by side, in their order, come before the others.
    """
    found: list[Entry] = []
    for condition in _in_turn(register.c.folded, query.words):
        if len(found) == query.limit:
            break
        found += _found(connection, query, condition, query.limit - len(found))
    return tuple(found)


def _found(
    connection: sa.Connection, query: Query, condition: sa.ColumnElement[bool], most: int
) -> tuple[Entry, ...]:
    conditions = (*_conditions(query), condition)
    wanted = sa.select(*_NEEDED).where(*conditions).order_by(register.c.id.desc())
    if (typed := read_number(query.number)) is not None:
        wanted = with_value(wanted, typed[0])
    options = {"yield_per": _BATCH}
    with closing(connection.execute(wanted, execution_options=options)) as rows:
        entries = (entry_of(row) for row in rows)
        return tuple(islice((entry for entry in entries if _fits(entry, query)), most))


def search_incoming(connection: sa.Connection, query: Query) -> tuple[Arrival, ...]:
    """The incoming documents that hold all words and arrived within the days, newest first.

    Those with all words side by side, in their order, come before the others.
    """
    conditions = [
        *(_holds(incoming.c.folded, term) for term in _terms(query.words)),
        *_within(incoming.c.arrived_on, query),
    ]
    if (typed := read_number(query.number)) is not None and typed[1] is None:
        conditions.append(incoming.c.arrival_number == typed[0])
    elif query.number:
        conditions.append(_holds(incoming.c.folded, fold(query.number)))
    found: list[Arrival] = []
    for condition in _in_turn(incoming.c.folded, query.words):
        wanted = sa.select(incoming).where(*conditions, condition).order_by(incoming.c.id.desc())
        found += arrivals_of(connection, wanted.limit(query.limit - len(found)))
    return tuple(found)


def _in_turn(folded: sa.Column[Any], words: str) -> tuple[sa.ColumnElement[bool], ...]:
    """What is looked for in turn: words side by side, then those that are not."""
    phrase = " ".join(_terms(words))
    if " " not in phrase:
        return (sa.true(),)
    together = _holds(folded, phrase)
    return together, sa.not_(together)


def _conditions(query: Query) -> Iterator[sa.ColumnElement[bool]]:
    for part in (query.words, query.signer, query.recipient, query.subject):
        for term in _terms(part):
            yield _holds(register.c.folded, term)
    if query.number and read_number(query.number) is None:
        yield _holds(register.c.folded, fold(query.number))
    if query.book:
        yield register.c.book == query.book
    if query.state:
        yield register.c.state == query.state
    yield from _within(register.c.issued_on, query)


def _within(day: sa.ColumnElement[date], query: Query) -> Iterator[sa.ColumnElement[bool]]:
    if query.since is not None:
        yield day >= query.since
    if query.until is not None:
        yield day <= query.until


def _fits(entry: Entry, query: Query) -> bool:
    """What the database could not tell."""
    typed = read_number(query.number)
    if typed is not None and typed[1] and fold(typed[1]) != fold(entry.number.symbol):
        return False
    of_kind = query.kind == entry.kind or _occur(query.kind, entry.type_name)
    to_recipient = not query.recipient or any(
        _occur(query.recipient, line) for line in entry.recipients
    )
    signed = _occur(query.signer, f"{entry.signer_title} {entry.signer_name}")
    return of_kind and to_recipient and signed and _occur(query.subject, entry.subject)


def _occur(words: str, text: str) -> bool:
    folded = fold(text)
    return all(term in folded for term in _terms(words))


def _terms(words: str) -> list[str]:
    return fold(words).split()


def _holds(column: sa.Column[Any], term: str) -> sa.ColumnElement[bool]:
    """Whether a folded column holds a term, each of its characters meant as it stands."""
    return column.contains(term, autoescape=True)
