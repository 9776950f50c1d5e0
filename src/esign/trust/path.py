# SPDX-License-Identifier: Apache-2.0
"""Certification paths: found by verified signatures, then validated by the rules of PKIX.

Only the anchors handed in are trusted; nothing is fetched, the operating system is never asked.
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from functools import cache, lru_cache
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
MOST_STEPS = 256
"""How many beginnings of a path are followed; two ways on at every single step make 63."""


def find_paths(
    leaf: Certificate, intermediates: Iterable[Certificate], anchors: Iterable[Certificate]
) -> Iterator[tuple[Certificate, ...]]:
    """Paths from a certificate to an anchor, shortest first; leaf first, anchor last.

    A step is a verified signature under the issuer's key, never a name alone. A path visits no
    certificate twice, but what one path has visited is open to the others: an authority with two
    certificates, one of them expired, has its certificates above it on either way. The work is
    bounded all the same, however the certificates are cross-signed; what lies beyond the bound is
    not found. Among paths of one length those come first that keep to the order of `intermediates`.
    """
    anchors = tuple(anchors)
    known = (*anchors, leaf)
    authorities = [
        entry
        for entry in dict.fromkeys(intermediates)
        if entry not in known and is_authority(entry)
    ]
    issued = cache(is_issued)
    queue: deque[tuple[Certificate, ...]] = deque([(leaf,)])
    for _ in range(MOST_STEPS):
        if not queue:
            return
        path = queue.popleft()
        yield from ((*path, anchor) for anchor in anchors if issued(path[-1], anchor))
        if len(path) < MOST_AUTHORITIES:
            queue.extend(
                (*path, entry)
                for entry in authorities
                if entry not in path and issued(path[-1], entry)
            )


def is_issued(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether a certificate bears the issuer's name and verified signature."""
    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


@lru_cache(maxsize=512)
def keeps_rules(path: tuple[Certificate, ...]) -> bool:
    """Whether a path satisfies PKIX at the moments at which all its certificates are valid.

    Of the rules only the periods depend on the moment; so one such moment, the first, answers for
    all of them, and is asked once.
    """
    return satisfies_pkix(path, max(entry.not_valid_before_utc for entry in path))


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
