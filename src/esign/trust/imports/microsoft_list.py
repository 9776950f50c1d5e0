# SPDX-License-Identifier: Apache-2.0
"""Certificate trust lists of Microsoft's form ([MS-CAESO] §4.4.5.3.1: `.ctl`, `.stl`).

A list is a CMS SignedData over digests of certificates; the certificates come along, or not at
all. Only what the operator has signed is believed, and only certificates that came along.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from asn1crypto import algos, cms, core, parser
from asn1crypto import x509 as asn1_x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from esign.errors import InputError
from esign.trust.certificate import der, parse, subject_text
from esign.trust.fitness import DOCUMENT_PURPOSES, strong_key
from esign.trust.imports.listed import Listed, Passed
from esign.trust.purposes import SIGNERS, STAMPS
from esign.trust.token import signature_fits
from esign.trust.wording import vietnam_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cryptography import x509

    from esign.model import Role

_CONTENT = "1.3.6.1.4.1.311.10.1"
_MALFORMED = (ValueError, TypeError, LookupError, OverflowError, RecursionError, AttributeError)
# SHA-1 only finds a certificate among those that came along; who forged one of the same digest
# would have to find a second preimage.
_DIGESTS = ("sha1", "sha256", "sha384", "sha512")
_SEQUENCE, _TIMES = 0x30, (0x17, 0x18)


class _TrustList(NamedTuple):
    """CertificateTrustList; its numbers and extensions say nothing that matters here."""

    usage: tuple[str, ...]
    issued: datetime
    ends: datetime | None
    algorithm: str
    subjects: tuple[bytes, ...]

    @classmethod
    def read(cls, encoded: bytes) -> _TrustList:
        """The list (DER), by the order of its parts.

        Raises:
            ValueError: it is not as it must be; so do the other faults of malformed input.
        """
        parts = list(_parts(encoded))
        usage, algorithm, subjects = (part for part in parts if part[0] == _SEQUENCE)
        times = [asn1_x509.Time.load(part).native for part in parts if part[0] in _TIMES]
        return cls(
            usage=tuple(core.ObjectIdentifier.load(part).dotted for part in _parts(usage)),
            issued=times[0],
            ends=times[1] if len(times) > 1 else None,
            algorithm=str(algos.DigestAlgorithm.load(algorithm)["algorithm"].native),
            subjects=tuple(
                core.OctetString.load(next(_parts(part))).native for part in _parts(subjects)
            ),
        )


def _parts(encoded: bytes) -> Iterator[bytes]:
    for part in core.SequenceOf.load(encoded, strict=True, spec=core.Any):
        yield part.dump()


def read_microsoft_list(
    signed: cms.SignedData, operator: x509.Certificate, now: datetime
) -> tuple[tuple[Listed, ...], tuple[Passed, ...]]:
    """The certificates of a list, and how many it names that did not come along.

    Args:
        signed: the list.
        operator: who must have signed it.
        now: the moment, aware.

    Raises:
        InputError: it cannot be read, the operator has not signed it, or it has run out.
    """
    try:
        return _read(signed, operator, now)
    except _MALFORMED as fault:
        raise InputError("trust_import.not_a_list") from fault


def is_trust_list(signed: cms.SignedData) -> bool:
    """Whether a SignedData holds such a list."""
    return bool(signed["encap_content_info"]["content_type"].dotted == _CONTENT)


def _read(
    signed: cms.SignedData, operator: x509.Certificate, now: datetime
) -> tuple[tuple[Listed, ...], tuple[Passed, ...]]:
    if not strong_key(operator):
        raise InputError("trust_import.weak_operator")
    encoded: bytes = parser.parse(signed["encap_content_info"]["content"].dump())[4]
    if not _is_signed(signed, encoded, operator):
        raise InputError("trust_import.not_signed_by_operator")
    said = _TrustList.read(encoded)
    issued, ends = said.issued, said.ends
    if not issued <= now or (ends is not None and ends < now):
        raise InputError("trust_import.run_out", until=vietnam_day(ends) if ends else "—")
    if not operator.not_valid_before_utc <= issued <= operator.not_valid_after_utc:
        raise InputError("trust_import.operator_out_of_period")
    return _listed(signed, said)


def _listed(
    signed: cms.SignedData, said: _TrustList
) -> tuple[tuple[Listed, ...], tuple[Passed, ...]]:
    if said.algorithm not in _DIGESTS:
        raise InputError("trust_import.not_a_list")
    came = {
        _digest(said.algorithm, entry.chosen.dump()): entry.chosen
        for entry in signed["certificates"]
        if entry.name == "certificate"
    }
    purposes = _purposes({*said.usage})
    listed: list[Listed] = []
    passed: list[Passed] = []
    for named in said.subjects:
        found = parse(came[named].dump()) if named in came else None
        if found is None:
            passed.append(Passed(named.hex(), "no_certificate"))
        else:
            listed.append(Listed(subject_text(found), found, purposes))
    return tuple(listed), tuple(passed)


def _digest(algorithm: str, encoded: bytes) -> bytes:
    return hashlib.new(algorithm, encoded, usedforsecurity=False).digest()


def _purposes(usage: set[str]) -> frozenset[Role]:
    signs = usage & {purpose.dotted_string for purpose in DOCUMENT_PURPOSES}
    stamps = ExtendedKeyUsageOID.TIME_STAMPING.dotted_string in usage
    return (SIGNERS if signs else frozenset()) | (STAMPS if stamps else frozenset())


def _is_signed(signed: cms.SignedData, encoded: bytes, operator: x509.Certificate) -> bool:
    """Whether the operator, and nobody else, has signed the content (RFC 5652 §5.4)."""
    if len(signed["signer_infos"]) != 1:
        return False
    info = signed["signer_infos"][0]
    digest = info["digest_algorithm"]["algorithm"].native
    attributes = {
        entry["type"].native: entry["values"][0].native
        for entry in info["signed_attrs"]
        if len(entry["values"]) == 1
    }
    # The digest is over the content without its outermost tag and length (RFC 2315 §9.3).
    inner = core.Sequence.load(encoded).contents
    return (
        digest in {"sha256", "sha384", "sha512"}
        and attributes.get("content_type") == _CONTENT
        and attributes.get("message_digest")
        in (hashlib.new(digest, inner).digest(), hashlib.new(digest, encoded).digest())
        and signature_fits(asn1_x509.Certificate.load(der(operator)), info)
    )
