# SPDX-License-Identifier: Apache-2.0
"""The story of the leader's desk: one list is approved, and nothing else is signed.

Each page is read anew before it is signed, and compared with its line in the approved list, byte
for byte. What was signed before is not signed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.issuance.clocks import refuse_early_clock
from esign.issuance.queue import UNSIGNED, entry_of, kept_file, line_of, refuse_copy
from esign.issuance.sign_first import open_line
from esign.kinds import settled
from esign.model import PreparedOpen, PreparedPdf
from esign.register import Step, refuse_late
from esign.rehearsal import late_remarks
from esign.signing import certify, sign

if TYPE_CHECKING:
    from esign.errors import Detail
    from esign.issuance.manifest import Line, Manifest
    from esign.issuance.office import Office
    from esign.model import SignedOpen, SignedPdf
    from esign.register import UnnumberedDocument


@dataclass(frozen=True, slots=True)
class Approval:
    """A list that the competent person has approved, as the record has it: see `approve`."""

    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Signed:
    """A document that its competent person has signed; it waits for the seal.

    Attributes:
        line: as it was approved.
        sha256: of the signed file, hexadecimal.
        repeated: it was signed before, and nothing was signed now.
        remarks: what the signer should know, such as that it was signed on another day than it
            bears.
    """

    line: Line
    sha256: str
    repeated: bool
    remarks: tuple[Detail, ...] = ()


def approve(manifest: Manifest, office: Office) -> Approval:
    """Note in the register's record that this account approves the list.

    Raises:
        InputError: the list is empty.
        ConfigurationError: the account may not sign.
    """
    office.register.require(office.actor, Step.SIGN)
    if not manifest.documents:
        raise InputError("desk.nothing_waits")
    facts = {"documents": len(manifest.documents), "kinds": manifest.kinds}
    office.register.record.append("approved", manifest.digest, facts, actor=office.actor)
    return Approval(manifest)


def sign_prepared(request_id: str, approval: Approval, office: Office) -> Signed:
    """Sign one document of an approved list.

    Args:
        request_id: which.
        approval: the list.
        office: who signs; of its keys the signer's alone is opened.

    Raises:
        InputError: the document is not in the list, its page is not the one that was approved,
            its number is voided, its day is too long ago, or it may have been finished after the
            backup that the register came from.
        KeyFaultError: the key cannot be opened, may not sign now, or is not that of the person
            printed.
        ConfigurationError: the page is lost or damaged, the account may not sign, or the clock is
            behind the numbering.
    """
    page = approved_page(request_id, approval, office)
    if isinstance(page, Signed):
        return page
    if isinstance(page, PreparedOpen):
        return keep_open(certify(page, office.signer), approval, office)
    return keep_signed(sign(page, office.signer), approval, office)


def approved_page(
    request_id: str, approval: Approval, office: Office
) -> PreparedPdf | PreparedOpen | Signed:
    """The page as it was approved, ready to be signed; or what became of it, if it is signed.

    Raises:
        InputError, ConfigurationError: as `sign_prepared`.
    """
    waiting = office.register.unnumbered.find(request_id)
    if waiting is not None:
        return _approved_open(waiting, approval, office)
    line, entry = approval.manifest.line(request_id), entry_of(request_id, office)
    office.register.require(office.actor, Step.SIGN)
    refuse_copy(entry)
    data = kept_file(entry, "prepared", office)
    if sha256(data).hexdigest() != line.sha256:
        raise InputError("desk.page_changed", number=entry.number.text)
    if line_of(entry, data, office) != line:
        raise InputError("desk.line_differs", number=entry.number.text)
    if entry.state not in UNSIGNED:
        return Signed(line, sha256(kept_file(entry, "signed", office)).hexdigest(), repeated=True)
    office.register.doubt.refuse_begun(entry, office.actor)
    refuse_late(entry, office.desk.today, office.days_to_sign)
    refuse_early_clock(entry, office)
    numbered = office.register.numbered(request_id)
    return PreparedPdf(numbered, data, entry.subject, line.pages)


def _approved_open(
    waiting: UnnumberedDocument, approval: Approval, office: Office
) -> PreparedOpen | Signed:
    """The same of a page that will be numbered after it is signed."""
    line = approval.manifest.line(waiting.request_id)
    office.register.require(office.actor, Step.SIGN)
    waiting.refuse_other(waiting.document.request)
    data = office.register.unnumbered.file(waiting.prepared)
    if waiting.prepared != line.sha256:
        raise InputError("desk.page_changed", number=waiting.number.text)
    if open_line(waiting, office, signed=False) != line:
        raise InputError("desk.line_differs", number=waiting.number.text)
    if waiting.signed:
        return Signed(line, waiting.signed, repeated=True)
    request = waiting.document.request
    kind = settled(office.kinds.kind(waiting.kind), request.content)
    office.register.doubt.refuse_laid_out(waiting, kind, office.actor)
    return PreparedOpen(waiting.document, data, waiting.subject, line.pages)


def keep_open(signed: SignedOpen, approval: Approval, office: Office) -> Signed:
    """Let the register keep what was signed without number; of several runs the first one's file.

    Raises:
        InputError, ConfigurationError, OutputError: as `UnnumberedDocuments.keep_signed`.
    """
    facts = {"manifest": approval.manifest.digest}
    kept = office.register.unnumbered.keep_signed(signed, actor=office.actor, facts=facts)
    line = approval.manifest.line(kept.request_id)
    repeated = kept.signed != sha256(signed.data).hexdigest()
    return Signed(line, kept.signed, repeated)


def keep_signed(signed: SignedPdf, approval: Approval, office: Office) -> Signed:
    """Let the register keep what was signed; of several runs the first one's file.

    Raises:
        InputError, ConfigurationError, OutputError: as `Register.keep`.
    """
    request_id = signed.numbered.request.request_id
    kept = office.register.keep(
        request_id,
        {"signed": signed.data},
        actor=office.actor,
        facts={"manifest": approval.manifest.digest},
    )["signed"]
    remarks = late_remarks(signed.numbered, office.desk)
    line, repeated = approval.manifest.line(request_id), kept != signed.data
    return Signed(line, sha256(kept).hexdigest(), repeated, () if repeated else remarks)
