# SPDX-License-Identifier: Apache-2.0
"""What an agency that received a document must be told of it afterwards (NĐ 30/2020 Đ18 k3-k4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one electronic receiver; carried at least once, always under the same id.

    Attributes:
        id: fixed when the notice was queued; a receiver that meets it again has it already.
        act: what was done to the document: `recalled`, `replaced` or `corrected`.
        document_id: the document, as `Numbered.document_id` says.
        number: its number and symbol.
        receiver_code: who is to be told, by electronic identifier.
        receiver_name: the same by name.
        other_document_id: the new document or the letter of correction; empty for a recall.
        other_number: its number and symbol; empty for a recall.
        reason: why, as the register has it.
        queued_at: when it was done.
        carried_at: when the notice was carried; None while it waits.
    """

    id: str
    act: str
    document_id: str
    number: str
    receiver_code: str
    receiver_name: str
    other_document_id: str
    other_number: str
    reason: str
    queued_at: datetime
    carried_at: datetime | None = None
