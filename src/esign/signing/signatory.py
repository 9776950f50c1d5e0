# SPDX-License-Identifier: Apache-2.0
"""Who signs: a key with what it shows, in a role, judged fit before anything is written."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from esign.errors import Detail, KeyFaultError
from esign.model import VIETNAM, Commitment, Role, Spellings, same_name
from esign.signing.appearance import Showing
from esign.signing.container import container_form
from esign.signing.keys.external import ExternalKey
from esign.signing.opening import finish
from esign.trust import Standing, holder

if TYPE_CHECKING:
    from datetime import datetime

    from esign.ports import Clock, SigningKey
    from esign.signing.appearance import Appearance
    from esign.signing.container import ContainerForm
    from esign.signing.opening import OpenSignature
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
NO_SPELLINGS = Spellings()
COMMITMENTS = {Role.PERSON: Commitment.APPROVAL, Role.AGENCY: Commitment.ORIGIN}


class Signatory:
    """A person or an agency that can sign now.

    Args:
        key: the signing key with its certificate.
        appearance: what a field shows that is signed.
        role: in which capacity the key is to be used.
        trust: judges the certificate; it must find a path to an anchor.
        clock: tells the time of signing.
    """

    def __init__(
        self,
        key: SigningKey,
        appearance: Appearance,
        role: Role,
        trust: TrustStore,
        clock: Clock,
    ) -> None:
        self.role = role
        self.trust = trust
        self.key = key
        self.appearance = appearance
        self._clock = clock
        self.spellings = NO_SPELLINGS
        self.commitment: Commitment | None = None
        self.claimed_at: datetime | None = None

    def showing(self, appearance: Appearance) -> Signatory:
        """The same signatory with something else to show."""
        other = copy(self)
        other.appearance = appearance
        return other

    def knowing(self, spellings: Spellings) -> Signatory:
        """The same signatory who knows how certificates spell the names of persons."""
        other = copy(self)
        other.spellings = spellings
        return other

    def committing(self) -> Signatory:
        """The same signatory who states what his signatures are meant as.

        A person's as approval, an agency's as origin (commitment-type-indication, ETSI EN 319 122-1
        §5.2.3).
        """
        other = copy(self)
        other.commitment = COMMITMENTS[self.role]
        return other

    def plain(self) -> Signatory:
        """The same signatory who states nothing of the kind."""
        other = copy(self)
        other.commitment = None
        return other

    def claiming(self, moment: datetime) -> Signatory:
        """The same signatory, whose signatures claim this moment: makes again what was begun then.

        Whether the certificate may sign is still judged by the present moment.
        """
        other = copy(self)
        other.claimed_at = moment.astimezone(VIETNAM).replace(microsecond=0)
        return other

    @property
    def serial(self) -> str:
        """The certificate's serial number, upper-case hexadecimal."""
        return holder(self.key.certificate).serial

    @property
    def certificate_sha256(self) -> str:
        """Digest of the certificate, hexadecimal."""
        return holder(self.key.certificate).sha256

    @property
    def is_elsewhere(self) -> bool:
        """Whether the key signs elsewhere, and its certificate alone is here."""
        return isinstance(self.key, ExternalKey)

    def bears(self, name: str) -> bool:
        """Whether the certificate bears this very name."""
        return same_name(holder(self.key.certificate).name, name)

    def now(self) -> datetime:
        """The present moment in Vietnamese time, to the second."""
        return self._clock.now().astimezone(VIETNAM).replace(microsecond=0)

    def refuse_unfit(self, name: str | None = None, title: str | None = None) -> None:
        """Refuse a certificate that may not sign at this moment, before anything is written.

        NĐ 68/2024 Đ29 k1: validity and certification path are checked before signing. A status
        that cannot be known is refused too, since no recipient could know it either.

        Args:
            name: the name the page prints for the signer; the certificate must bear the same, or a
                person's what is known as another spelling of it.
            title: the title the page prints; a certificate that states one must state the same
                (NĐ 23/2025 Đ13-14: who signs in an office has it in his certificate).

        Raises:
            KeyFaultError: the certificate has expired or is not yet valid, is revoked or of
                unknown status, leads to no anchor, was issued for another purpose or role, or
                bears another name or title.
        """
        standing = self.assess(self.key.certificate, self.key.chain)
        refuse_unless_good(standing, self.role)
        spellings = self.spellings if self.role is Role.PERSON else NO_SPELLINGS
        refuse_other_bearer(self.key.certificate, name, title, spellings)

    def assess(self, certificate: bytes, issuers: tuple[bytes, ...]) -> CertificateStanding:
        """How a certificate stands now."""
        return self.trust.assess(certificate, issuers, self.now())

    @property
    def form(self) -> ContainerForm:
        """The container's form, with the path, without a root."""
        path = self.assess(self.key.certificate, self.key.chain).carried
        return container_form(path, self.key.scheme, self.commitment)

    def shown(self) -> Showing:
        """What a signature shows that is begun now; a seal is never shrunk."""
        at = self.claimed_at or self.now()
        return Showing(self.appearance, at, exact=self.role is Role.AGENCY)

    def finish(self, opened: OpenSignature) -> bytes:
        """Make the value of an open signature, and finish it with that.

        Raises:
            KeyFaultError: the key cannot sign.
            InputError: see `opening.finish`.
        """
        return finish(opened, self.key.sign(opened.attributes, opened.digest_algorithm))


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


def refuse_other_bearer(
    certificate: bytes,
    name: str | None,
    title: str | None,
    spellings: Spellings = NO_SPELLINGS,
) -> None:
    """Refuse a certificate whose holder is not the one the page prints; None is not compared.

    Raises:
        KeyFaultError: name or title differ in more than upper and lower case, and `spellings` do
            not know the certified name for one of the printed.
    """
    bearer = holder(certificate)
    alike = name is None or same_name(bearer.name, name) or spellings.allow(bearer.name, name)
    if not alike:
        raise KeyFaultError(
            "key.other_name", serial=bearer.serial, certified=bearer.name, printed=name
        )
    if title is not None and bearer.title and not same_name(bearer.title, title):
        raise KeyFaultError(
            "key.other_title", serial=bearer.serial, certified=bearer.title, printed=title
        )


def refuse_other_role(signatory: Signatory, role: Role) -> None:
    """Refuse a signatory set up for another capacity.

    Raises:
        KeyFaultError: it is one.
    """
    if signatory.role is not role:
        raise KeyFaultError(OTHER_ROLE[role], serial=signatory.serial)
