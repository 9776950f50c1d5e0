# SPDX-License-Identifier: Apache-2.0
"""What the register knows of a file that somebody holds: by its digest, else by its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.model import Knowledge, LinkedDocument, RegisterStanding
from esign.register.entries import Entry, entry_of
from esign.register.lookup import read_code
from esign.register.schema import artefact, register
from esign.register.traces import links_of
from esign.register.transitions import ISSUED, State, Step
from esign.register.versions import is_version

if TYPE_CHECKING:
    from collections.abc import Mapping

_KNOWN: Final = {
    State.RELEASED: Knowledge.IN_FORCE,
    State.DISPATCHED: Knowledge.IN_FORCE,
    State.CORRECTED: Knowledge.CORRECTED,
    State.REPLACED: Knowledge.REPLACED,
    State.RECALLED: Knowledge.RECALLED,
    State.VOIDED: Knowledge.VOIDED,
}
"""What a state says of the document's file; in every other state it is not out yet."""

_DONE: Final = {Knowledge.CORRECTED: Step.CORRECT, Knowledge.REPLACED: Step.REPLACE}
"""The act whose document tells more."""


def original_with(digest: str) -> sa.ColumnElement[bool]:
    """Whether a register row is of the document whose original has this SHA-256 (hex).

    Or one of its sealed annexes, which stand and fall with it; or any of them, raised since.
    """
    sealed = sa.select(artefact.c.entry_id).where(artefact.c.sha256 == digest.lower(), is_version())
    return register.c.id.in_(sealed)


def standing_of(
    connection: sa.Connection, sha256: str, document: Mapping[str, str]
) -> RegisterStanding:
    """What is known of a file.

    Args:
        connection: reads one state of the register throughout.
        sha256: the file's digest, hexadecimal.
        document: what the file says of itself, as `Report.document`.
    """
    row = _first(connection, original_with(sha256))
    if row is not None:
        return _standing(connection, entry_of(row))
    named = _named(connection, document)
    if named is None:
        return RegisterStanding(Knowledge.UNKNOWN)
    entry = entry_of(named)
    return _standing(connection, entry, Knowledge.OTHER_FILE if entry.state in ISSUED else None)


def _named(connection: sa.Connection, document: Mapping[str, str]) -> sa.Row[Any] | None:
    """The row of the document that a file says it is: by identifier, else by look-up code."""
    claims = (
        register.c.document_id == document.get("document_id", ""),
        register.c.lookup_code == read_code(document.get("lookup_code", "")),
    )
    found = (_first(connection, claim) for claim in claims)
    return next((row for row in found if row is not None), None)


def _first(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> sa.Row[Any] | None:
    return connection.execute(sa.select(register).where(condition)).first()


def _standing(
    connection: sa.Connection, entry: Entry, known: Knowledge | None = None
) -> RegisterStanding:
    known = known or _KNOWN.get(entry.state, Knowledge.UNRELEASED)
    return RegisterStanding(
        known=known,
        state=entry.state.value,
        request_id=entry.request_id,
        number=entry.number.text,
        issued_on=entry.issued_on,
        since=entry.state_at,
        reason=entry.reason,
        by=tuple(
            LinkedDocument(link.by.number.text, link.by.issued_on)
            for link in links_of(connection, entry)
            if link.of.id == entry.id and link.act is _DONE.get(known)
        ),
    )
