# SPDX-License-Identifier: Apache-2.0
"""Reports that contradict themselves: which document they speak of cannot be told for certain.

Systems are known that build the DocumentId with the receiver's code, leave another agency's code in
the answer, or take the number of one document and the id of another.
"""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from esign.model import StatusCode
from esign.model.agency_codes import agency_key
from esign.register import Remark
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from esign.model import DocumentReference, StatusPackage
    from esign.register import Register

FINAL: Final = frozenset(
    {StatusCode.REFUSED, StatusCode.DONE, StatusCode.AGREED, StatusCode.DECLINED}
)
"""What settles a matter; it is believed of a report that is sound, and of no other."""

AHEAD: Final = timedelta(days=1)
"""By so much the clock of whoever reports may be fast."""

_TWO: Final = "inbox.report_two_documents"
_OTHER: Final = "inbox.report_other_issuer"

_PARTS: Final = 3
_YEAR: Final = 4


def contradictions_of(status: StatusPackage, register: Register, ours: str) -> tuple[Remark, ...]:
    """What speaks against a report of a document that was issued here; nothing against a request.

    A contradiction is an error where the report would settle a matter, or names two documents.

    Args:
        status: the report.
        register: knows the document, and whose codes are whose.
        ours: the code of the agency whose inbox it came into.
    """
    if status.code == StatusCode.TAKE_BACK:
        return ()
    key = agency_key(ours)
    if not any(_contradictions(status.about, lambda code: agency_key(code) == key)):
        return ()
    owner = register.dealings.owner_of(status.about)
    if owner is None:
        return ()
    inbox = register.inbox
    found = set(_contradictions(status.about, lambda code: inbox.is_one_of(owner, [code])))
    about = status.about
    facts = {"code": shown(about.code), "document_id": shown(about.document_id)}
    facts["agency"] = shown(about.agency_code)
    settles = status.code in FINAL
    return tuple(
        Remark(rule, "error" if settles or code == _TWO else "warning", code, facts)
        for rule, code in sorted(found)
    )


def time_ahead(status: StatusPackage, received_at: datetime) -> tuple[Remark, ...]:
    """That a report bears a time that has not come; it counts as none."""
    if status.at is None or status.at <= received_at + AHEAD:
        return ()
    return (Remark("S6", "warning", "inbox.report_ahead", {"at": status.at.isoformat()}),)


def is_contradiction(remark: Remark) -> bool:
    """Whether a report is not to be believed for what was found in it."""
    return remark.level == "error" and remark.code in {_TWO, _OTHER}


def _contradictions(
    about: DocumentReference, is_issuer: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """The rule and the remark of each, for whoever knows which codes are the issuer's."""
    if about.agency_code and not is_issuer(about.agency_code):
        yield "S4", _OTHER
    parts = about.document_id.split(",", _PARTS - 1)
    if len(parts) < _PARTS:
        return
    agency, day, number = parts
    if not is_issuer(agency):
        yield "S4", _OTHER
    year = day.strip()[:_YEAR]
    issued = "" if about.issued_on is None else f"{about.issued_on.year:04}"
    other_year = issued and year.isascii() and year.isdigit() and year != issued
    if other_year or _are_two(about.code, number):
        yield "S5", _TWO


def _are_two(code: str, other: str) -> bool:
    """Whether two texts are the numbers and symbols of two documents."""
    (value, symbol), (other_value, other_symbol) = _number(code), _number(other)
    if not (value and other_value):
        return False
    return value != other_value or bool(symbol and other_symbol and symbol != other_symbol)


def _number(text: str) -> tuple[str, str]:
    """Number, without leading zeros, and symbol; no number where none stands there."""
    value, _, symbol = text.strip().partition("/")
    plain = unicodedata.normalize("NFC", symbol.strip()).casefold()
    is_number = value.isascii() and value.isdigit()
    return (value.lstrip("0") or "0" if is_number else "", plain)
