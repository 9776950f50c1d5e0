# SPDX-License-Identifier: Apache-2.0
"""Digests of what never changes in the rows of the register's tables, for the record to hold.

With them the chain of audit rows vouches for the tables too, and names no person. What is hashed is
a text that the database can write itself: the columns, parted by a character that none may hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from operator import itemgetter
from sys import intern
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.register.dialects import joined
from esign.register.moments import day_text
from esign.register.schema import dispatch, dossier, incoming, register

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KEY: Final = "row"
"""Under this name the payload of the act that wrote a row holds its digest."""

SEPARATOR: Final = "\x1f"
"""Unit separator; no text that is registered may hold it."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Which columns of a table the record vouches for.

    Attributes:
        columns: in the order of the digest; no other than these, and no more of them, ever.
    """

    columns: tuple[sa.Column[object], ...]
    _values: Callable[[Mapping[str, object]], tuple[object, ...]] = field(
        init=False, repr=False, compare=False
    )
    _not_texts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Worked out once, because every number takes a digest, and as plain texts: with a name of
        # SQLAlchemy's own kind each look-up takes twice as long.
        names = [intern(str(column.name)) for column in self.columns]
        object.__setattr__(self, "_values", itemgetter(*names))
        not_texts = tuple(place for place, each in enumerate(self.columns) if not _holds_text(each))
        object.__setattr__(self, "_not_texts", not_texts)

    def digest(self, row: Mapping[str, object]) -> str:
        """SHA-256 (hex) over the row's text: days in ISO 8601, nothing for None.

        Raises:
            InputError: a column holds the separator.
        """
        values: list[Any] = list(self._values(row))
        for place in self._not_texts:
            value = values[place]
            if type(value) is date:
                values[place] = day_text(value)
            else:
                values[place] = "" if value is None else str(value)
        try:
            whole = SEPARATOR.join(values)
        except TypeError:  # a database that was tampered with may hold anything anywhere
            whole = SEPARATOR.join(map(_as_text, values))
        if whole.count(SEPARATOR) != len(values) - 1:
            raise InputError("register.control_character", code_point="U+001F")
        return sha256(whole.encode()).hexdigest()

    @property
    def text(self) -> sa.ColumnElement[str]:
        """The same text, as the database writes it."""
        return joined(SEPARATOR, *self.columns)


def _holds_text(column: sa.Column[object]) -> bool:
    return isinstance(column.type, sa.String) and not column.nullable


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def _of(table: sa.Table, names: str) -> Fingerprint:
    return Fingerprint(tuple(table.c[name] for name in names.split()))


ENTRY: Final = _of(
    register,
    "request_id agency_code book year value symbol issued_on document_id lookup_code lookup_url "
    "medium kind type_name template_digest digest request agency subject signer_title signer_name "
    "recipients copies note retain_until numbered_at numbered_by",
)
"""What is fixed with the number."""

DISPATCH: Final = _of(dispatch, "entry_id recipient sent_on received_by note at actor")

DOSSIER: Final = _of(dossier, "agency_code year notation title maintenance opened_at opened_by")

ARRIVAL: Final = _of(
    incoming,
    "agency_code year arrival_number arrived_on author symbol dated_on subject addressee "
    "forwarded_on received_by note sha256 message_id entered_at entered_by",
)
"""An incoming document as the last act left it: passing it on changes three columns."""


def row_digest(row: Mapping[str, object]) -> str:
    """The digest of a row of the register."""
    return ENTRY.digest(row)
