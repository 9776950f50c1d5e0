# SPDX-License-Identifier: Apache-2.0
"""The story of signatures that are made elsewhere: begun here, finished when they come back.

Only a small file travels. When it comes back, hours later and on any machine that has the register,
the open signature is made again from the page that the register keeps, the time and the certificate
that went out; if it is not the same byte for byte, or the value is not that certificate's over it,
nothing is signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from esign.annexes import seal_annexes
from esign.errors import EsignError, InputError
from esign.issuance.beginning import MAIN, begin_agency, begin_person
from esign.issuance.copies import seal_copy
from esign.issuance.issuing import Elsewhere, seal_signed
from esign.issuance.leader import Approval, Signed, approved_page, keep_open, keep_signed
from esign.issuance.pending import Pending, PendingSignature
from esign.issuance.sign_first import goes_open, seal_open
from esign.model import PreparedOpen, Role, SealedPdf, SignedOpen, SignedPdf
from esign.register import Step, prepared_annex_stage
from esign.signing import (
    begin_certification,
    begin_completion,
    begin_seal,
    begin_signature,
    finish,
    finish_with_container,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from esign.issuance.beginning import Opened
    from esign.issuance.manifest import Manifest
    from esign.issuance.office import Issued, Office
    from esign.model import AnnexFile, Numbered, SealedAnnex
    from esign.signing import OpenSignature, Signatory

    Begin = Callable[[str, Signatory], Opened]

OPENED: Final = "opened"
"""The act by which the record knows what went out."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Signatures that were begun.

    Attributes:
        pending: what goes to the key.
        faults: documents that cannot be signed, by request id, each with why; what is signed
            already is in neither.
    """

    pending: Pending
    faults: tuple[tuple[str, EsignError], ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """Signatures that came back to where they were begun: see `take_back`."""

    pending: Pending

    def signature(self, request_id: str, annex: int = MAIN) -> PendingSignature:
        """That of a document, or of one of its annexes.

        Raises:
            InputError: it was not begun, or did not come back.
        """
        for each in self.pending.signatures:
            if (each.request_id, each.annex) == (request_id, annex) and (each.value or each.cms):
                return each
        raise InputError("desk.no_signature", request_id=request_id)


def begin_signing(approval: Approval, office: Office, chosen: Sequence[str] = ()) -> Begun:
    """Begin the person's signature of every document of an approved list.

    Args:
        approval: the list.
        office: who signs; of the key the certificate is enough.
        chosen: request ids; without any, the whole list.

    Raises:
        InputError: no document of the list can be signed.
        KeyFaultError, ConfigurationError: the certificate may not sign now, or the account not.
    """
    office.signer.refuse_unfit()

    def begin(request_id: str, signatory: Signatory) -> Opened:
        return begin_person(request_id, approval, office, signatory)

    names = chosen or [line.request_id for line in approval.manifest.documents]
    return _begun(names, approval.manifest, office, office.signer, begin)


def begin_sealing(manifest: Manifest, office: Office) -> Begun:
    """Begin the agency's signatures of every document of a list that waits for the seal.

    Each annex in a file of its own gets one as well.

    Raises:
        InputError, KeyFaultError, ConfigurationError: as `begin_signing`.
    """
    office.register.require(office.actor, Step.SEAL, Step.RELEASE)
    office.seal.refuse_unfit(office.agency.name)

    def begin(request_id: str, signatory: Signatory) -> Opened:
        return begin_agency(request_id, office, signatory)

    names = [line.request_id for line in manifest.documents]
    return _begun(names, manifest, office, office.seal, begin)


def take_back(pending: Pending, role: Role, office: Office) -> Returned:
    """Signatures that came back, if they are those that went out from this register.

    Raises:
        InputError: they are another desk's, or anything but the signatures was changed.
    """
    if pending.role is not role:
        raise InputError("desk.pending_of_other_desk")
    if not office.register.record.tells(OPENED, pending.digest):
        raise InputError("desk.not_begun_here", digest=pending.digest)
    return Returned(pending)


def finish_signing(request_id: str, returned: Returned, office: Office) -> Signed:
    """Put the signature that came back into its document, and let the register keep that.

    Args:
        request_id: which document.
        returned: what came back.
        office: whose register knows the rest; of the key the certificate is enough.

    Raises:
        InputError: the signature is missing, or is another document's or another key's; the open
            signature cannot be made again as it was; or as `sign_prepared`.
        KeyFaultError: the certificate may not sign any more, or is not that of the person printed.
        ConfigurationError: as `sign_prepared`.
    """
    pending = returned.pending
    approval = Approval(pending.manifest)
    page = approved_page(request_id, approval, office)
    if isinstance(page, Signed):
        return page
    signatory = office.signer.claiming(pending.claimed_at)
    if isinstance(page, PreparedOpen):
        data = _finished(begin_certification(page, signatory), returned.signature(request_id))
        whole = SignedOpen(page.unnumbered, data, page.subject, page.pages)
        return keep_open(whole, approval, office)
    opened = begin_signature(page, signatory)
    data = _finished(opened, returned.signature(request_id))
    signed = SignedPdf(page.numbered, data, page.subject, page.pages)
    return keep_signed(signed, approval, office)


def finish_sealing(
    request_id: str, returned: Returned, office: Office, *, overwrite: bool = False
) -> Issued:
    """Put the seal that came back into its document, and issue that as `seal_signed` does.

    Arguments and errors as `finish_signing` and `seal_signed`.
    """
    signatory = office.seal.claiming(returned.pending.claimed_at)
    entry = office.register.find(request_id)
    if entry is not None and entry.sealed_alone:

        def alone(opened: OpenSignature) -> bytes:
            return _finished(opened, returned.signature(request_id))

        return seal_copy(request_id, office, overwrite=overwrite, finishing=(signatory, alone))
    if goes_open(request_id, office, entry):

        def completing(whole: SignedOpen, numbered: Numbered) -> SealedPdf:
            opened = begin_completion(whole, numbered, signatory)
            data = _finished(opened, returned.signature(request_id))
            return SealedPdf(numbered, data, whole.subject, whole.pages)

        return seal_open(request_id, office, entry, overwrite=overwrite, sealing=completing)

    def document(signed: SignedPdf) -> SealedPdf:
        data = _finished(begin_seal(signed, signatory), returned.signature(request_id))
        return SealedPdf(signed.numbered, data, signed.subject, signed.pages)

    def finishing(annex: AnnexFile, opened: OpenSignature) -> bytes:
        return _finished(opened, returned.signature(request_id, annex.ordinal))

    def annexes(numbered: Numbered) -> tuple[SealedAnnex, ...]:
        return seal_annexes(numbered, office.register, signatory, office.renderer, finishing)

    elsewhere = Elsewhere(document, annexes)
    return seal_signed(request_id, office, overwrite=overwrite, elsewhere=elsewhere)


def _begun(
    names: Iterable[str], manifest: Manifest, office: Office, signatory: Signatory, begin: Begin
) -> Begun:
    """Begin each, all at one moment, and let the record know what goes out."""
    moment = signatory.now()
    opened: dict[str, Opened] = {}
    faults: list[tuple[str, EsignError]] = []
    for request_id in names:
        try:
            begun = begin(request_id, signatory.claiming(moment))
        except EsignError as fault:
            faults.append((request_id, fault))
        else:
            opened |= {request_id: begun} if begun else {}
    if not opened:
        raise faults[0][1] if faults else InputError("desk.nothing_waits")
    first = next(iter(opened.values()))[MAIN]
    pending = Pending(
        role=signatory.role,
        manifest=manifest,
        certificates=first.path,
        scheme=first.scheme,
        digest_algorithm=first.digest_algorithm,
        claimed_at=moment,
        signatures=tuple(
            _pending(request_id, annex, one.attributes, office)
            for request_id, each in opened.items()
            for annex, one in each.items()
        ),
    )
    facts = {"manifest": manifest.digest, "documents": len(opened)}
    facts |= {"certificate": signatory.certificate_sha256}
    office.register.record.append(OPENED, pending.digest, facts, actor=office.actor)
    return Begun(pending, tuple(faults))


def _pending(request_id: str, annex: int, attributes: bytes, office: Office) -> PendingSignature:
    if annex == MAIN:
        return PendingSignature(request_id, attributes)
    page = office.register.kept_digest(request_id, prepared_annex_stage(annex)) or ""
    return PendingSignature(request_id, attributes, annex=annex, page=page)


def _finished(opened: OpenSignature, returned: PendingSignature) -> bytes:
    if opened.attributes != returned.attributes:
        raise InputError("desk.cannot_remake", request_id=returned.request_id)
    if returned.cms:
        return finish_with_container(opened, returned.cms)
    return finish(opened, returned.value)
