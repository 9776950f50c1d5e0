# SPDX-License-Identifier: Apache-2.0
"""Certification paths: found by verified signatures, then validated by the rules of PKIX.

Only the anchors handed in are trusted; nothing is fetched, the operating system is never asked.
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from asn1crypto import x509 as asn1_x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.validate import async_validate_path

from esign.trust.certificate import der, is_authority

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Iterator, Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

MOST_AUTHORITIES = 6
"""Longest path that is followed, counted in certificates above the signer's."""


def find_paths(
    leaf: Certificate, intermediates: Iterable[Certificate], anchors: Iterable[Certificate]
) -> Iterator[tuple[Certificate, ...]]:
    """Paths from a certificate to an anchor, shortest first; leaf first, anchor last.

    A step is a verified signature under the issuer's key, never a name alone. Each authority is
    visited once, so that the work is bounded however the certificates are cross-signed.
    """
    anchors = tuple(anchors)
    waiting = {entry for entry in intermediates if is_authority(entry)}.difference(anchors, [leaf])
    queue: deque[tuple[Certificate, ...]] = deque([(leaf,)])
    while queue:
        path = queue.popleft()
        for anchor in anchors:
            if _issued(path[-1], anchor):
                yield (*path, anchor)
        if len(path) < MOST_AUTHORITIES:
            found = sorted((entry for entry in waiting if _issued(path[-1], entry)), key=der)
            waiting.difference_update(found)
            queue.extend((*path, entry) for entry in found)


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def satisfies_pkix(path: Sequence[Certificate], at: datetime) -> bool:
    """RFC 5280 §6.1 over a path (leaf first): periods, constraints, names, policies, key usage.

    Revocation is judged elsewhere.
    """
    *issued, anchor = (asn1_x509.Certificate.load(der(entry)) for entry in path)
    context = ValidationContext(
        trust_roots=[anchor],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
        time_tolerance=timedelta(0),
    )
    candidate = ValidationPath(CertTrustAnchor(anchor), issued[:0:-1], issued[0])
    try:
        _settle(async_validate_path(context, candidate))
    except (ValidationError, ValueError, TypeError, KeyError):
        return False
    return True


def _settle(work: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine that never waits: without fetching there is nothing to wait for.

    An event loop is thus neither needed nor disturbed.
    """
    try:
        work.send(None)
    except StopIteration:
        return
    raise RuntimeError("path validation tried to wait")
