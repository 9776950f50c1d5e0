# SPDX-License-Identifier: Apache-2.0
"""Whether what a request rests on holds on the day of issue; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from esign.errors import Detail, InputError
from esign.kinds.citations import WITHOUT_SYMBOL, citations, full_citation, short_citation
from esign.kinds.places import node_at, rank, title, value_at, walk
from esign.kinds.schema import IN_FORCE, ISSUER_OF, iso_date
from esign.model import LegalText, Procedure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from esign.model import DocumentKind, LegalData, Provision, Request


def refuse_outdated(kind: DocumentKind, request: Request, day: date, law: LegalData) -> None:
    """Refuse a kind, or a basis, form or procedure code, that does not hold on the day of issue.

    Which fields name such things says the schema (`x-esign-in-force`). What the data do not know
    is allowed: an office cites decisions of its own province.

    Raises:
        InputError: names each field, until when the text held, and what took its place.
    """
    details = outdated(kind, request, day, law)
    if details:
        raise InputError("request.invalid", details=details, count=len(details))


def outdated(kind: DocumentKind, request: Request, day: date, law: LegalData) -> tuple[Detail, ...]:
    """What a request rests on although it surely does not hold on that day."""
    found = (detail for detail, sure in _faults(kind, request, day, law) if sure)
    return (*_kind_faults(kind, day), *_titled(kind, found))


def doubtful(kind: DocumentKind, request: Request, day: date, law: LegalData) -> tuple[Detail, ...]:
    """What may no longer hold on that day, or is only named in passing."""
    found = (detail for detail, sure in _faults(kind, request, day, law) if not sure)
    return _titled(kind, (*found, *_issuer_faults(kind, request, law)))


def _kind_faults(kind: DocumentKind, day: date) -> Iterator[Detail]:
    first, last = kind.effective_from, kind.effective_until
    if first is not None and day < first:
        yield Detail("kind.not_yet", "kind", {"kind": kind.title, "since": _day(first)})
    if last is None or day <= last:
        return
    facts: dict[str, object] = {"kind": kind.title, "until": _day(last)}
    if kind.replaced_by:
        yield Detail("kind.replaced", "kind", facts | {"successor": kind.replaced_by})
    else:
        yield Detail("kind.ended", "kind", facts)


def _faults(
    kind: DocumentKind, request: Request, day: date, law: LegalData
) -> Iterator[tuple[Detail, bool]]:
    """Each fault, and whether it is sure."""
    for node, value, path in walk(kind.schema, request.content):
        family = node.get(IN_FORCE)
        if not isinstance(family, str) or not isinstance(value, str):
            continue
        told: set[str] = set()
        for key, passing in _named(family, value, law):
            fault = _fault(law, family, key, day)
            if fault is None or key in told:
                continue
            told.add(key)
            ended, code, facts = fault
            if passing:
                yield Detail("law.mentioned", path, {"text": facts["text"]}), False
            elif not ended.confirmed:
                yield Detail("law.doubtful", path, {"text": facts["text"]}), False
            else:
                yield Detail(code, path, facts), True


def _named(family: str, value: str, law: LegalData) -> Iterator[tuple[str, bool]]:
    """The keys that a text names, and whether in passing only."""
    if family != "texts":
        yield value, False
        return
    for each in citations(value, law):
        yield each.symbol, each.mention


def _issuer_faults(kind: DocumentKind, request: Request, law: LegalData) -> Iterator[Detail]:
    """Diplomas that someone else had the power to issue on their day."""
    schema, content = kind.schema, request.content
    for node, value, path in walk(schema, content):
        stated = node.get(ISSUER_OF)
        if not isinstance(stated, dict) or not isinstance(value, str):
            continue
        name, on = stated["diploma"], iso_date(value_at(content, stated["on"]))
        diploma = value_at(content, name) if node_at(schema, name) is not None else name
        issuer = law.issuer(str(diploma), on) if on is not None else None
        if issuer is not None and not value.casefold().startswith(issuer.body.casefold()):
            facts = {"day": _day(on), "office": issuer.office, "body": issuer.body}
            yield Detail("law.other_issuer", path, facts)


def _fault(
    law: LegalData, family: str, key: str, day: date
) -> tuple[Provision, str, dict[str, object]] | None:
    """What does not hold, with code and facts of the message; None where it holds or is unknown."""
    found = law.of(family, key)
    if not found or any(each.in_force(day) for each in found):
        return None
    ended = [each for each in found if each.has_ended(day)]
    if not ended:
        coming = found[0]
        return coming, "law.not_yet", {"text": _short(coming), "since": _day(coming.in_force_from)}
    last = ended[-1]
    facts: dict[str, object] = {"text": _short(last), "until": _day(last.in_force_until)}
    successors = law.successors(family, last, day)
    if not successors:
        return last, "law.ended", facts
    facts["successor"] = "; ".join(_successor(each) for each in successors)
    return last, "law.replaced", facts


def _short(provision: Provision) -> str:
    """A provision as a message names it; laws of one name differ by their day."""
    if isinstance(provision, Procedure):
        return f"{provision.key} ({provision.title})"
    if not isinstance(provision, LegalText):
        return provision.key
    named = provision.kind in WITHOUT_SYMBOL and full_citation(provision)
    return named or short_citation(provision)


def _successor(provision: Provision) -> str:
    """A successor as the official is to cite it, as far as that is known."""
    if not isinstance(provision, LegalText):
        return _short(provision)
    return full_citation(provision) or f"{short_citation(provision)} {provision.title}".strip()


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


def _titled(kind: DocumentKind, found: Iterable[Detail]) -> tuple[Detail, ...]:
    """All of them with the titles of their fields, in the order of the schema's fields."""
    ordered = sorted(found, key=lambda detail: rank(kind.schema, detail.path))
    return tuple(replace(each, title=title(kind.schema, each.path)) for each in ordered)
