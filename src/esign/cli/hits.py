# SPDX-License-Identifier: Apache-2.0
"""Several entries of the register, one a line, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from esign.cli.output import emit, put, say
from esign.cli.words import day_text, word
from esign.errors import InputError
from esign.kinds import type_and_subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.register import Arrival, Entry, UnnumberedDocument

Hit = TypeVar("Hit")


def refuse_none(found: tuple[Hit, ...], what: str) -> tuple[Hit, ...]:
    """What was found.

    Raises:
        InputError: nothing was.
    """
    if not found:
        raise InputError("find.nothing" if what else "find.no_hits", what=what)
    return found


def tell_hits(
    found: Sequence[Entry],
    limit: int,
    *,
    as_json: bool,
    waiting: Sequence[UnnumberedDocument] = (),
) -> None:
    """Documents, those without a number first; one more than `limit` shows that there are more."""
    shown = found[:limit]
    if as_json:
        content: dict[str, object] = {
            "more": len(found) > limit,
            "entries": [hit_as_json(entry) for entry in shown],
        }
        content["unnumbered"] = [_waiting_as_json(each) for each in waiting]
        emit("esign.entries/1", content)
        return
    rows = [_waiting_cells(each) for each in waiting] + [_cells(entry) for entry in shown]
    put("\n".join(_aligned(rows)))
    _tell_more(found, limit)


def tell_arrivals(found: Sequence[Arrival], limit: int, *, as_json: bool) -> None:
    """Incoming documents; one more than `limit` shows that there are more."""
    shown = found[:limit]
    if as_json:
        arrivals = [arrival_as_json(arrival) for arrival in shown]
        emit("esign.arrivals/1", {"more": len(found) > limit, "arrivals": arrivals})
        return
    put("\n".join(_aligned([_arrival_cells(arrival) for arrival in shown])))
    _tell_more(found, limit)


def hit_as_json(entry: Entry) -> dict[str, object]:
    """A document in a list; no person it speaks of, and nobody it was sent to."""
    return {
        "number": entry.number.text,
        "book": entry.number.book,
        "issued_on": None if entry.lost else entry.issued_on.isoformat(),
        "state": entry.state,
        "medium": entry.medium,
        "kind": entry.kind,
        "type_name": entry.type_name,
        "subject": entry.subject,
        "note": entry.note or None,
        "request_id": entry.request_id,
        "document_id": entry.document_id,
        "lookup_code": entry.lookup_code,
    }


def arrival_as_json(arrival: Arrival) -> dict[str, object]:
    """An incoming document with its ten columns."""
    document, passed = arrival.document, arrival.forwarded_on
    return {
        "arrival_number": arrival.number,
        "year": arrival.year,
        "arrived_on": arrival.arrived_on.isoformat(),
        "author": document.author,
        "symbol": document.symbol,
        "dated_on": document.dated_on.isoformat() if document.dated_on else None,
        "subject": document.subject,
        "addressee": document.addressee or None,
        "forwarded_on": passed.isoformat() if passed else None,
        "received_by": arrival.received_by or None,
        "note": document.note or None,
        "sha256": document.sha256,
        "message_id": document.message_id,
        "withdrawn": arrival.withdrawn or None,
    }


def _cells(entry: Entry) -> tuple[str, ...]:
    title = type_and_subject(entry.type_name, entry.subject)
    titled = f"{title} [{entry.note}]" if entry.note else title
    day = "—" if entry.lost else day_text(entry.issued_on)
    return entry.number.text, day, state_text(entry), titled


def _waiting_cells(each: UnnumberedDocument) -> tuple[str, ...]:
    title = type_and_subject(each.type_name, each.subject)
    state = word(f"cli.unnumbered.{each.waits}")
    return each.number.text, "—", state, f"{title} ({each.request_id})"


def _waiting_as_json(each: UnnumberedDocument) -> dict[str, object]:
    """A document that is signed before it is numbered; no person it speaks of."""
    return {
        "number": None,
        "symbol": each.document.symbol,
        "book": each.document.book,
        "waits": each.waits.value,
        "since": each.since.isoformat(),
        "kind": each.kind,
        "type_name": each.type_name,
        "subject": each.subject,
        "request_id": each.request_id,
        "lookup_code": each.document.lookup_code,
    }


def state_text(entry: Entry) -> str:
    """Where a document stands; of a lost one its state would say that there never was any."""
    lost = entry.lost and entry.state == "reserved"
    return word("register.book.lost" if lost else f"state.{entry.state}")


def _arrival_cells(arrival: Arrival) -> tuple[str, ...]:
    document = arrival.document
    number = word("cli.hits.arrival", number=arrival.number, year=arrival.year)
    origin = ", ".join(filter(None, (document.symbol, document.author)))
    passed = word("cli.hits.to", addressee=document.addressee) if document.addressee else ""
    withdrawn = f"[{word(f'state.{arrival.withdrawn}')}]" if arrival.withdrawn else ""
    titled = " ".join(filter(None, (withdrawn, document.subject, passed)))
    return number, day_text(arrival.arrived_on), origin, titled


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Columns of one width each, the last one free."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False))
        yield "  ".join((*padded, row[-1])).rstrip()


def _tell_more(found: Sequence[object], limit: int) -> None:
    if len(found) > limit:
        say(word("cli.hits.more", limit=limit))
