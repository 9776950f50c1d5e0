# SPDX-License-Identifier: Apache-2.0
"""The rules a package of a new document must keep before it is sent.

The national text has no schema; these are the demands that the hubs and readers of the axis make
in practice. A rule's id is the second part of its messages' code, `edxml.D2.future`; rules that
would only warn are not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import Detail, InputError
from esign.exchange.attachments import joined, open_files
from esign.exchange.envelope import Envelope, children, first, open_envelope, parse, text
from esign.exchange.wire import integer_of, is_standard_day, is_standard_moment, moment_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

_MOST_URGENT: Final = 4
_BUSINESS_TYPES: Final = range(4)
_SHOWN: Final = 40
"""Characters of a faulty value that its message repeats."""


def lint(data: bytes) -> tuple[Detail, ...]:
    """All faults of a package of a new document; empty when it may be sent.

    A fault that keeps the package from being opened stands alone.
    """
    try:
        envelope = open_envelope(parse(data))
    except InputError as fault:
        return (Detail(fault.code, "", fault.facts),)
    return faults(envelope)


def faults(envelope: Envelope) -> tuple[Detail, ...]:
    """All faults of an opened package, rule by rule."""
    return tuple(detail for rule in _RULES for detail in rule(envelope))


def _sender(envelope: Envelope) -> Iterator[Detail]:
    """O1: the sender has a code and a name."""
    yield from _missing("edxml.O1", envelope.message, ("From", "OrganId"), ("From", "OrganName"))


def _receivers(envelope: Envelope) -> Iterator[Detail]:
    """O2: there are receivers, each with a code, none twice."""
    receivers = children(envelope.message, "To")
    if not receivers:
        yield Detail("edxml.O2", "MessageHeader/To")
    seen: set[str] = set()
    for ordinal, receiver in enumerate(receivers, start=1):
        path = f"MessageHeader/To[{ordinal}]/OrganId"
        code = text(receiver, "OrganId")
        if not code:
            yield Detail("edxml.O2", path)
        elif code.upper() in seen:
            yield Detail("edxml.O2.twice", path, {"code": code[:_SHOWN]})
        seen.add(code.upper())


def _number(envelope: Envelope) -> Iterator[Detail]:
    """D1: number and symbol, each in its own field."""
    yield from _missing(
        "edxml.D1", envelope.message, ("Code", "CodeNumber"), ("Code", "CodeNotation")
    )


def _issued(envelope: Envelope) -> Iterator[Detail]:
    """D2: a real date of issue, at most one day after the package was sent."""
    path = "MessageHeader/PromulgationInfo/PromulgationDate"
    found = text(envelope.message, "PromulgationInfo", "PromulgationDate")
    if not is_standard_day(found):
        yield Detail("edxml.D2", path, {"found": found[:_SHOWN]})
    issued = moment_of(found)
    sent = next((moment_of(time) for time in envelope.times if is_standard_moment(time)), None)
    if issued and sent and (issued.date() - sent.date()).days > 1:
        yield Detail("edxml.D2.future", path, {"found": found[:_SHOWN], "sent": f"{sent:%d/%m/%Y}"})


def _content(envelope: Envelope) -> Iterator[Detail]:
    """D3: what the document is about, and its type by name."""
    yield from _missing(
        "edxml.D3", envelope.message, ("Subject",), ("Content",), ("DocumentType", "TypeName")
    )


def _identifier(envelope: Envelope) -> Iterator[Detail]:
    """D5: the identifier by which every later message names the document."""
    yield from _missing("edxml.D5", envelope.message, ("DocumentId",))


def _amounts(envelope: Envelope) -> Iterator[Detail]:
    """D7: numbers that are numbers; an empty SteeringType breaks VNPT's reader."""
    information = first(envelope.message, "OtherInfo")
    limits = {"Priority": _MOST_URGENT, "PromulgationAmount": None, "PageAmount": None}
    for name, most in limits.items():
        found = text(information, name)
        number = integer_of(found)
        if found and (number is None or number < 0 or (most is not None and number > most)):
            path = f"MessageHeader/OtherInfo/{name}"
            yield Detail("edxml.D7", path, {"found": found[:_SHOWN]})
    steering = first(envelope.message, "SteeringType")
    if steering is not None and integer_of(text(steering)) is None:
        yield Detail("edxml.D7", "MessageHeader/SteeringType", {"found": text(steering)[:_SHOWN]})


def _trace(envelope: Envelope) -> Iterator[Detail]:
    """T1: at least one system says who it is and when it passed the package on."""
    times = envelope.times
    stops = zip(envelope.traces, times, strict=True)
    if not any(text(trace, "OrganId") and is_standard_moment(time) for trace, time in stops):
        found = times[0][:_SHOWN] if times else ""
        yield Detail("edxml.T1", "TraceHeaderList/TraceHeader[1]", {"found": found})


def _business(envelope: Envelope) -> Iterator[Detail]:
    """B1: new, recall, update or replacement; nothing said means new."""
    found = envelope.business_type
    if found and integer_of(found) not in _BUSINESS_TYPES:
        path = "TraceHeaderList/Bussiness/BussinessDocType"
        yield Detail("edxml.B1", path, {"found": found[:_SHOWN]})


def _manifest(envelope: Envelope) -> Iterator[Detail]:
    """A1: the manifest lists what is attached, and nothing else."""
    pairs, orphans = joined(envelope)
    for position in orphans:
        yield Detail("edxml.A1", f"edXMLManifest/Reference[{position + 1}]")
    for ordinal, (reference, _file) in enumerate(pairs, start=1):
        if reference is None:
            yield Detail("edxml.A1", f"AttachmentEncoded/Attachment[{ordinal}]")


def _files(envelope: Envelope) -> Iterator[Detail]:
    """A2: every file can be opened safely."""
    yield from open_files(envelope)[1]


def _missing(code: str, message: _Element, *paths: tuple[str, ...]) -> Iterator[Detail]:
    for path in paths:
        if not text(message, *path):
            yield Detail(code, "/".join(("MessageHeader", *path)))


_RULES: Final[tuple[Callable[[Envelope], Iterator[Detail]], ...]] = (
    _sender,
    _receivers,
    _number,
    _issued,
    _content,
    _identifier,
    _amounts,
    _trace,
    _business,
    _manifest,
    _files,
)
