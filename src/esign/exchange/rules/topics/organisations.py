# SPDX-License-Identifier: Apache-2.0
"""O1 to O5: sender and receivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.exchange.envelope import children, text
from esign.exchange.rules.findings import Level
from esign.exchange.rules.rule import HUB, PRACTICE, PackageType, Rule
from esign.exchange.rules.subject import cut
from esign.model.agency_codes import CodeForm, form_of, is_hub, normal_code, same_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.exchange.rules.subject import Subject


def sender_is_named(subject: Subject) -> Iterator[Detail]:
    """O1: the sender has a code and a name."""
    for name in ("OrganId", "OrganName"):
        if not subject.said("From", name):
            yield Detail("edxml.O1", subject.place("From", name))


def receivers_are_named(subject: Subject) -> Iterator[Detail]:
    """O2: there are receivers, each with a code and a name, none twice."""
    receivers = children(subject.message, "To")
    if not receivers:
        yield Detail("edxml.O2", subject.place("To"))
    seen: dict[str, str] = {}
    for ordinal, receiver in enumerate(receivers, start=1):
        place, code = subject.place(f"To[{ordinal}]"), text(receiver, "OrganId")
        if not code:
            yield Detail("edxml.O2", f"{place}/OrganId")
        else:
            yield from _twice(code, seen.get(subject.agency(code), ""), f"{place}/OrganId")
            seen.setdefault(subject.agency(code), code)
        if not text(receiver, "OrganName"):
            yield Detail("edxml.O2.name", f"{place}/OrganName")


def _twice(code: str, before: str, path: str) -> Iterator[Detail]:
    """A receiver that was named before, in the same form of its code or in another."""
    if before and normal_code(before) == normal_code(code):
        yield Detail("edxml.O2.twice", path, {"code": cut(code)})
    elif before:
        yield Detail("edxml.O2.both", path, {"code": cut(code), "before": cut(before)})


def _is_one(subject: Subject, detail: Detail) -> bool:
    """Whether an agency is about to be sent a document under two codes of its own."""
    return detail.code == "edxml.O2.both" and bool(subject.context.own_code)


def codes_are_known(subject: Subject) -> Iterator[Detail]:
    """O3: every code has a known form, is no hub's, and stands in the directory."""
    for place, organisation in subject.organisations():
        code, path = text(organisation, "OrganId"), f"{place}/OrganId"
        if is_hub(code):
            if place.endswith("From"):
                yield Detail("edxml.O3.system", path, {"code": cut(code)})
            else:
                yield Detail("edxml.O3.hub", path, {"code": cut(code)})
        elif code and form_of(code) is CodeForm.OTHER:
            yield Detail("edxml.O3", path, {"code": cut(code)})
        elif code:
            yield from _in_directory(subject, code, path)


def _in_directory(subject: Subject, code: str, path: str) -> Iterator[Detail]:
    find, similar = subject.context.find_agency, subject.context.similar_codes
    if find is None:
        return
    agency = find(code)
    if agency is None:
        near = tuple(similar(code)) if similar else ()
        if near:
            yield Detail("edxml.O3.similar", path, {"code": cut(code), "similar": near})
        else:
            yield Detail("edxml.O3.unknown", path, {"code": cut(code)})
    elif agency.closed or agency.successor_code:
        facts = {"code": cut(code), "name": agency.name, "successor": agency.successor_code or "–"}
        yield Detail("edxml.O3.closed", path, facts)
    elif normal_code(agency.code) != normal_code(code):
        yield Detail("edxml.O3.old", path, {"code": cut(code), "new": agency.code})


def _is_refused(subject: Subject, detail: Detail) -> bool:
    """Whether nothing would be sent to the receiver that a finding of O3 is about."""
    refuses = subject.context.refuses
    sender = detail.path.endswith("From/OrganId")
    return refuses is not None and not sender and refuses(str(detail.facts["code"]))


def nobody_writes_to_himself(subject: Subject) -> Iterator[Detail]:
    """O4: the sender is not among the receivers."""
    sender = subject.said("From", "OrganId")
    for ordinal, receiver in enumerate(children(subject.message, "To"), start=1):
        if sender and subject.is_one(sender, text(receiver, "OrganId")):
            path = subject.place(f"To[{ordinal}]", "OrganId")
            yield Detail("edxml.O4", path, {"code": cut(sender)})


def sender_is_ourselves(subject: Subject) -> Iterator[Detail]:
    """O5: who sends it is the agency that the credential belongs to."""
    own, found = subject.context.own_code, subject.said("From", "OrganId")
    if own and found and not same_code(own, found):
        path = subject.place("From", "OrganId")
        yield Detail("edxml.O5", path, {"found": cut(found), "own": own})


RULES: Final = (
    Rule(
        "O1",
        Level.ERROR,
        "The sender's code and name",
        HUB,
        sender_is_named,
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "O2",
        Level.ERROR,
        "At least one receiver, each with its code and name, none twice",
        HUB,
        receivers_are_named,
        {"edxml.O2.both": Level.WARNING, "edxml.O2.name": Level.WARNING},
        _is_one,
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "O3",
        Level.WARNING,
        "Codes of a known form, in the directory and in force; no receiver is a hub (`W00`)",
        f"{HUB}; TT 10/2016/TT-BTTTT; QĐ 20/2020/QĐ-TTg",
        codes_are_known,
        {"edxml.O3.hub": Level.ERROR},
        _is_refused,
    ),
    Rule(
        "O4",
        Level.WARNING,
        "Nobody writes to himself",
        PRACTICE,
        nobody_writes_to_himself,
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "O5",
        Level.ERROR,
        "Sending: the sender is the agency that the credential belongs to",
        "The axis's gateway",
        sender_is_ourselves,
    ),
)
