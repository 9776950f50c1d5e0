# SPDX-License-Identifier: Apache-2.0
"""The story of the other order: laid out → signed → numbered and sealed → released.

NĐ 30/2020 Đ15 has the office number a document after its competent person has signed. The page has
empty fields for number and date; the number is taken when the seal is begun, and fills them in the
very revision of the seal. A document goes on in the order in which it was begun, whatever the
settings say by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign import acceptance
from esign.errors import InputError, KeyFaultError
from esign.issuance.manifest import Line
from esign.issuance.originals import completed, found, handed_out
from esign.kinds import annex_files, settled
from esign.model import AFTER_SIGNATURE, DocumentNumber, Numbered, PreparedOpen, SignedOpen
from esign.ports import OpenRenderer
from esign.register import ISSUED, State, Step, Waits
from esign.rehearsal import admit, try_out
from esign.rendering import page_count
from esign.signing import begin_completion, certify, complete, require_completable
from esign.stamping import stamp_open

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.issuance.office import Issued, Office
    from esign.model import DocumentKind, Request, SealedPdf
    from esign.register import Entry, UnnumberedDocument


def goes_open(request_id: str, office: Office, entry: Entry | None) -> bool:
    """Whether a request goes this way: it was begun so, or is new in an office that works so."""
    if office.sign_first and entry is None and not office.adopted:
        return True
    if entry is not None and entry.state not in {State.SIGNED, State.SEALED}:
        return False
    return office.register.unnumbered.find(request_id) is not None


def lay_out(request: Request, office: Office, reserved: str = "") -> PreparedOpen:
    """Lay out and stamp a request without number; the page waits in the register to be signed.

    Laid out again, it is the same page again.

    Raises:
        InputError: as `rehearsal.admit`; or the document cannot be numbered after signing: its
            pages are not from a template, it has annexes in files of their own, or a number was
            reserved for it.
        EsignError: the register, the template or the stamping refuses.
    """
    office.register.require(office.actor, Step.NUMBER)
    waiting = office.register.unnumbered.find(request.request_id)
    if waiting is not None:
        waiting.refuse_other(request)
        return _page_of(waiting, office)
    renderer = office.renderer
    if office.adopted or not isinstance(renderer, OpenRenderer):
        raise InputError("sign_first.no_template", kind=request.kind)
    if annex_files(request.content):
        raise InputError("sign_first.annexes", request_id=request.request_id)
    if reserved:
        raise InputError("sign_first.reserved")
    kind = admit(request, office.desk)
    if kind.template_digest not in office.tried_out:
        try_out(request, kind, office.desk)
        office.tried_out.add(kind.template_digest)
    drawn = office.register.unnumbered.drawn(request, kind, office.agency, office.lookup_address)
    page = stamp_open(renderer.render_open(drawn, kind), kind, office.spellings)
    kept = office.register.unnumbered.keep_page(page, kind, actor=office.actor)
    return page if kept.document == drawn else _page_of(kept, office)


def issue_open(
    request: Request,
    office: Office,
    entry: Entry | None,
    *,
    overwrite: bool = False,
    reserved: str = "",
) -> Issued:
    """Issue a request in this order, from where it stands; see `issuing.issue`.

    Raises:
        EsignError: as `issuing.issue`.
    """
    if entry is not None and (entry.state is State.SEALED or entry.state in ISSUED):
        kind = settled(office.kinds.kind(request.kind), request.content)
        return handed_out(found(request, kind, office), office, entry.state, overwrite=overwrite)
    known = office.register.unnumbered.find(request.request_id)
    unsigned = known is None or known.waits is Waits.SIGNATURE
    if unsigned and (office.signer.is_elsewhere or office.seal.is_elsewhere):
        raise KeyFaultError("key.signs_elsewhere")
    page = lay_out(request, office, reserved)
    waiting = _waiting(request.request_id, office)
    if waiting.waits is Waits.SIGNATURE:
        office.seal.refuse_unfit(office.agency.name)
        signed = certify(page, office.signer)
        office.register.unnumbered.keep_signed(signed, actor=office.actor)
    return seal_open(request.request_id, office, entry, overwrite=overwrite)


def seal_open(
    request_id: str,
    office: Office,
    entry: Entry | None,
    *,
    overwrite: bool = False,
    sealing: Callable[[SignedOpen, Numbered], SealedPdf] | None = None,
) -> Issued:
    """Number, complete, seal and release what its competent person has signed.

    All that can be refused is refused before the number is taken.

    Raises:
        InputError: the document is not signed, or was dropped.
        EsignError: as `issuing.issue`.
    """
    office.register.require(office.actor, Step.NUMBER, Step.SEAL, Step.RELEASE)
    state = None if entry is None else entry.state
    if entry is not None and (state is State.SEALED or state in ISSUED):
        request = _waiting(request_id, office).document.request
        return issue_open(request, office, entry, overwrite=overwrite)
    signed = signed_open(request_id, office)
    numbered = number_signed(signed, office)
    kind = _kind(signed, office)
    sealed = sealing(signed, numbered) if sealing else complete(signed, numbered, office.seal)
    before = state or (None if office.sign_first else State.SIGNED)
    return handed_out(completed(sealed, kind, office), office, before, overwrite=overwrite)


def number_signed(signed: SignedOpen, office: Office, reserved: str = "") -> Numbered:
    """The number of a signed document, taken now or before.

    Args:
        signed: the document.
        office: who seals it; of its key the certificate is enough.
        reserved: a number kept free for it since it was signed; empty for the next one.

    Raises:
        EsignError: the document cannot be sealed now, and takes no number; or the register refuses.
    """
    request_id, kind = signed.unnumbered.request.request_id, _kind(signed, office)
    unnumbered = office.register.unnumbered
    if _waiting(request_id, office).waits is Waits.NUMBER:
        require_completable(signed, office.seal)
        begin_completion(signed, _trial(signed, office), office.seal)
    return unnumbered.number(request_id, kind, reserved=reserved, actor=office.actor)


def take_reserved(request_id: str, reserved: str, office: Office) -> Numbered:
    """Give a signed document a number that was kept free; then it is sealed like any other.

    Raises:
        InputError: the document has another number, or took its number before it was signed; the
            reservation is not its to fill, or of a day before the signature.
        EsignError: as `seal_open`.
    """
    office.register.require(office.actor, Step.NUMBER, Step.SEAL, Step.RELEASE)
    if laid_out(request_id, office) is None:
        raise InputError("sign_first.numbered_already", request_id=request_id)
    return number_signed(signed_open(request_id, office), office, reserved)


def signed_open(request_id: str, office: Office) -> SignedOpen:
    """What the competent person has signed, as the register keeps it.

    Raises:
        InputError: it is not signed yet, or was dropped.
        ConfigurationError: the file is lost or damaged.
    """
    waiting = _waiting(request_id, office)
    waiting.refuse_other(waiting.document.request)
    if not waiting.signed:
        raise InputError("sign_first.not_signed", request_id=request_id)
    data = office.register.unnumbered.file(waiting.signed)
    return SignedOpen(waiting.document, data, waiting.subject, page_count(data))


def laid_out(request_id: str, office: Office) -> UnnumberedDocument | None:
    """What was laid out for a request without number; None of other documents.

    Raises:
        InputError: it was dropped.
    """
    waiting = office.register.unnumbered.find(request_id)
    if waiting is not None:
        waiting.refuse_other(waiting.document.request)
    return waiting


def waits_for_number(request_id: str, office: Office) -> UnnumberedDocument | None:
    """The same, while it waits for its number.

    Raises:
        InputError: it was dropped, or is not signed yet.
    """
    waiting = laid_out(request_id, office)
    if waiting is None or waiting.waits is Waits.NOTHING:
        return None
    if not waiting.signed:
        raise InputError("desk.not_signed", number=waiting.number.text)
    return waiting


def open_line(waiting: UnnumberedDocument, office: Office, *, signed: bool) -> Line:
    """The line of a document without number in the list of a desk, read from its file.

    A page that is yet to be signed must be that of this very document.

    Raises:
        InputError: it calls itself another document, or has something in it that a recipient would
            object to.
        ConfigurationError: the file is lost or damaged.
    """
    number, sha256 = waiting.number.text, waiting.signed if signed else waiting.prepared
    data = office.register.unnumbered.file(sha256)
    if not signed:
        report = acceptance.inspect(data, trust=office.trust, at=office.clock.now())
        said = {name: report.document.get(name) for name in ("numbering", "lookup_code")}
        own = {"numbering": AFTER_SIGNATURE, "lookup_code": waiting.document.lookup_code}
        if said != own or "number" in report.document:
            raise InputError("desk.other_page", number=number)
        if details := acceptance.unusual(report):
            raise InputError("desk.page_unsound", details=details, number=number)
    return Line(
        request_id=waiting.request_id,
        number=number,
        issued_on=waiting.document.drawn_on.isoformat(),
        kind=waiting.kind,
        type_name=waiting.type_name,
        subject=waiting.subject,
        signer=waiting.signer_name,
        pages=page_count(data),
        sha256=sha256,
    )


def _trial(signed: SignedOpen, office: Office) -> Numbered:
    """The document with a number that nobody takes, to see whether it can be completed."""
    own, day = signed.unnumbered, office.desk.today
    number = DocumentNumber(1, own.symbol, own.book, day.year)
    identifier = f"{own.agency.code},{day:%Y/%m/%d},{number.text}"
    code, url = own.lookup_code, own.lookup_url
    return Numbered(own.request, own.agency, number, day, identifier, code, url)


def _page_of(waiting: UnnumberedDocument, office: Office) -> PreparedOpen:
    data = office.register.unnumbered.file(waiting.prepared)
    return PreparedOpen(waiting.document, data, waiting.subject, page_count(data))


def _waiting(request_id: str, office: Office) -> UnnumberedDocument:
    waiting = office.register.unnumbered.find(request_id)
    if waiting is None:
        raise InputError("sign_first.unknown", request_id=request_id)
    return waiting


def _kind(signed: SignedOpen, office: Office) -> DocumentKind:
    request = signed.unnumbered.request
    return settled(office.kinds.kind(request.kind), request.content)
