# SPDX-License-Identifier: Apache-2.0
"""Whether a certificate may be taken into a trust folder, and as what."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.trust.certificate import is_authority, sha256_of, subject_text
from esign.trust.certificate_files import read_certificates
from esign.trust.fitness import purpose_fault, strong_key
from esign.trust.path import is_issued
from esign.trust.policy import Anchor
from esign.trust.purposes import SIGNERS, purposes_of
from esign.trust.wording import vietnam_day

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

    from esign.model import Role


@dataclass(frozen=True, slots=True)
class Wish:
    """As what a certificate is to be trusted.

    Attributes:
        name: how messages call it; empty for the name in the certificate.
        purposes: what it vouches for; empty for what the certificate allows of signatures.
        trusted_from, trusted_until: when, aware; None for the certificate's own period.
        pin: the SHA-256 that was learnt over another channel; empty if none was.
        is_signer: for itself alone.
    """

    name: str = ""
    purposes: frozenset[Role] = frozenset()
    trusted_from: datetime | None = None
    trusted_until: datetime | None = None
    pin: str = ""
    is_signer: bool = False


def only_certificate(name: str, content: bytes) -> x509.Certificate:
    """The one certificate of a file; many at once are never trusted.

    Raises:
        ConfigurationError: there is none.
        InputError: there are several.
    """
    found = read_certificates(name, content)
    if len(found) > 1:
        raise InputError("trust.several_certificates", file=name, count=len(found))
    return found[0]


def admitted(certificate: x509.Certificate, wish: Wish, now: datetime) -> Anchor:
    """The entry of a certificate that may be trusted as is wished.

    Raises:
        InputError: it must not.
    """
    _refuse_other_pin(certificate, wish.pin)
    _refuse_unfit(certificate, wish, now)
    purposes = wish.purposes or _usual(certificate)
    _refuse_purposes(certificate, purposes)
    name = wish.name or subject_text(certificate)
    return Anchor(
        name=name,
        file=file_name(name, certificate),
        sha256=sha256_of(certificate),
        trusted_from=wish.trusted_from or certificate.not_valid_before_utc,
        trusted_until=wish.trusted_until or certificate.not_valid_after_utc,
        roles=purposes,
        is_signer=wish.is_signer,
    )


def file_name(name: str, certificate: x509.Certificate) -> str:
    """A name for a certificate's file, without diacritics and never another certificate's."""
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    words = re.findall(r"[a-z0-9]+", bare.encode("ascii", "ignore").decode().lower())
    return "-".join((*words, sha256_of(certificate)[:8]))[-60:].lstrip("-") + ".pem"


def _usual(certificate: x509.Certificate) -> frozenset[Role]:
    """Signatures; time-stamps only where the certificate is for nothing else."""
    purposes = purposes_of(certificate)
    return purposes & SIGNERS or purposes


def _refuse_other_pin(certificate: x509.Certificate, pin: str) -> None:
    wanted = re.sub(r"[\s:]", "", pin).lower()
    found = sha256_of(certificate)
    if wanted and wanted != found:
        raise InputError("trust.other_pin", found=found, pin=wanted)


def _refuse_unfit(certificate: x509.Certificate, wish: Wish, now: datetime) -> None:
    if is_authority(certificate) is wish.is_signer:
        code = "trust.add_authority_as_signer" if wish.is_signer else "trust.add_no_authority"
        raise InputError(code)
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not since <= now <= until:
        raise InputError(
            "trust.add_out_of_period", since=vietnam_day(since), until=vietnam_day(until)
        )
    if not strong_key(certificate):
        raise InputError("trust.add_weak_key")
    if certificate.issuer == certificate.subject and not is_issued(certificate, certificate):
        raise InputError("trust.add_broken_signature")
    start, end = wish.trusted_from or since, wish.trusted_until or until
    if start >= end:
        raise InputError("trust.add_no_period")


def _refuse_purposes(certificate: x509.Certificate, purposes: frozenset[Role]) -> None:
    """Refuse what the certificate itself rules out (RFC 5280 §4.2.1.12)."""
    fits = bool(purposes) and purposes <= purposes_of(certificate)
    if purposes & SIGNERS and not is_authority(certificate):
        fits = fits and not purpose_fault(certificate)
    if not fits:
        refused = purposes or SIGNERS
        words = ", ".join(sorted(role.value for role in refused))
        raise InputError("trust.add_purpose", purposes=words)
