# SPDX-License-Identifier: Apache-2.0
"""D6 to D9: single values: lengths, numbers, the day it is due, e-mail addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.exchange.envelope import children, first, text
from esign.exchange.rules.findings import Level
from esign.exchange.rules.known import lengths
from esign.exchange.rules.known.notations import notation_of
from esign.exchange.rules.rule import HUB, PRACTICE, SDK, PackageType, Rule
from esign.exchange.rules.subject import cut
from esign.exchange.wire import integer_of, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

    from esign.exchange.rules.subject import Subject

_MOST_URGENT: Final = 4
_LONGEST_ADDRESS: Final = 254
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+")


def texts_are_short(subject: Subject) -> Iterator[Detail]:
    """D6: no text is longer than others keep."""
    for path, most in lengths.MESSAGE.items():
        yield from _length(subject.said(*path), subject.place(*path), most)
    for place, element in subject.organisations():
        yield from _lengths(element, place, lengths.ORGANISATION)
    for place, element in subject.answered():
        yield from _lengths(element, place, lengths.ANSWERED)
    for place, element in subject.staff():
        yield from _lengths(element, place, lengths.STAFF)
    reason = text(first(subject.business, "BussinessDocReason", "BusinessDocReason"))
    yield from _length(reason, "TraceHeaderList/Bussiness/BussinessDocReason", lengths.REASON)
    for ordinal, line in enumerate(children(first(subject.message, "ToPlaces"), "Place"), start=1):
        place = subject.place("ToPlaces", f"Place[{ordinal}]")
        yield from _length(text(line), place, lengths.PLACE)


def _lengths(element: _Element, place: str, most: Mapping[str, int]) -> Iterator[Detail]:
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name in most:
            yield from _length(text(child), f"{place}/{name}", most[name])


def _length(found: str, path: str, most: int) -> Iterator[Detail]:
    if len(found) > most:
        yield Detail("edxml.D6", path, {"length": len(found), "limit": most})


def numbers_are_numbers(subject: Subject) -> Iterator[Detail]:
    """D7: numbers that are numbers; an empty SteeringType breaks VNPT's reader."""
    limits = {"Priority": _MOST_URGENT, "PromulgationAmount": None, "PageAmount": None}
    for name, most in limits.items():
        found = subject.said("OtherInfo", name)
        number = integer_of(found)
        if found and (number is None or number < 0 or (most is not None and number > most)):
            yield Detail("edxml.D7", subject.place("OtherInfo", name), {"found": cut(found)})
    steering = first(subject.message, "SteeringType")
    if steering is None:
        return
    if not text(steering):
        yield Detail("edxml.D7.empty", subject.place("SteeringType"))
    elif integer_of(text(steering)) is None:
        yield Detail("edxml.D7", subject.place("SteeringType"), {"found": cut(text(steering))})


def due_day_follows(subject: Subject) -> Iterator[Detail]:
    """D8: the day an answer is due is a real one, not before the date of issue."""
    found, path = subject.said("DueDate"), subject.place("DueDate")
    due = moment_of(found)
    issued = moment_of(subject.said("PromulgationInfo", "PromulgationDate"))
    if found and due is None:
        yield Detail("edxml.D8", path, {"found": cut(found)})
    elif found and not subject.is_day(found):
        facts = {"found": cut(found), "notation": notation_of(found)}
        yield Detail("edxml.D8.notation", path, facts)
    if due and issued and due.date() < issued.date():
        facts = {"found": cut(found), "issued": f"{issued:%d/%m/%Y}"}
        yield Detail("edxml.D8.before", path, facts)


def addresses_are_addresses(subject: Subject) -> Iterator[Detail]:
    """D9: an e-mail address looks like one."""
    for places in (subject.organisations(), subject.staff()):
        for place, element in places:
            found = text(element, "Email")
            if found and not (len(found) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(found)):
                yield Detail("edxml.D9", f"{place}/Email", {"found": cut(found)})


RULES: Final = (
    Rule(
        "D6",
        Level.WARNING,
        "No text longer than others keep",
        f"{HUB}; offices' databases",
        texts_are_short,
    ),
    Rule(
        "D7",
        Level.ERROR,
        "Priority 0 to 4, copies and pages not negative, SteeringType a number or left out",
        f"{HUB}; {SDK}",
        numbers_are_numbers,
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "D8",
        Level.WARNING,
        "A real day for the answer, written `yyyy/MM/dd`, not before the date of issue",
        PRACTICE,
        due_day_follows,
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "D9",
        Level.WARNING,
        "E-mail addresses that are some",
        HUB,
        addresses_are_addresses,
    ),
)
