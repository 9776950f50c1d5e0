# SPDX-License-Identifier: Apache-2.0
"""D1 to D5: what the document is: number, date, subject, type, identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.exchange.rules.findings import Level
from esign.exchange.rules.known.document_types import (
    ADMINISTRATIVE,
    ADMINISTRATIVE_TYPES,
    NORMATIVE,
    group_of,
    is_called,
    type_name,
)
from esign.exchange.rules.known.notations import is_implausible, notation_of
from esign.exchange.rules.rule import GUIDE, HUB, SDK, PackageType, Rule
from esign.exchange.rules.subject import cut
from esign.exchange.wire import day_of, integer_of, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from esign.exchange.rules.subject import Subject

_ISSUED: Final = ("PromulgationInfo", "PromulgationDate")
_PARTS: Final = 3


def number_is_apart(subject: Subject) -> Iterator[Detail]:
    """D1: number and symbol, each in its own field."""
    number, symbol = subject.said("Code", "CodeNumber"), subject.said("Code", "CodeNotation")
    for name, found in (("CodeNumber", number), ("CodeNotation", symbol)):
        if not found:
            yield Detail("edxml.D1", subject.place("Code", name))
    if "/" in number:
        path = subject.place("Code", "CodeNumber")
        yield Detail("edxml.D1.whole", path, {"found": cut(number)})
    rest = symbol.removeprefix(number)
    if number and rest != symbol and not rest[:1].isdigit():  # number 20 of 2026/NQ-HĐND
        path = subject.place("Code", "CodeNotation")
        yield Detail("edxml.D1.whole", path, {"found": cut(symbol)})


def day_is_real(subject: Subject) -> Iterator[Detail]:
    """D2: a real date of issue, in the standard's notation, not in the future."""
    found, path = subject.said(*_ISSUED), subject.place(*_ISSUED)
    if not subject.is_day(found):
        if notation := notation_of(found):
            yield Detail("edxml.D2.notation", path, {"found": cut(found), "notation": notation})
        else:
            yield Detail("edxml.D2", path, {"found": cut(found)})
    if is_implausible(found):
        yield Detail("edxml.D2.year", path, {"found": cut(found)})
    yield from _ahead(subject, found, path)


def _ahead(subject: Subject, found: str, path: str) -> Iterator[Detail]:
    """A day after today, or after the day on which the package says that it was sent."""
    issued, today, sent = moment_of(found), subject.today, _sent_on(subject)
    if issued is None:
        return
    day = issued.date()
    if today and (day - today).days > 1:
        facts = {"found": cut(found), "today": f"{today:%d/%m/%Y}"}
        yield Detail("edxml.D2.ahead", path, facts)
    elif sent and (day - sent).days > 1:
        yield Detail("edxml.D2.future", path, {"found": cut(found), "sent": f"{sent:%d/%m/%Y}"})
    elif (known := [each for each in (today, sent) if each]) and (day - min(known)).days == 1:
        facts = {"found": cut(found), "sent": f"{min(known):%d/%m/%Y}"}
        yield Detail("edxml.D2.tomorrow", path, facts)


def _sent_on(subject: Subject) -> date | None:
    """The day on which the package says that it was sent; None where that does not count."""
    if subject.context.own_clock_alone:
        return None
    times = (time for _, time in subject.stops if subject.is_moment(time))
    return next(map(day_of, times), None)


def content_is_said(subject: Subject) -> Iterator[Detail]:
    """D3: what the document is about, and its type by name."""
    for path in (("Subject",), ("Content",), ("DocumentType", "TypeName")):
        if not subject.said(*path):
            yield Detail("edxml.D3", subject.place(*path))


