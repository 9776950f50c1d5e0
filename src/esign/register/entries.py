# SPDX-License-Identifier: Apache-2.0
"""A row of the register as the rest of the tool sees it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from esign.errors import InputError
from esign.model import Agency, DocumentNumber, Numbered, Request

if TYPE_CHECKING:
    import sqlalchemy as sa


class State(StrEnum):
    """Where a document stands; the value is also what the database holds."""

    NUMBERED = "numbered"
    SEALED = "sealed"
    RELEASED = "released"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register knows of one number (NĐ 30/2020 Annex IV, columns 1 to 5).

    Attributes:
        request_id: the request that took the number.
        digest: SHA-256 (hex) of the request.
        kind: name of the document kind.
        number: number and symbol, book and year.
        issued_on: the document's date.
        document_id: as `model.Numbered` says.
        lookup_code: as `model.Numbered` says.
        subject: the title line (trích yếu).
        signer_title, signer_name: who is to sign, as requested.
        recipients: the lines of “Nơi nhận”.
        state: where the document stands.
        numbered_at: when the number was taken.
        released_at: when its files were handed out; None before.
        voided_at: when it was voided; None unless it was.
        void_reason: why; empty unless it was.
    """

    request_id: str
    digest: str
    kind: str
    number: DocumentNumber
    issued_on: date
    document_id: str
    lookup_code: str
    subject: str
    signer_title: str
    signer_name: str
    recipients: tuple[str, ...]
    state: State
    numbered_at: datetime
    released_at: datetime | None
    voided_at: datetime | None
    void_reason: str

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
                reason=self.void_reason,
            )

    def refuse_if_released(self) -> None:
        """A released document can only be replaced, corrected or recalled (NĐ 30/2020 Đ18).

        Raises:
            InputError: the document is released.
        """
        if self.state is State.RELEASED:
            raise InputError(
                "register.released", request_id=self.request_id, number=self.number.text
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
        request_id=row.request_id,
        digest=row.digest,
        kind=row.kind,
        number=_number_of(row),
        issued_on=row.issued_on,
        document_id=row.document_id,
        lookup_code=row.lookup_code,
        subject=row.subject,
        signer_title=row.signer_title,
        signer_name=row.signer_name,
        recipients=tuple(json.loads(row.recipients)),
        state=State(row.state),
        numbered_at=datetime.fromisoformat(row.numbered_at),
        released_at=_moment(row.released_at),
        voided_at=_moment(row.voided_at),
        void_reason=row.void_reason,
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


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
