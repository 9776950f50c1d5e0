# SPDX-License-Identifier: Apache-2.0
"""Single mends of a package's tree; each says what it changed, and none invents a fact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.exchange.envelope import children, first, text
from esign.exchange.repair.files import content_ids, content_types, trimmed_contents
from esign.exchange.rules.subject import cut
from esign.exchange.wire import (
    NAMESPACE,
    NEW_DOCUMENT,
    day_text,
    integer_of,
    is_standard_day,
    is_standard_moment,
    moment_of,
    moment_text,
)
from esign.model.agency_codes import normal_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

_WHOLE = re.compile(r"(\d\w*+)\s*+/\s*+(\S.*)")
_TRACES: Final = ("edXMLEnvelope", "edXMLHeader", "TraceHeaderList")
_DAYS: Final = frozenset({"PromulgationDate", "DueDate"})
_SPELLINGS: Final = (
    (("edXMLEnvelope", "edXMLBody"), "Manifest", "edXMLManifest"),
    (("edXMLEnvelope", "edXMLHeader"), "Status", "MessageHeader"),
    (_TRACES, "Business", "Bussiness"),
    ((*_TRACES, "Bussiness"), "BusinessDocType", "BussinessDocType"),
    ((*_TRACES, "Bussiness"), "BusinessDocReason", "BussinessDocReason"),
    ((*_TRACES, "Bussiness"), "BusinessDocumentInfo", "BussinessDocumentInfo"),
)
"""Where names stand that readers take for others, whatever their namespace; and the others."""


def _spelled(root: _Element) -> Iterator[Detail]:
    """Names as the standard spells them; Bkav's wrapper of a status package included.

    One beside its right spelling stays: nobody knows which of the two is meant.
    """
    for path, found, put in _SPELLINGS:
        parent: _Element | None = root
        for name in path:
            parent = first(parent, name)
        if first(parent, put) is not None:
            continue
        for element in children(parent, found):
            element.tag = f"{{{NAMESPACE}}}{put}"
            yield Detail("edxml.repair.name", "", {"found": found, "put": put})


def _days(root: _Element) -> Iterator[Detail]:
    """Days and times in the standard's notation; a time of day is never made up."""
    for element in _envelope_elements(root):
        name, found = _name(element), text(element)
        meant = moment_of(found)
        if meant is None:
            continue
        if name in _DAYS and not is_standard_day(found):
            yield _put(element, day_text(meant.date()), "edxml.repair.date")
        elif name == "Timestamp" and ":" in found and not is_standard_moment(found):
            yield _put(element, moment_text(meant), "edxml.repair.date")


def _number(root: _Element) -> Iterator[Detail]:
    """Number and symbol apart, where one field holds both and the other nothing else."""
    code = first(first(_header(root), "MessageHeader"), "Code")
    number, symbol = first(code, "CodeNumber"), first(code, "CodeNotation")
    for field in (number, symbol):
        whole = _WHOLE.fullmatch(text(field))
        if code is None or whole is None:
            continue
        known = {"", whole[0]}
        if text(number) not in known | {whole[1]} or text(symbol) not in known | {whole[2]}:
            continue
        for name, value in (("CodeNumber", whole[1]), ("CodeNotation", whole[2])):
            _leaf(code, name).text = value
        facts = {"found": cut(whole[0]), "number": cut(whole[1]), "symbol": cut(whole[2])}
        yield Detail("edxml.repair.number", "MessageHeader/Code", facts)
        return


def _receivers(root: _Element) -> Iterator[Detail]:
    """Each receiver once; one that is told of in two ways stays twice."""
    seen: dict[str, dict[str, str]] = {}
    for receiver in children(first(_header(root), "MessageHeader"), "To"):
        said = {_name(each): text(each) for each in receiver if text(each)}
        code = normal_code(said.get("OrganId", ""))
        earlier = seen.setdefault(code, said) if code else said
        if earlier is said:
            continue
        if all(_same(earlier.get(name, ""), value) for name, value in said.items()):
            _remove(receiver)
            yield Detail("edxml.repair.receiver", "MessageHeader/To", {"code": cut(code)})


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _steering(root: _Element) -> Iterator[Detail]:
    """Without an empty SteeringType."""
    for element in children(first(_header(root), "MessageHeader"), "SteeringType"):
        if not text(element) and not len(element):
            _remove(element)
            yield Detail("edxml.repair.steering", "MessageHeader/SteeringType")


def _purpose(root: _Element) -> Iterator[Detail]:
    """New is said where nothing is: that is how all readers understand it."""
    traces = first(_header(root), "TraceHeaderList")
    if traces is None:
        return
    business = first(traces, "Bussiness", "Business")
    if business is None:
        business = _leaf(traces, "Bussiness")
    if not text(first(business, "BussinessDocType", "BusinessDocType")):
        _leaf(business, "BussinessDocType").text = NEW_DOCUMENT
        yield Detail("edxml.repair.purpose", "TraceHeaderList/Bussiness/BussinessDocType")


def _status_code(root: _Element) -> Iterator[Detail]:
    """Status codes in two digits."""
    code = first(first(_header(root), "MessageHeader"), "StatusCode")
    number = integer_of(text(code))
    if code is not None and number is not None and number >= 0 and text(code) != f"{number:02}":
        yield _put(code, f"{number:02}", "edxml.repair.status_code")


def _put(element: _Element, value: str, code: str) -> Detail:
    facts = {"found": cut(text(element)), "put": value}
    element.text = value
    return Detail(code, _name(element), facts)


def _leaf(parent: _Element, name: str) -> _Element:
    """The child of that name, made if there is none."""
    found = first(parent, name)
    if found is None:
        found = parent.makeelement(f"{{{NAMESPACE}}}{name}")
        parent.append(found)
    return found


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _header(root: _Element) -> _Element | None:
    return first(first(root, "edXMLEnvelope"), "edXMLHeader")


def _envelope_elements(root: _Element) -> Iterator[_Element]:
    envelope = first(root, "edXMLEnvelope")
    return iter(()) if envelope is None else envelope.iter(f"{{{NAMESPACE}}}*")


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2]


MENDS: Final[tuple[Callable[[_Element], Iterator[Detail]], ...]] = (
    _spelled,
    _days,
    _number,
    _receivers,
    _steering,
    _purpose,
    _status_code,
    content_ids,
    content_types,
    trimmed_contents,
)
