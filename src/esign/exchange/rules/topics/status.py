# SPDX-License-Identifier: Apache-2.0
"""S1 to S6: what a status package says, and whether it can be; S5 of answers in documents too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.exchange.envelope import text
from esign.exchange.fields import Fields
from esign.exchange.numbers import Numbers, compared
from esign.exchange.people import reference_of
from esign.exchange.rules.findings import Level
from esign.exchange.rules.rule import GUIDE, HUB, PRACTICE, SDK, PackageType, Rule
from esign.exchange.rules.subject import cut
from esign.exchange.wire import integer_of
from esign.model import StatusCode
from esign.model.agency_codes import CodeForm, form_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from esign.exchange.rules.findings import StoredDocument
    from esign.exchange.rules.subject import Subject

_NEEDED: Final = (
    ("From", "OrganId"),
    ("From", "OrganName"),
    ("ResponseFor", "OrganId"),
    ("ResponseFor", "Code"),
    ("ResponseFor", "DocumentId"),
    ("StatusCode",),
)
_WITH_REASON: Final = frozenset({StatusCode.REFUSED, StatusCode.TAKE_BACK, StatusCode.DECLINED})
_ANSWERS: Final = frozenset({StatusCode.AGREED, StatusCode.DECLINED})
_CODE_AND_SYMBOL = re.compile(r"\d\w*+/\S+")
_PARTS: Final = 3


def reference_is_whole(subject: Subject) -> Iterator[Detail]:
    """S1: who reports, about which document, and what."""
    for path in _NEEDED:
        if not subject.said(*path):
            yield Detail("edxml.S1", subject.place(*path))


def code_is_known(subject: Subject) -> Iterator[Detail]:
    """S2: a status code of the list, in two digits."""
    found = subject.said("StatusCode")
    if not found:
        return
    if _code(subject) is None:
        yield Detail("edxml.S2", subject.place("StatusCode"), {"found": cut(found)})
    elif found != _code(subject):
        facts = {"found": cut(found), "code": str(_code(subject))}
        yield Detail("edxml.S2.digits", subject.place("StatusCode"), facts)


def reason_is_given(subject: Subject) -> Iterator[Detail]:
    """S3: refusing, taking back and declining say why."""
    code = _code(subject)
    if code in _WITH_REASON and not subject.said("Description"):
        yield Detail("edxml.S3", subject.place("Description"), {"code": code})


def direction_is_right(subject: Subject) -> Iterator[Detail]:
    """S4: code 13 comes from the document's sender, every other from one of its receivers."""
    code, issuer = _code(subject), _issuer(subject)
    reporter, addressed = subject.said("From", "OrganId"), subject.said("ResponseFor", "OrganId")
    if code is None or not (issuer and reporter and addressed):
        return
    by_sender = code == StatusCode.TAKE_BACK
    path = subject.place("From" if by_sender else "ResponseFor", "OrganId")
    found = reporter if by_sender else addressed
    facts = {"code": code, "found": cut(found), "issuer": cut(issuer)}
    if not subject.is_one(found, issuer):
        yield Detail("edxml.S4", path, facts)
    elif subject.is_one(reporter, addressed):
        path = subject.place("ResponseFor" if by_sender else "From", "OrganId")
        yield Detail("edxml.S4.itself", path, {"code": code, "found": cut(reporter)})
    else:
        yield from _among_receivers(subject, "ResponseFor" if by_sender else "From")


def _among_receivers(subject: Subject, side: str) -> Iterator[Detail]:
    stored, receiver = _stored(subject), subject.said(side, "OrganId")
    known = stored.receiver_codes if stored else ()
    if known and not any(subject.is_one(receiver, each) for each in known):
        path = subject.place(side, "OrganId")
        yield Detail("edxml.S4.stranger", path, {"found": cut(receiver)})


