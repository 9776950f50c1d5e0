# SPDX-License-Identifier: Apache-2.0
"""The story of issuing: checked request → number → page → two signatures → self-check → release.

Every step may run twice: the register gives the same number for the same request again, and keeps
the first signed file and the first original that were made. A run that was cut off continues where
the register stands, and asks nobody to sign again. So does one that comes after the desks, where
the page is prepared, signed and sealed by different people at different times.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from esign.errors import InputError, KeyFaultError
from esign.issuance.clocks import refuse_early_clock, refuse_signed_early
from esign.issuance.copies import seal_copy
from esign.issuance.originals import completed, found, handed_out, keep, take_number
from esign.issuance.sign_first import goes_open, issue_open, lay_out, seal_open
from esign.kinds import settled, subject
from esign.messages import Term
from esign.model import PreparedPdf, SignedPdf
from esign.register import ISSUED, State, Step
from esign.rehearsal import admit, try_out
from esign.rendering import page_count
from esign.signing import seal, sign
from esign.stamping import stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.issuance.office import Issued, Office
    from esign.model import (
        DocumentKind,
        Numbered,
        PreparedOpen,
        Request,
        SealedAnnex,
        SealedPdf,
    )
    from esign.register import Entry


class Elsewhere(NamedTuple):
    """Puts the seals that were made elsewhere into a document and into its annexes."""

    document: Callable[[SignedPdf], SealedPdf]
    annexes: Callable[[Numbered], tuple[SealedAnnex, ...]]


def check(request: Request, office: Office, reserved: str = "") -> DocumentKind:
    """Refuse before any number is taken what could not be issued; returns the request's kind.

    Raises:
        InputError: as `rehearsal.admit`.
        KeyFaultError: a certificate may not sign this document now, or a key signs elsewhere.
    """
    kind = admit(request, office.desk, reserved)
    if office.signer.is_elsewhere or office.seal.is_elsewhere:
        raise KeyFaultError("key.signs_elsewhere")
    office.signer.refuse_unfit(request.signer.name, request.signer.title)
    office.seal.refuse_unfit(office.agency.name)
    return kind


def prepare_in_order(
    request: Request, office: Office, reserved: str = ""
) -> PreparedPdf | PreparedOpen:
    """Lay out and stamp a request in the office's order; see `prepare` and `sign_first.lay_out`.

    Raises:
        EsignError: as either.
    """
    entry = office.register.entry_of(request)
    if goes_open(request.request_id, office, entry):
        return lay_out(request, office, reserved)
    return prepare(request, office, reserved)


def prepare(request: Request, office: Office, reserved: str = "") -> PreparedPdf:
    """Number, lay out and stamp a request; the page waits in the register to be signed.

    No key is needed. The first request of a template is tried out before it takes its number, so
    that a fault of the template costs none. Prepared again, it is the same page again.

    Args:
        request: what is to be signed.
        office: who issues, and with what.
        reserved: as `issue` says.

    Raises:
        InputError: as `rehearsal.admit`; or the document is signed already.
        EsignError: the register, the template or the stamping refuses.
    """
    office.register.require(office.actor, Step.NUMBER)
    entry = office.register.entry_of(request)
    if entry is not None and entry.state not in {State.RESERVED, State.NUMBERED}:
        state = Term(f"state.{entry.state}")
        raise InputError("desk.not_to_prepare", number=entry.number.text, state=state)
    if entry is not None:
        office.register.doubt.refuse_begun(entry, office.actor)
    kind = admit(request, office.desk, reserved)
    page = _page(request, kind, office, reserved)
    kept = keep(request, {"prepared": page.data}, office)["prepared"]
    return replace(page, data=kept, pages=page_count(kept)) if kept != page.data else page


def _page(request: Request, kind: DocumentKind, office: Office, reserved: str) -> PreparedPdf:
    """The page as it waits in the register, else newly laid out."""
    kept = office.register.kept(request.request_id, "prepared")
    if kept is None and kind.template_digest not in office.tried_out:
        try_out(request, kind, office.desk)
        office.tried_out.add(kind.template_digest)
    numbered = take_number(request, kind, office, reserved)
    if kept is not None:
        return PreparedPdf(numbered, kept, subject(kind, request), page_count(kept))
    return stamp(office.renderer.render(numbered, kind), kind, office.spellings)


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
    if goes_open(request.request_id, office, entry):
        return issue_open(request, office, entry, overwrite=overwrite, reserved=reserved)
    state = None if entry is None else entry.state
    if entry is not None and reserved:  # nothing but the number it has
        take_number(request, kind, office, reserved)
    if state is State.SEALED or state in ISSUED:
        original = found(request, kind, office)
    else:
        signed = _signed(request, kind, office, entry, reserved)
        original = completed(seal(signed, office.seal), kind, office)
    return handed_out(original, office, state, overwrite=overwrite)


def seal_signed(
    request_id: str,
    office: Office,
    *,
    overwrite: bool = False,
    elsewhere: Elsewhere | None = None,
) -> Issued:
    """Issue what was signed at the leader's desk: all that `issue` does after signing.

    A certified copy, which nobody signs, is sealed as it was prepared.

    Args:
        request_id: of a document that is signed, or sealed and not handed out yet, or out.
        office: who issues; of its keys the agency's alone is opened.
        overwrite: as `issue` says.
        elsewhere: seals what was signed; by default the office's own key does, at once.

    Raises:
        InputError: the document is not signed yet, or no longer in force.
        EsignError: as `issue`.
    """
    numbered = office.register.find(request_id)
    if numbered is not None and numbered.sealed_alone:
        return seal_copy(request_id, office, overwrite=overwrite)
    if goes_open(request_id, office, numbered):
        return _sealed_open(request_id, office, numbered, overwrite=overwrite)
    signed = signed_file(request_id, office)
    request = signed.numbered.request
    entry = office.register.entry_to_issue(request, office.actor)
    if elsewhere is None or entry is None or entry.state is not State.SIGNED:
        return issue(request, office, overwrite=overwrite)
    kind = settled(office.kinds.kind(request.kind), request.content)
    original = completed(elsewhere.document(signed), kind, office, elsewhere.annexes)
    return handed_out(original, office, entry.state, overwrite=overwrite)


def _sealed_open(
    request_id: str, office: Office, entry: Entry | None, *, overwrite: bool
) -> Issued:
    """The same of a document that is numbered now."""
    if entry is not None:
        office.register.entry_to_issue(office.register.numbered(request_id).request, office.actor)
    return seal_open(request_id, office, entry, overwrite=overwrite)


def signed_file(request_id: str, office: Office) -> SignedPdf:
    """What the competent person has signed, as the register keeps it.

    Raises:
        InputError: the document is not signed yet, or its number is voided.
        ConfigurationError: the file is lost or damaged; or it is not sealed yet, and claims to have
            been signed before it was numbered.
    """
    numbered = office.register.numbered(request_id)
    entry = office.register.entry_of(numbered.request)
    data = office.register.kept(request_id, "signed")
    if data is None:
        raise InputError("desk.not_signed", number=numbered.number.text)
    if entry is not None and entry.state is State.SIGNED:
        refuse_signed_early(entry, data, office)
    kind = settled(office.kinds.kind(numbered.request.kind), numbered.request.content)
    return SignedPdf(numbered, data, subject(kind, numbered.request), page_count(data))


def _signed(
    request: Request, kind: DocumentKind, office: Office, entry: Entry | None, reserved: str
) -> SignedPdf:
    """What the competent person signed, now or in a run that was cut off; kept before it is sealed.

    Of several runs at once all go on with what the quickest has kept.
    """
    if entry is None or entry.state is not State.SIGNED:
        check(request, office, reserved)
        if entry is not None:
            refuse_early_clock(entry, office)
        made = sign(_page(request, kind, office, reserved), office.signer)
        if keep(request, {"signed": made.data}, office)["signed"] == made.data:
            return made
    return signed_file(request.request_id, office)
