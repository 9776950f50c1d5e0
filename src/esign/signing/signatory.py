# SPDX-License-Identifier: Apache-2.0
"""Who signs: a key with its mark, in a role, judged fit before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import Detail, KeyFaultError
from esign.model import VIETNAM, Role, same_name
from esign.signing.container import DocumentSigner
from esign.trust import Standing, holder

if TYPE_CHECKING:
    from datetime import datetime

    from esign.ports import Clock, SigningKey
    from esign.signing.mark import Mark
    from esign.trust import CertificateStanding, TrustStore

UNFIT = {
    Standing.EXPIRED: "key.expired",
    Standing.NOT_YET_VALID: "key.not_yet_valid",
    Standing.REVOKED: "key.revoked",
    Standing.UNTRUSTED: "key.untrusted",
    Standing.REVOCATION_UNKNOWN: "key.revocation_unknown",
    Standing.REVOCATION_STALE: "key.revocation_stale",
    Standing.UNSUITABLE: "key.unsuitable",
}
OF_MANY_REASONS = {Standing.UNTRUSTED, Standing.UNSUITABLE}
OTHER_ROLE = {Role.PERSON: "key.not_a_person", Role.AGENCY: "key.not_an_agency"}


class Signatory:
    """A person or an agency that can sign now.

    Args:
        key: the signing key with its certificate.
        mark: the image by which the signature shows.
        role: in which capacity the key is to be used.
        trust: judges the certificate; it must find a path to an anchor.
        clock: tells the time of signing.
    """

    def __init__(
        self, key: SigningKey, mark: Mark, role: Role, trust: TrustStore, clock: Clock
    ) -> None:
        self.mark = mark
        self.role = role
        self.trust = trust
        self._key = key
        self._clock = clock
        self._signer: DocumentSigner | None = None
        self._path: tuple[bytes, ...] = ()

    @property
    def serial(self) -> str:
        """The certificate's serial number, upper-case hexadecimal."""
        return holder(self._key.certificate).serial

    @property
    def certificate_sha256(self) -> str:
        """Digest of the certificate, hexadecimal."""
        return holder(self._key.certificate).sha256

    def now(self) -> datetime:
        """The present moment in Vietnamese time, to the second."""
        return self._clock.now().astimezone(VIETNAM).replace(microsecond=0)

    def refuse_unfit(self, name: str | None = None, title: str | None = None) -> None:
        """Refuse a certificate that may not sign at this moment, before anything is written.

        NĐ 68/2024 Đ29 k1: validity and certification path are checked before signing. A status
        that cannot be known is refused too, since no recipient could know it either.

        Args:
            name: the name the page prints for the signer; the certificate must bear the same.
            title: the title the page prints; a certificate that states one must state the same
                (NĐ 23/2025 Đ13-14: who signs in an office has it in his certificate).

        Raises:
            KeyFaultError: the certificate has expired or is not yet valid, is revoked or of
                unknown status, leads to no anchor, was issued for another purpose or role, or
                bears another name or title.
        """
        standing = self.assess(self._key.certificate, self._key.chain)
        refuse_unless_good(standing, self.role)
        refuse_other_bearer(self._key.certificate, name, title)

    def assess(self, certificate: bytes, issuers: tuple[bytes, ...]) -> CertificateStanding:
        """How a certificate stands now."""
        return self.trust.assess(certificate, issuers, self.now())

    def signer(self) -> DocumentSigner:
        """The key with the certificates it shows: the path to the anchor, without the anchor."""
        path = self.assess(self._key.certificate, self._key.chain).path[:-1]
        if self._signer is None or path != self._path:
            self._signer, self._path = DocumentSigner(self._key, path), path
        return self._signer


def refuse_unless_good(standing: CertificateStanding, role: Role) -> None:
    """Refuse a certificate that is not good or not of the role.

    Raises:
        KeyFaultError: naming the reason.
    """
    serial = standing.facts.get("serial", "")
    if standing.standing is not Standing.GOOD:
        reason = Detail(standing.code, facts=standing.facts)
        raise KeyFaultError(
            UNFIT[standing.standing],
            details=(reason,) if standing.standing in OF_MANY_REASONS else (),
            serial=serial,
            moment=standing.facts.get("moment", ""),
        )
    if standing.role is not role:
        raise KeyFaultError(OTHER_ROLE[role], serial=serial)


def refuse_other_bearer(certificate: bytes, name: str | None, title: str | None) -> None:
    """Refuse a certificate whose holder is not the one the page prints; None is not compared.

    Raises:
        KeyFaultError: name or title differ in more than upper and lower case.
    """
    bearer = holder(certificate)
    if name is not None and not same_name(bearer.name, name):
        raise KeyFaultError(
            "key.other_name", serial=bearer.serial, certified=bearer.name, printed=name
        )
    if title is not None and bearer.title and not same_name(bearer.title, title):
        raise KeyFaultError(
            "key.other_title", serial=bearer.serial, certified=bearer.title, printed=title
        )
