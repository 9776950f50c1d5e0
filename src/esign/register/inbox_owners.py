# SPDX-License-Identifier: Apache-2.0
"""Whose the documents are that a request speaks of, told by their ids before they have arrived.

A DocumentId `<code>,<date>,<number>` begins with the code of whoever issued the document (QCVN
102:2016/BTTTT); one that is built otherwise tells nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.model import DocumentReference, Purpose
from esign.model.spelling import folded
from esign.register.receipts import entry_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from esign.register.agency_identity import Agencies
    from esign.register.inbox_rows import Reading

OURS: Final = "inbox.our_document"
"""Found where a request of another agency speaks of a document that was issued here."""

OTHERS: Final = "inbox.not_its_document"
"""Found where it speaks of a third agency's."""

_PARTS: Final = 3


def named_by(request: Reading) -> tuple[str, ...]:
    """The documents that must be the sender's own; what a replacement brings is not asked for."""
    brings = request.purpose == Purpose.REPLACE
    itself = () if brings else (request.document_id,)
    return tuple(dict.fromkeys((*request.about_documents, *filter(None, itself))))


def overreach(agencies: Agencies, sender_code: str, document_ids: Collection[str]) -> str:
    """What speaks against a request: the code of a remark; empty for nothing.

    Args:
        agencies: tells them apart, with a connection to the register.
        sender_code: who asks.
        document_ids: the documents that it speaks of and has not sent here.
    """
    strange = [each for each in document_ids if not _may_be_of(agencies, sender_code, each)]
    if any(_is_entered(agencies, each) for each in strange):
        return OURS
    return OTHERS if strange else ""


def _may_be_of(agencies: Agencies, sender_code: str, document_id: str) -> bool:
    """Whether an id names that agency, under whichever of its codes, or none."""
    parts = folded(document_id).split(",", _PARTS - 1)
    return len(parts) < _PARTS or agencies.is_one(parts[0], sender_code)


def _is_entered(agencies: Agencies, document_id: str) -> bool:
    """Whether the register of issued documents has it."""
    ways = (DocumentReference("", "", each) for each in (document_id, folded(document_id)))
    return any(entry_of(agencies.connection, each) is not None for each in ways)
