# SPDX-License-Identifier: Apache-2.0
"""Looking a message up in an adapter's list of sent ones, which bears no id of ours.

Only a new document can be recognised for certain: number, symbol, subject and receivers are its
own, and no other package about it goes out before its fate is known. A recall, an update or a
replacement has the same number and may have the same subject; and times cannot tell them apart, as
nobody knows how far the adapter's clock is from ours.

That a message is not there is said only by a list that would show it: whole, of the days in which
it was tried, with entries like those that are expected, and none of them for the same receivers or
under the same subject.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from esign.errors import InputError
from esign.exchange.reader import unpack
from esign.exchange.transports.answers import identifier
from esign.model import Purpose
from esign.model.agency_codes import agency_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from esign.exchange.transports.answers import Record
    from esign.model import Consignment

_WHOLE_NUMBER: Final = re.compile(r"\d+\w* ?/ ?\S.*")
"""Number and symbol, as the entries must bear them to be told apart."""


class Found(Enum):
    """What a list says that does not name the message."""

    NOWHERE = auto()
    UNCLEAR = auto()


def look_up(
    consignment: Consignment, sent: Sequence[Record], whole_since: datetime | None
) -> str | Found:
    """What the adapter calls a document package, by the entries of its list.

    Args:
        consignment: the package.
        sent: the list's entries, names in lower case.
        whole_since: from when on the list holds all there is; None where it may be but a part.
    """
    notation = _plain(consignment.document_id.split(",", 2)[-1])
    alike = [
        entry
        for entry in sent
        if _plain(entry.get("notation")) == notation
        and _agency(entry.get("fromcode")) in {"", agency_key(consignment.sender_code)}
    ]
    if not alike:
        would_show = _would_show(consignment, sent, whole_since)
        return Found.NOWHERE if would_show else Found.UNCLEAR
    same = [entry for entry in alike if _plain(entry.get("title")) == _plain(consignment.title)]
    reached = {_agency(entry.get("tocode")) for entry in same}
    is_reached = reached.issuperset(map(agency_key, consignment.receiver_codes))
    ids = [identifier(str(entry["senderdocid"])) for entry in same if entry.get("senderdocid")]
    if is_reached and ids and _is_new(consignment.data):
        return ids[0]
    return Found.UNCLEAR


def _would_show(
    consignment: Consignment, sent: Sequence[Record], whole_since: datetime | None
) -> bool:
    """Whether a list without the package's number means that the package is not there."""
    tried = consignment.first_tried_at
    if not sent or whole_since is None or tried is None or tried < whole_since:
        return False
    title, codes = _plain(consignment.title), set(map(agency_key, consignment.receiver_codes))
    return all(
        _WHOLE_NUMBER.fullmatch(_plain(entry.get("notation")))
        and _plain(entry.get("title")) not in {"", title}
        and _agency(entry.get("tocode")) not in codes | {""}
        for entry in sent
    )


def _is_new(data: bytes) -> bool:
    try:
        return unpack(data).business.purpose is Purpose.NEW
    except InputError:
        return False


def _agency(value: object) -> str:
    """What an agency is told apart by, in whichever structure its code is written."""
    return agency_key(value) if isinstance(value, str) else ""


def _plain(value: object) -> str:
    """Text for comparing: one form of Vietnamese letters, single blanks, no case."""
    text = normalize("NFC", value) if isinstance(value, str) else ""
    return " ".join(text.split()).casefold()
