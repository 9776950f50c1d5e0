# SPDX-License-Identifier: Apache-2.0
"""T1 and B1 to B5: the systems on its way, and what the package is sent for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.exchange.envelope import children, first, text
from esign.exchange.rules.findings import Level
from esign.exchange.rules.known.notations import is_implausible, notation_of
from esign.exchange.rules.rule import HUB, PRACTICE, SDK, PackageType, Rule
from esign.exchange.rules.subject import cut
from esign.exchange.wire import day_of, integer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from esign.exchange.rules.subject import Subject

_RECALL, _UPDATE, _REPLACE = range(1, 4)
_PURPOSES: Final = range(4)
_BUSINESS: Final = "TraceHeaderList/Bussiness"
_INFORMATION: Final = ("BussinessDocumentInfo", "BusinessDocumentInfo")
_SAYS_YES: Final = "1"


def trace_is_whole(subject: Subject) -> Iterator[Detail]:
    """T1: at least one system says who it is and when it passed the package on."""
    if subject.is_status:
        yield from _reported(subject)
        return
    stops = subject.stops
    path = "TraceHeaderList/TraceHeader[1]"
    if not any(code and subject.is_moment(time) for code, time in stops):
        found = stops[0][1] if stops else ""
        if stops and stops[0][0] and (notation := notation_of(found)):
            yield Detail("edxml.T1.notation", path, {"found": cut(found), "notation": notation})
        else:
            yield Detail("edxml.T1", path, {"found": cut(found)})
    for ordinal, (_, time) in enumerate(stops, start=1):
        yield from _doubtful(subject, time, f"TraceHeaderList/TraceHeader[{ordinal}]/Timestamp")


def _reported(subject: Subject) -> Iterator[Detail]:
    """A status package has no trace: its own time stands for it."""
    found = subject.said("Timestamp")
    if not subject.is_moment(found):
        yield Detail("edxml.T1.status", subject.place("Timestamp"), {"found": cut(found)})
    else:
        yield from _doubtful(subject, found, subject.place("Timestamp"))


def _doubtful(subject: Subject, time: str, path: str) -> Iterator[Detail]:
    """A time that is understood and cannot be right; a clock may be a day ahead of ours."""
    day, today = day_of(time), subject.today
    if is_implausible(time):
        yield Detail("edxml.T1.year", path, {"found": cut(time)})
    elif day and today and (day - today).days > 1:
        facts = {"found": cut(time), "today": f"{today:%d/%m/%Y}"}
        yield Detail("edxml.T1.ahead", path, facts)


def purpose_is_known(subject: Subject) -> Iterator[Detail]:
    """B1: new, recall, update or replacement; nothing said means new."""
    found = text(first(subject.business, "BussinessDocType", "BusinessDocType"))
    if not found:
        yield Detail("edxml.B1.absent", _BUSINESS)
    elif integer_of(found) not in _PURPOSES:
        yield Detail("edxml.B1", f"{_BUSINESS}/BussinessDocType", {"found": cut(found)})


def purpose_is_explained(subject: Subject) -> Iterator[Detail]:
    """B2: recall and update name their document; recall, update and replacement say why."""
    if subject.purpose in {_RECALL, _UPDATE} and not text(subject.business, "DocumentId"):
        yield Detail("edxml.B2", f"{_BUSINESS}/DocumentId")
    reason = text(first(subject.business, "BussinessDocReason", "BusinessDocReason"))
    if subject.purpose in {_RECALL, _UPDATE, _REPLACE} and not reason:
        yield Detail("edxml.B2.reason", f"{_BUSINESS}/BussinessDocReason")


def update_is_told(subject: Subject) -> Iterator[Detail]:
    """B3: an update says what is different; changed receivers are named."""
    if subject.purpose != _UPDATE:
        return
    found = children(subject.business, *_INFORMATION)
    if not found:
        yield Detail("edxml.B3", f"{_BUSINESS}/BussinessDocumentInfo")
    for ordinal, information in enumerate(found, start=1):
        place = f"{_BUSINESS}/BussinessDocumentInfo[{ordinal}]/ReceiverList"
        receivers = children(first(information, "ReceiverList"), "Receiver")
        if text(information, "DocumentReceiver") == _SAYS_YES and not receivers:
            yield Detail("edxml.B3.receivers", place)
        yield from _changes(receivers, place)


def _changes(receivers: tuple[_Element, ...], place: str) -> Iterator[Detail]:
    for ordinal, receiver in enumerate(receivers, start=1):
        found = text(receiver, "ReceiverType")
        if integer_of(found) not in {0, 1} or not text(receiver, "OrganId"):
            yield Detail("edxml.B3.change", f"{place}/Receiver[{ordinal}]", {"found": cut(found)})


def replaced_is_named(subject: Subject) -> Iterator[Detail]:
    """B4: a replacement names what it replaces."""
    if subject.purpose != _REPLACE:
        return
    replaced = children(first(subject.business, "ReplacementInfoList"), "ReplacementInfo")
    if not any(text(each, "DocumentId") for each in replaced):
        yield Detail("edxml.B4", f"{_BUSINESS}/ReplacementInfoList")


def nothing_of_another_purpose(subject: Subject) -> Iterator[Detail]:
    """B5: what belongs to updates or replacements stands under no other purpose."""
    if subject.purpose != _UPDATE and first(subject.business, *_INFORMATION) is not None:
        yield Detail("edxml.B5", f"{_BUSINESS}/BussinessDocumentInfo")
    replaced = first(subject.business, "ReplacementInfoList")
    if subject.purpose != _REPLACE and replaced is not None:
        yield Detail("edxml.B5", f"{_BUSINESS}/ReplacementInfoList")


RULES: Final = (
    Rule(
        "T1",
        Level.ERROR,
        "A system with its code and the time, written `yyyy/MM/dd HH:mm:ss`",
        HUB,
        trace_is_whole,
        {f"edxml.T1.{facet}": Level.WARNING for facet in ("year", "ahead", "status")},
    ),
    Rule(
        "B1",
        Level.ERROR,
        "A purpose: 0 new, 1 recall, 2 update, 3 replacement",
        f"{HUB}; {SDK}",
        purpose_is_known,
        {"edxml.B1.absent": Level.WARNING},
        of=PackageType.DOCUMENT,
        of_older=False,
    ),
    Rule(
        "B2",
        Level.ERROR,
        "Recall and update name their document; recall, update and replacement say why",
        SDK,
        purpose_is_explained,
        {"edxml.B2.reason": Level.WARNING},
        of=PackageType.DOCUMENT,
        of_older=False,
    ),
    Rule(
        "B3",
        Level.WARNING,
        "An update says what is different, and names receivers that are",
        SDK,
        update_is_told,
        of=PackageType.DOCUMENT,
        of_older=False,
    ),
    Rule(
        "B4",
        Level.ERROR,
        "A replacement names what it replaces",
        SDK,
        replaced_is_named,
        of=PackageType.DOCUMENT,
        of_older=False,
    ),
    Rule(
        "B5",
        Level.WARNING,
        "What belongs to updates or replacements stands under no other purpose",
        PRACTICE,
        nothing_of_another_purpose,
        of=PackageType.DOCUMENT,
        of_older=False,
    ),
)
