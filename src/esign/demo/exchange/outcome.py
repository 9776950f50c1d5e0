# SPDX-License-Identifier: Apache-2.0
"""What the story comes to: the same at both offices, whatever goes wrong on the way."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from esign.register import MessageAct, Query, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.demo.exchange.offices import Partner
    from esign.register import Register

_AGAIN: Final = frozenset({Standing.DUPLICATE, Standing.NOTED})
"""What came again, and reports: how many of them there are is the way's affair."""


def outcome_of(partners: Sequence[Partner]) -> dict[str, Any]:
    """Documents, deliveries, reports, what arrived and the arrival numbers of each office.

    Neither days nor ids are in it, nor how often anything was tried: every run ends in the same.
    """
    offices = {}
    for partner in partners:
        with partner.register() as register:
            offices[partner.code] = {
                "documents": list(_documents(register)),
                "arrived": list(_arrived(register)),
                "incoming_book": list(_incoming(register)),
                "to_send": len(register.outbox.all()),
            }
    return offices


def expected_outcome() -> dict[str, Any]:
    """What it must come to."""
    text = files("esign.demo.exchange").joinpath("outcome.json").read_text(encoding="utf-8")
    expected: dict[str, Any] = json.loads(text)
    return expected


def _documents(register: Register) -> Iterator[dict[str, object]]:
    """The own documents with what was sent of each, and what was reported."""
    messages = register.outbox.all(open_only=False)
    ours = [each for each in reversed(messages) if each.act is not MessageAct.STATUS]
    for request_id in dict.fromkeys(each.request_id for each in ours):
        entry = register.find(request_id)
        told = register.receipts.of(request_id)
        yield {
            "number": entry.number.text if entry else None,
            "state": entry.state if entry else None,
            "messages": [
                {
                    "act": each.act.value,
                    "state": each.state.value,
                    "receivers": {there.code: there.state.value for there in each.deliveries},
                }
                for each in ours
                if each.request_id == request_id
            ],
            "reports": sorted({f"{each.reporter_code} {each.code}" for each in told}),
        }


def _arrived(register: Register) -> Iterator[dict[str, object]]:
    for each in sorted(register.inbox.messages(tuple(Standing)), key=lambda each: each.id):
        if each.state not in _AGAIN:
            yield {
                "sender": each.read.sender_code,
                "document": each.read.code,
                "purpose": each.read.purpose,
                "verdict": each.read.verdict or None,
                "state": each.state.value,
                "answered": each.answered or None,
            }


def _incoming(register: Register) -> Iterator[dict[str, object]]:
    for each in register.bookkeeping.arrivals(Query()):
        document = each.document
        yield {
            "number": each.number,
            "document": document.symbol,
            "author": document.author,
            "addressee": document.addressee,
            "withdrawn": each.withdrawn or None,
        }