def documents_are_one(subject: Subject) -> Iterator[Detail]:
    """S5: each document that is spoken of is one, by its number and symbol and by its identifier.

    Neither an agency's code in place of number and symbol, nor the other way round.
    """
    for place, element in subject.answered():
        code, agency = text(element, "Code"), text(element, "OrganId")
        if code and form_of(code) is not CodeForm.OTHER:
            yield Detail("edxml.S5.code", f"{place}/Code", {"found": cut(code)})
        if _CODE_AND_SYMBOL.fullmatch(agency):
            yield Detail("edxml.S5.agency", f"{place}/OrganId", {"found": cut(agency)})
        yield from _is_itself(place, element)


def _is_itself(place: str, element: _Element) -> Iterator[Detail]:
    """Number and symbol of a document that is spoken of are those in its DocumentId."""
    about = reference_of(Fields(element, place))
    facts = {"found": cut(about.code), "document_id": cut(about.document_id)}
    numbers = compared(about)
    if numbers is Numbers.TWO:
        yield Detail("edxml.S5.two", f"{place}/Code", facts)
    elif numbers is Numbers.UNSURE:
        yield Detail("edxml.S5.otherwise", f"{place}/Code", facts)


def move_is_possible(subject: Subject) -> Iterator[Detail]:
    """S6: it follows from what the same agency has reported, or from what it was asked."""
    code, stored = _code(subject), _stored(subject)
    if code is None or stored is None:
        return
    reporter, path = subject.said("From", "OrganId"), subject.place("StatusCode")
    before = {each for agency, each in stored.statuses if subject.is_one(agency, reporter)}
    if code in before:
        yield Detail("edxml.S6.again", path, {"code": code})
    elif code == StatusCode.ACCEPTED and StatusCode.REFUSED in before:
        yield Detail("edxml.S6.refused", path, {"code": code})
    elif code == StatusCode.DONE and StatusCode.ACCEPTED not in before:
        yield Detail("edxml.S6.early", path, {"code": code})
    elif code in _ANSWERS and not stored.open_requests:
        yield Detail("edxml.S6.unasked", path, {"code": code})


def _code(subject: Subject) -> StatusCode | None:
    """The status code, its leading zero supplied; None if it is none of the list."""
    number = integer_of(subject.said("StatusCode"))
    if number is None:
        return None
    return next((each for each in StatusCode if each == f"{number:02}"), None)


def _issuer(subject: Subject) -> str:
    """Who sent the document, as stored, else as its identifier says; empty where it does not."""
    if stored := _stored(subject):
        return stored.sender_code
    parts = subject.said("ResponseFor", "DocumentId").split(",", _PARTS - 1)
    return parts[0].strip() if len(parts) == _PARTS else ""


def _stored(subject: Subject) -> StoredDocument | None:
    find, found = subject.context.find_document, subject.said("ResponseFor", "DocumentId")
    return find(found) if find and found else None


RULES: Final = (
    Rule(
        "S1",
        Level.ERROR,
        "Who reports, about which document, and what",
        HUB,
        reference_is_whole,
        of=PackageType.STATUS,
    ),
    Rule(
        "S2",
        Level.ERROR,
        "A status code of the list (01 to 06, 13, 15, 16), in two digits",
        f"{HUB}; {SDK}",
        code_is_known,
        {"edxml.S2.digits": Level.WARNING},
        of=PackageType.STATUS,
    ),
    Rule(
        "S3",
        Level.WARNING,
        "02, 13 and 16 say why",
        PRACTICE,
        reason_is_given,
        of=PackageType.STATUS,
    ),
    Rule(
        "S4",
        Level.WARNING,
        "Code 13 comes from the document's sender, every other from one of its receivers",
        f"{HUB}; {SDK}",
        direction_is_right,
        of=PackageType.STATUS,
    ),
    Rule(
        "S5",
        Level.WARNING,
        "Number and symbol of a document spoken of fit its DocumentId, and are no agency's code",
        f".NET senders; {PRACTICE.lower()}",
        documents_are_one,
        of_older=False,  # whose answers are not read
    ),
    Rule(
        "S6",
        Level.WARNING,
        "It follows from what was reported or asked before, and is no repeat",
        GUIDE,
        move_is_possible,
        of=PackageType.STATUS,
    ),
)
