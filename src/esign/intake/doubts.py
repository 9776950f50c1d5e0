# SPDX-License-Identifier: Apache-2.0
"""Reports that contradict themselves: which document they speak of cannot be told for certain.

Systems are known that build the DocumentId with the receiver's code, leave another agency's code in
the answer, or take the number of one document and the id of another.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from esign.exchange.numbers import Numbers, compared, parts_of
from esign.intake.numbers import names_another
from esign.model import StatusCode
from esign.model.agency_codes import agency_key
from esign.model.spelling import folded
from esign.register import Remark
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
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
_OTHERWISE: Final = "inbox.report_written_otherwise"
_NUMBERS: Final = "S5"
_SAID_BY_RULES: Final = frozenset({"edxml.S5.two", "edxml.S5.otherwise"})


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
    about, key = status.about, agency_key(ours)
    numbers = compared(about)
    is_doubtful = numbers is not Numbers.ONE or _is_of_others(
        about, lambda code: agency_key(code) == key
    )
    owner = register.dealings.owner_of(about) if is_doubtful else None
    if owner is None:
        return ()
    facts = {"code": shown(about.code), "document_id": shown(about.document_id)}
    facts["agency"] = shown(about.agency_code)
    found = []
    if _is_of_others(about, lambda code: register.inbox.is_one_of(owner, [code])):
        level = "error" if status.code in FINAL else "warning"
        found.append(Remark("S4", level, _OTHER, facts))
    if numbers is Numbers.TWO or (
        numbers is Numbers.UNSURE and names_another(about, register.dealings)
    ):
        found.append(Remark(_NUMBERS, "error", _TWO, facts))
    elif numbers is Numbers.UNSURE:
        found.append(Remark(_NUMBERS, "warning", _OTHERWISE, facts))
    return tuple(found)


def time_ahead(status: StatusPackage, received_at: datetime) -> tuple[Remark, ...]:
    """That a report bears a time that has not come; it counts as none."""
    if status.at is None or status.at <= received_at + AHEAD:
        return ()
    return (Remark("S6", "warning", "inbox.report_ahead", {"at": status.at.isoformat()}),)


def with_doubts(found: Iterable[Remark], doubts: Collection[Remark]) -> list[Remark]:
    """What speaks against a report, and what the rules find in it; what both say only once."""
    said = _SAID_BY_RULES if any(each.rule == _NUMBERS for each in doubts) else ()
    return [*doubts, *(each for each in found if each.code not in said)]


def is_contradiction(remark: Remark) -> bool:
    """Whether a report is not to be believed for what was found in it."""
    return remark.level == "error" and remark.code in {_TWO, _OTHER}


def _is_of_others(about: DocumentReference, is_issuer: Callable[[str], bool]) -> bool:
    """Whether a report gives another agency's code, for whoever knows which are the issuer's."""
    parts = parts_of(about.document_id)
    named = (folded(about.agency_code), parts[0] if parts else "")
    return any(code and not is_issuer(code) for code in named)
