# SPDX-License-Identifier: Apache-2.0
"""Which certificates lead to an anchor, by verified signatures alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.trust.certificate import is_authority, parse_all, sha256_of
from esign.trust.path import is_issued

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cryptography import x509

    from esign.trust.folder import TrustFolder


def vouched(folder: TrustFolder, came: Collection[x509.Certificate]) -> frozenset[x509.Certificate]:
    """Those of some certificates that lead to an anchor, and all anchors and what is held there.

    A signer who is trusted for himself leads to nobody; but those who issued his certificate
    belong to it, for theirs is the word on its revocation. Neither periods nor revocation are
    looked at.
    """
    pins = {anchor.sha256: anchor for anchor in folder.anchors}
    pinned = {entry: pins[sha256_of(entry)] for entry in came if sha256_of(entry) in pins}
    signers = [entry for entry, anchor in pinned.items() if anchor.is_signer]
    roots = [entry for entry, anchor in pinned.items() if not anchor.is_signer]
    known = dict.fromkeys((*folder.anchor_certificates, *filter(is_authority, roots)))
    open_ones = dict.fromkeys((*folder.intermediates, *came))
    above = list(known)
    for issuer in above:
        found = [entry for entry in open_ones if entry not in known and is_issued(entry, issuer)]
        known.update(dict.fromkeys(found))
        above.extend(filter(is_authority, found))
    return frozenset((*known, *_issuers_of(signers, open_ones)))


def leads_on(path: Sequence[bytes], further: Collection[bytes]) -> bool:
    """Whether some certificates stand above a path, one over the other, by verified signatures.

    Args:
        path: DER, its top last.
        further: DER, in any order.
    """
    above = list(parse_all(further))
    top = next(iter(parse_all(path[-1:])), None)
    if top is None or len(above) != len(set(further)):
        return False
    while above:
        found = next((entry for entry in above if is_issued(top, entry)), None)
        if found is None or not is_authority(found):
            return False
        above.remove(found)
        top = found
    return True


def _issuers_of(
    signers: Collection[x509.Certificate], among: Collection[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """The signers, and whoever stands above them."""
    found = dict.fromkeys(signers)
    waiting = list(found)
    for certificate in waiting:
        for entry in among:
            if entry not in found and is_authority(entry) and is_issued(certificate, entry):
                found[entry] = None
                waiting.append(entry)
    return tuple(found)
