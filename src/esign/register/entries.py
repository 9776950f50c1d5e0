# SPDX-License-Identifier: Apache-2.0
"""A row of the register as the rest of the tool sees it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from esign.errors import InputError
from esign.model import Agency, DocumentNumber, Numbered, Request
from esign.register.transitions import State

if TYPE_CHECKING:
    import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register knows of one number (NĐ 30/2020 Annex IV, columns 1 to 5).

    Attributes:
        id: place in the register: the audit row of the act that took the number.
        request_id: the request that took the number; a reservation's own id while it is one.
        digest: SHA-256 (hex) of the request.
        kind: name of the document kind; empty where the document is lost.
        agency_code: who issues, by electronic identifier.
        number: number and symbol, book and year.
        issued_on: the document's date.
        document_id: as `model.Numbered` says.
        lookup_code: as `model.Numbered` says.
        subject: the title line (trích yếu).
        signer_title, signer_name: who is to sign, as requested.
        recipients: the lines of “Nơi nhận”.
        medium: `electronic` or `paper`.
        type_name: the document type, “Quyết định”.
        copies: how many were made.
        note: what the clerk remarked.
        retain_until: the last day it must be kept; None = for good.
        numbered_at, numbered_by: when the number was taken, and by which account.
        state: where the document stands.
        state_at: since when.
        reason: why, where a reason was given.
    """

    id: int
    request_id: str
    digest: str
    kind: str
    agency_code: str
    number: DocumentNumber
    issued_on: date
    document_id: str
    lookup_code: str
    subject: str
    signer_title: str
    signer_name: str
    recipients: tuple[str, ...]
    medium: str
    type_name: str
    copies: int
    note: str
    retain_until: date | None
    numbered_at: datetime
    numbered_by: str
    state: State
    state_at: datetime
    reason: str

    @property
    def lost(self) -> bool:
        """Whether the number was given and nothing is known of its document any more."""
        return not self.kind

    @property
    def sealed_alone(self) -> bool:
        """Whether nobody but the agency signs it: no signer was named when it was numbered."""
        is_document = bool(self.kind) and self.state is not State.RESERVED
        return is_document and not self.signer_name

    def refuse_if_voided(self) -> None:
        """A voided number serves no document any more.

        Raises:
            InputError: the number is voided; names the reason.
        """
        if self.state is State.VOIDED:
            raise InputError(
                "register.voided",
                request_id=self.request_id,
                number=self.number.text,
                reason=self.reason,
            )

    def refuse_other(self, request: Request) -> None:
        """A request id stands for one content.

        Raises:
            InputError: `request` says something else than the one that took the number.
        """
        if self.digest != request.digest:
            raise InputError(
                "register.request_changed", request_id=self.request_id, number=self.number.text
            )


def entry_of(row: sa.Row[Any]) -> Entry:
    """The entry that a whole row of the table `register` holds."""
    return Entry(
        id=row.id,
        request_id=row.request_id,
        digest=row.digest,
        kind=row.kind,
        agency_code=row.agency_code,
        number=_number_of(row),
        issued_on=row.issued_on,
        document_id=row.document_id,
        lookup_code=row.lookup_code,
        subject=row.subject,
        signer_title=row.signer_title,
        signer_name=row.signer_name,
        recipients=tuple(json.loads(row.recipients)),
        medium=row.medium,
        type_name=row.type_name,
        copies=row.copies,
        note=row.note,
        retain_until=row.retain_until,
        numbered_at=datetime.fromisoformat(row.numbered_at),
        numbered_by=row.numbered_by,
        state=State(row.state),
        state_at=datetime.fromisoformat(row.state_at),
        reason=row.state_reason,
    )


def numbered_from(row: sa.Row[Any]) -> Numbered:
    """The same result as when the request took its number, whatever the settings say today."""
    asked = json.loads(row.request)
    return Numbered(
        request=Request(asked["kind"], asked["request_id"], asked["content"], row.digest),
        agency=Agency(**json.loads(row.agency)),
        number=_number_of(row),
        issued_on=row.issued_on,
        document_id=row.document_id,
        lookup_code=row.lookup_code,
        lookup_url=row.lookup_url,
    )


def _number_of(row: sa.Row[Any]) -> DocumentNumber:
    return DocumentNumber(row.value, row.symbol, row.book, row.year)
