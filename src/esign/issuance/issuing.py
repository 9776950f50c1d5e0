# SPDX-License-Identifier: Apache-2.0
"""The story of issuing: checked request → number → page → two signatures → self-check → release.

Every step may run twice: the register gives the same number for the same request again, and keeps
the first signed file and the first original that were made. A run that was cut off continues where
the register stands, and asks nobody to sign again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign import acceptance
from esign.issuance.office import Issued
from esign.issuance.originals import Original, delivered, found, judged, keep, take_number
from esign.kinds import settled, subject
from esign.model import SignedPdf
from esign.register import ISSUED, State
from esign.rehearsal import admit, late_remarks, pack_for_receivers, try_out
from esign.rendering import page_count
from esign.signing import seal, sign
from esign.stamping import stamp

if TYPE_CHECKING:
    from esign.issuance.office import Office
    from esign.model import DocumentKind, PreparedPdf, Request
    from esign.register import Stage


def check(request: Request, office: Office, reserved: str = "") -> DocumentKind:
    """Refuse before any number is taken what could not be issued; returns the request's kind.

    Raises:
        InputError: as `rehearsal.admit`.
        KeyFaultError: a certificate may not sign this document now.
    """
    kind = admit(request, office.desk, reserved)
    office.signer.refuse_unfit(request.signer.name, request.signer.title)
    office.seal.refuse_unfit(office.agency.name)
    return kind


def prepare(request: Request, office: Office, reserved: str = "") -> PreparedPdf:
    """Number, lay out and stamp a request: the page the competent person will sign.

    The first request of a template is tried out before it takes its number, so that a fault of the
    template costs none.

    Args:
        request: what is to be signed.
        office: who issues, and with what.
        reserved: as `issue` says.

    Raises:
        EsignError: as `check`, or the register, template or stamping refuses.
    """
    kind = check(request, office, reserved)
    if kind.template_digest not in office.tried_out:
        try_out(request, kind, office.desk)
        office.tried_out.add(kind.template_digest)
    numbered = take_number(request, kind, office, reserved)
    return stamp(office.renderer.render(numbered, kind), kind)


def issue(
    request: Request, office: Office, *, overwrite: bool = False, reserved: str = ""
) -> Issued:
    """Issue a request: the original and its package lie in the output folder afterwards.

    The same request issued again yields the same original. If the run is cut off, or a later step
    refuses, the number stays with the request and the next run continues with it. What was released
    before is handed out again whatever its verdict is by now: see `Issued.report`.

    Args:
        request: what to issue.
        office: who issues, and with what.
        overwrite: replace files of the same name in the output folder that say something else.
        reserved: a number kept free for it, `7`, `07/QĐ-SGDĐT` or the reservation's own id, whose
            date the document then bears; empty for the next number.

    Raises:
        EsignError: nothing was released; the error says which step refused and what to do.
    """
    kind = settled(office.kinds.kind(request.kind), request.content)
    entry = office.register.entry_to_issue(request, office.actor)
    state = None if entry is None else entry.state
    if entry is not None and reserved:  # nothing but the number it has
        take_number(request, kind, office, reserved)
    sealed_before = state is State.SEALED or state in ISSUED
    if sealed_before:
        original = found(request, kind, office)
    else:
        signed = _signed(request, kind, office, state, reserved)
        original = _made(signed, kind, office)
    if state not in ISSUED:
        acceptance.require_passed(original.report, "self_check")
    pdf, package = delivered(original, office, overwrite=overwrite)
    office.register.release(request.request_id, actor=office.actor)
    numbered, signed_now = original.sealed.numbered, state in {None, State.NUMBERED}
    remarks = late_remarks(numbered, office.desk) if signed_now else ()
    return Issued(numbered, pdf, package, original.report, sealed_before, remarks)


def _signed(
    request: Request, kind: DocumentKind, office: Office, state: State | None, reserved: str
) -> SignedPdf:
    """What the competent person signed, now or in a run that was cut off; kept before it is sealed.

    Of several runs at once all go on with what the quickest has kept.
    """
    if state is State.SIGNED:
        data = office.register.kept(request.request_id, "signed") or b""
    else:
        made = sign(prepare(request, office, reserved), office.signer)
        data = keep(request, {"signed": made.data}, office)["signed"]
        if data == made.data:
            return made
    numbered = office.register.numbered(request.request_id)
    return SignedPdf(numbered, data, subject(kind, request), page_count(data))


def _made(signed: SignedPdf, kind: DocumentKind, office: Office) -> Original:
    """A new original, found good by recipient and receivers before the register keeps it."""
    sealed = seal(signed, office.seal)
    report = acceptance.require_passed(judged(sealed, office), "self_check")
    package = pack_for_receivers(sealed, kind, office.clock)
    files: dict[Stage, bytes] = {"pdf": sealed.data}
    if package is not None:
        files["package"] = package
    request = sealed.numbered.request
    if keep(request, files, office)["pdf"] == sealed.data:
        return Original(sealed, package, report)
    return found(request, kind, office)  # another run of the same request was quicker
