# SPDX-License-Identifier: Apache-2.0
"""The names of that generation, and how it writes days and times: as ISO 8601 does, or as today."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from esign.exchange.envelope import first, text
from esign.exchange.wire import is_standard_day, is_standard_moment, moment_of

if TYPE_CHECKING:
    from lxml.etree import _Element

SPELLINGS: Final = {
    "PromulgationDate": ("PromulgationDate", "Date"),
    "DocumentType": ("DocumentType", "Type", "type"),
    "TypeName": ("TypeName", "description", "Description"),
    "SignerInfo": ("SignerInfo", "Author"),
    "Position": ("Position", "Function"),
    "DueDate": ("DueDate", "ResponseDate"),
}
"""By today's name all that stand for it, that of the generation itself second."""

TYPE_NUMBER: Final = ("Type", "value", "Value")
"""What the number of a document's type is called below `DocumentType`."""

TIMES: Final = ("Timestamp", "TimeStamp")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


def is_day(found: str) -> bool:
    """Whether a real day is written as that generation writes one."""
    return is_standard_day(found) or (_matches(_DAY, found)) or is_moment(found)


def is_moment(found: str) -> bool:
    """The same of a time."""
    return is_standard_moment(found) or _matches(_MOMENT, found)


def stop_of(trace: _Element) -> tuple[str, str]:
    """Who passed a package on, and when, as it is written."""
    code = text(trace, "OrganId") or text(trace, "Sender", "OrganId")
    return code, text(first(trace, *TIMES))


def _matches(form: re.Pattern[str], found: str) -> bool:
    return form.fullmatch(found) is not None and moment_of(found) is not None
