# SPDX-License-Identifier: Apache-2.0
"""How single values look on the wire of QCVN 102:2016/BTTTT: names, dates, times, numbers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final, cast

from esign.model import VIETNAM

NAMESPACE: Final = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
PREFIX: Final = "edXML"
PREFIXED: Final = {PREFIX: NAMESPACE}
UNPREFIXED: Final = cast("dict[str, str]", {None: NAMESPACE})
"""None means the default namespace."""

NEW_DOCUMENT: Final = "0"
"""`BussinessDocType` of a document that is sent for the first time."""

NEW_REASON: Final = "Văn bản điện tử mới"
"""What stands as the reason of a new document."""

MANIFEST_VERSION: Final = "1.0"

ABSENT: Final = -1
"""A number that is not given; like VNPT's writer, ours leaves out what is negative."""

ADMINISTRATIVE: Final = 2
"""`DocumentType/Type` when a package names none (default of VNPT's reader)."""

_DAY = re.compile(r"\d{4}/\d{2}/\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{2})[/-](\d{2})[/-](\d{4})", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,9}", re.ASCII)


def day_text(day: date) -> str:
    """`yyyy/MM/dd`."""
    return day.isoformat().replace("-", "/")


def moment_text(moment: datetime) -> str:
    """`yyyy/MM/dd HH:mm:ss` in Vietnamese local time, of an aware `moment`."""
    local = moment.astimezone(VIETNAM).replace(tzinfo=None)
    return local.isoformat(" ", "seconds").replace("-", "/")


def moment_of(text: str) -> datetime | None:
    """The date or time that `text` means, aware; None when it means none.

    Understood are the standard's own `yyyy/MM/dd`, ISO 8601, and the day-first order that vendors
    send, each with or without a time. A time without a zone is Vietnamese time.
    """
    iso = _DAY_FIRST.sub(r"\3-\2-\1", text, count=1) if _DAY_FIRST.match(text) else text
    try:
        moment = datetime.fromisoformat(iso.replace("/", "-"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=VIETNAM)
        return moment.astimezone(UTC).astimezone(VIETNAM)  # some can be written in one alone
    except (ValueError, OverflowError):
        return None


def is_standard_day(text: str) -> bool:
    """Whether `text` is a real day written `yyyy/MM/dd`."""
    return _DAY.fullmatch(text) is not None and moment_of(text) is not None


def is_standard_moment(text: str) -> bool:
    """Whether `text` is a real time written `yyyy/MM/dd HH:mm:ss`."""
    return _MOMENT.fullmatch(text) is not None and moment_of(text) is not None


def integer_of(text: str) -> int | None:
    """The whole number `text` writes in at most nine ASCII digits, else None."""
    return int(text) if _INTEGER.fullmatch(text) else None


def natural_of(text: str) -> int | None:
    """The same, where it is not negative."""
    number = integer_of(text)
    return None if number is None or number < 0 else number


def day_of(text: str) -> date | None:
    """The day that `text` means in Vietnam; see `moment_of`."""
    moment = moment_of(text)
    return None if moment is None else moment.date()


def second_of(text: str) -> datetime | None:
    """The time that `text` means, to the second as it is written."""
    moment = moment_of(text)
    return None if moment is None else moment.replace(microsecond=0)


def flag_of(text: str) -> bool | None:
    """What `true` and `false`, `1` and `0` mean."""
    return {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
