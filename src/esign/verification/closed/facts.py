# SPDX-License-Identifier: Apache-2.0
"""The facts of a file of our own, as `collect.collect` would find them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from esign.verification.carried_data import differing
from esign.verification.closed.containers import read_known_container
from esign.verification.closed.grammar import NotOwnError, read_revisions
from esign.verification.closed.page import read_page
from esign.verification.closed.signed import read_signature
from esign.verification.facts import Change, Facts, Revision, Signature
from esign.verification.metadata import read_packet
from esign.verification.timeline import assess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from esign.trust import TrustStore
    from esign.verification.closed.grammar import OwnRevision
    from esign.verification.closed.page import OwnPage
    from esign.verification.closed.signed import OwnSignature

# What the libraries raise on malformed input; `NotOwnError` is a `ValueError` as well.
_DEFEATED = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)


def collect_own(data: bytes, *, trust: TrustStore, at: datetime) -> Facts | None:
    """The facts of a document just issued, every field of which is signed and shows its picture.

    Args:
        data: the file.
        trust: whose certificates are accepted, for what.
        at: the moment for which certificates are assessed, aware.

    Returns:
        None if the file is not, byte for byte, what this program writes; that says nothing of it.
    """
    try:
        return _facts(data, trust, at)
    except _DEFEATED:
        return None


def _facts(data: bytes, trust: TrustStore, at: datetime) -> Facts:
    revisions = read_revisions(data)
    page = read_page(revisions[0])
    signed = _signed(data, revisions, page)
    changes = (Change.FIRST, Change.FIRST, Change.SIGNATURE)
    found = tuple(
        Revision(number, change) for number, change in enumerate(changes[: len(revisions)])
    )
    document = read_packet(page.packet)
    judged = assess(tuple(_signatures(data, revisions, signed)), found, None, (trust, at))
    return Facts(
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        judged_at=at,
        well_formed=True,
        hybrid=False,
        need_appearances=False,
        active_content=(),
        unusual_content=(),
        empty_fields=0,
        stray_fields=0,
        signatures=judged.signatures,
        revisions=found,
        document=document,
        level=judged.level,
        disagreeing=differing(page.attached, document),
    )


def _signed(data: bytes, revisions: Sequence[OwnRevision], page: OwnPage) -> list[OwnSignature]:
    """What each later revision signs; every field once."""
    objects = revisions[0].objects
    signed = [read_signature(data, revision, page, objects) for revision in revisions[1:]]
    if len({each.field for each in signed}) != len(page.fields) or not signed:
        raise NotOwnError("fields")
    return signed


def _signatures(
    data: bytes, revisions: Sequence[OwnRevision], signed: Sequence[OwnSignature]
) -> Iterator[Signature]:
    for ordinal, (revision, each) in enumerate(zip(revisions[1:], signed, strict=True), 1):
        yield Signature(
            ordinal=ordinal,
            field=each.field,
            subfilter="ETSI.CAdES.detached",
            timestamp=False,
            revision=ordinal,
            range_sane=True,
            hex_clean=True,
            covers_revision=True,
            covers_file=revision.end == len(data),
            locks_document=each.locks,
            shared=False,
            container=read_known_container(each.contents, _digest(data, revision, each)),
            claimed_at=each.claimed_at,
            signed_bytes=revision.end,
            place=each.place,
        )


def _digest(data: bytes, revision: OwnRevision, signed: OwnSignature) -> Callable[[str], bytes]:
    """What digests the bytes that a signature covers."""
    first, second = signed.gap

    def digest(algorithm: str) -> bytes:
        state = hashlib.new(algorithm, memoryview(data)[:first])
        state.update(memoryview(data)[second : revision.end])
        return state.digest()

    return digest
