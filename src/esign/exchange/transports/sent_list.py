# SPDX-License-Identifier: Apache-2.0
"""Looking a message up in an adapter's list of sent ones, which bears no id of ours.

Only a new document can be recognised for certain: number, symbol, subject and receivers are its
own, and no other package about it goes out before its fate is known. A recall, an update or a
replacement has the same number and may have the same subject; and times cannot tell them apart, as
nobody knows how far the adapter's clock is from ours.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING
from unicodedata import normalize

from esign.errors import InputError
from esign.exchange.reader import unpack
from esign.model import Purpose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.exchange.transports.answers import Record
    from esign.model import Consignment


class Found(Enum):
    """What a list says that does not name the message."""

    NOWHERE = auto()
    UNCLEAR = auto()


def look_up(consignment: Consignment, sent: Sequence[Record]) -> str | Found:
    """What the adapter calls a document package, by the entries of its list.

    Args:
        consignment: the package.
        sent: the list's entries, names in lower case.
    """
    notation = _plain(consignment.document_id.split(",", 2)[-1])
    alike = [
        entry
        for entry in sent
        if _plain(entry.get("notation")) == notation
        and _plain(entry.get("fromcode")) in {"", _plain(consignment.sender_code)}
    ]
    if not alike:
        return Found.NOWHERE
    same = [entry for entry in alike if _plain(entry.get("title")) == _plain(consignment.title)]
    reached = {_plain(entry.get("tocode")) for entry in same}
    whole = reached.issuperset(map(_plain, consignment.receiver_codes))
    ids = [str(entry["senderdocid"]) for entry in same if entry.get("senderdocid")]
    if whole and ids and _is_new(consignment.data):
        return ids[0]
    return Found.UNCLEAR


def _is_new(data: bytes) -> bool:
    try:
        return unpack(data).business.purpose is Purpose.NEW
    except InputError:
        return False


def _plain(value: object) -> str:
    """Text for comparing: one form of Vietnamese letters, single blanks, no case."""
    text = normalize("NFC", value) if isinstance(value, str) else ""
    return " ".join(text.split()).casefold()
