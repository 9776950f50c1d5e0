# SPDX-License-Identifier: Apache-2.0
"""Revoked signers: before and after, hidden by old lists, by false lists or by none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.proving import AFTERWARDS, DAY, lists_at, reader, revocation, stamped, stored
from support.sealed import forge, sealed_page
from support.stories import EVERY, Attempt, Story, foreign

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPROMISED = x509.ReasonFlags.key_compromise


def forms() -> Iterator[tuple[str, Attempt]]:
    faulty = make_pki().faulty
    yield "the person, ours", Attempt(forge().document(person=faulty.revoked), policies=EVERY)
    yield "the agency, ours", Attempt(forge().document(agency=faulty.revoked_seal), policies=EVERY)
    yield "foreign", Attempt(signed(page(), cms_by(faulty.revoked)))
    for origin, data in (("ours", sealed_page()), ("foreign", foreign())):
        for name, attempt in states(data):
            yield f"{origin}: {name}", attempt


def states(data: bytes) -> Iterator[tuple[str, Attempt]]:
    director = make_pki().director
    early = revocation(director, FIXED_NOW - DAY, COMPROMISED)
    late = revocation(director, FIXED_NOW + DAY / 2, COMPROMISED, FIXED_NOW - DAY)
    later = revocation(director, FIXED_NOW + DAY / 2, COMPROMISED)
    proven = stamped(data)
    for name, entry, base in (
        ("revoked before, time-stamped after", early, proven),
        ("revoked before", early, data),
        ("revoked after, known unsafe before", late, proven),
        ("revoked after, without time-stamp", later, data),
    ):
        held = reader(lists_at(AFTERWARDS, [entry]))
        yield name, Attempt(base, at=AFTERWARDS, trust=held, policies=EVERY)
    old = stored(proven, lists=lists_at(FIXED_NOW - 2 * DAY))
    held = reader(lists_at(AFTERWARDS, [early]))
    yield "an older list brought along", Attempt(old, at=AFTERWARDS, trust=held, policies=EVERY)
    false = lists_at(AFTERWARDS, issuing=make_pki().lookalike.issuing)
    yield (
        "a namesake's list brought along",
        Attempt(stored(data, lists=false), at=AFTERWARDS, trust=reader(()), policies=EVERY),
    )
    yield "no lists", Attempt(data, trust=reader(()), policies=EVERY)
    stale = reader(lists_at(FIXED_NOW - 90 * DAY))
    yield "lists of last season", Attempt(data, trust=stale, policies=EVERY)
    root_only = reader(lists_at(FIXED_NOW - DAY)[:1])
    yield "the root's list only", Attempt(data, trust=root_only, policies=EVERY)


STORY = Story(
    "Revoked before and after",
    "A certificate was revoked before signing, or since without proof that the signature is older;"
    " or nobody knows: no list, an old one, one by a namesake",
    forms,
)