def type_is_consistent(subject: Subject) -> Iterator[Detail]:
    """D4: a type of the lists, whose number and name agree.

    Type holds the list (1 or 2) or, as some vendors do, the number in the administrative list.
    """
    found, name = subject.said("DocumentType", "Type"), subject.said("DocumentType", "TypeName")
    if not found:
        yield Detail("edxml.D4.absent", subject.place("DocumentType", "Type"))
    group = integer_of(found) if found else ADMINISTRATIVE
    if group is None or not 1 <= group <= len(ADMINISTRATIVE_TYPES):
        yield Detail("edxml.D4", subject.place("DocumentType", "Type"), {"found": cut(found)})
        return
    if group > ADMINISTRATIVE:
        yield from _agree(subject, "Type", ADMINISTRATIVE, found)
        return
    detail = subject.said("DocumentType", "TypeDetail")
    if detail and integer_of(detail) not in {0, -1}:  # both say nothing
        yield from _agree(subject, "TypeDetail", group, detail)
    only = group_of(name)
    if only is not None and only != group:
        code = "edxml.D4.normative" if group == NORMATIVE else "edxml.D4.administrative"
        yield Detail(code, subject.place("DocumentType", "Type"), {"name": cut(name)})


def _is_to_be_sent(subject: Subject, detail: Detail) -> bool:
    """Whether a package without a type is about to be sent: some hubs refuse it."""
    return detail.code == "edxml.D4.absent" and bool(subject.context.own_code)


def _agree(subject: Subject, element: str, group: int, found: str) -> Iterator[Detail]:
    path = subject.place("DocumentType", element)
    listed = type_name(group, integer_of(found) or 0)
    name = subject.said("DocumentType", "TypeName")
    if not listed:
        yield Detail("edxml.D4", path, {"found": cut(found)})
    elif name and not is_called(name, listed):
        facts = {"found": cut(found), "listed": listed, "name": cut(name)}
        yield Detail("edxml.D4.name", path, facts)


def identifier_fits(subject: Subject) -> Iterator[Detail]:
    """D5: the identifier by which later messages name the document, made of its own parts."""
    found, path = subject.said("DocumentId"), subject.place("DocumentId")
    parts = found.split(",", _PARTS - 1)
    if not found:
        yield Detail("edxml.D5", path)
    elif len(parts) != _PARTS or not all(map(str.strip, parts)):
        yield Detail("edxml.D5.form", path, {"found": cut(found)})
    else:
        yield from _parts_fit(subject, path, [part.strip() for part in parts])


def _parts_fit(subject: Subject, path: str, parts: list[str]) -> Iterator[Detail]:
    agency, day, code = parts
    sender, issued = subject.said("From", "OrganId"), subject.said(*_ISSUED)
    if sender and not subject.is_one(agency, sender):
        yield Detail("edxml.D5.agency", path, {"found": cut(agency), "expected": cut(sender)})
    dated, meant = moment_of(day), moment_of(issued)
    if dated is None or (meant and dated.date() != meant.date()):
        yield Detail("edxml.D5.day", path, {"found": cut(day), "expected": cut(issued)})
    number, symbol = subject.said("Code", "CodeNumber"), subject.said("Code", "CodeNotation")
    if number and symbol and code != f"{number}/{symbol}":
        facts = {"found": cut(code), "expected": cut(f"{number}/{symbol}")}
        yield Detail("edxml.D5.code", path, facts)


RULES: Final = (
    Rule(
        "D1",
        Level.ERROR,
        "Number and symbol, each in its own field",
        f"{HUB}; {GUIDE}",
        number_is_apart,
        {"edxml.D1.whole": Level.WARNING},
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "D2",
        Level.ERROR,
        "A real date of issue, written `yyyy/MM/dd`, at most one day ahead",
        HUB,
        day_is_real,
        {"edxml.D2.tomorrow": Level.WARNING, "edxml.D2.year": Level.WARNING},
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "D3",
        Level.ERROR,
        "Subject, summary and the type's name",
        HUB,
        content_is_said,
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "D4",
        Level.WARNING,
        "A type of the lists, whose group, number and name agree",
        f"{HUB}; TT 01/2022/TT-BTTTT",
        type_is_consistent,
        bars=_is_to_be_sent,
        of=PackageType.DOCUMENT,
        of_older=False,  # its list of types is not known
    ),
    Rule(
        "D5",
        Level.ERROR,
        "A DocumentId: the sender's code, the date of issue, number/symbol",
        f"{HUB}; {SDK}",
        identifier_fits,
        {
            f"edxml.D5.{facet}": Level.WARNING  # others write identifiers as they like
            for facet in ("form", "agency", "day", "code")
        },
        of=PackageType.DOCUMENT,
        of_older=False,  # which has no such field
    ),
)
