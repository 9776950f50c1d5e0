# SPDX-License-Identifier: Apache-2.0
"""What a certificate may be trusted for, by what it says itself (RFC 5280 §4.2.1.12)."""

from __future__ import annotations

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from esign.model import Role
from esign.trust.certificate import is_authority
from esign.trust.fitness import DOCUMENT_PURPOSES, timestamp_fault

SIGNERS = frozenset((Role.PERSON, Role.AGENCY))
STAMPS = frozenset((Role.TIMESTAMP,))


def purposes_of(certificate: x509.Certificate) -> frozenset[Role]:
    """Whom an authority may vouch for, or as what a holder may act himself.

    An authority's extended key usage, where it has one, limits what it vouches for. A holder's
    must name time-stamping alone, or he stamps no times (RFC 3161 §2.3).
    """
    if not is_authority(certificate):
        return SIGNERS if timestamp_fault(certificate) else STAMPS
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return SIGNERS | STAMPS
    everything = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usage
    signing = everything or not DOCUMENT_PURPOSES.isdisjoint(usage)
    stamping = everything or ExtendedKeyUsageOID.TIME_STAMPING in usage
    return (SIGNERS if signing else frozenset()) | (STAMPS if stamping else frozenset())
