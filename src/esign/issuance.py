# SPDX-License-Identifier: Apache-2.0
"""The story of issuing: checked request → number → page → two signatures → self-check → release.

Every step may run twice: the register gives the same number for the same request again, and keeps
the first signed file and the first original that were made. A run that was cut off continues where
the register stands, and asks nobody to sign again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from esign import acceptance, exchange
from esign.errors import OutputError
from esign.files import make_folder, read_bounded, write_whole
from esign.kinds import Books, read_request, settled, subject
from esign.model import SealedPdf, SignedPdf
from esign.register import DAYS_TO_SIGN, ISSUED, State
from esign.rehearsal import Desk, admit, late_remarks, pack_for_receivers, try_out
from esign.rendering import page_count
from esign.signing import seal, sign
from esign.stamping import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.errors import Detail
    from esign.kinds import Media
    from esign.model import Agency, DocumentKind, Numbered, PreparedPdf, Report, Request
    from esign.ports import Clock, KindCatalogue, Renderer
    from esign.register import Register, Stage
    from esign.signing import Signatory
    from esign.trust import TrustStore


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that issuing needs, put together once: see `wiring.open_office`.

    `output` is the folder that receives originals and packages; `lookup_address` is empty when no
    look-up page is configured; `actor` is the account that the register's record names and that
    `[roles]` must entrust with what is done; `books` says in which book each kind is entered, and
    `days_to_sign` how many days after the printed date may still be signed; `adopted` is as `Desk`
    says; `tried_out` holds the templates that have been found good. Close it, or use it as a
    context manager; threads may share it.
    """

    agency: Agency
    kinds: KindCatalogue
    renderer: Renderer
    register: Register
    signer: Signatory
    seal: Signatory
    trust: TrustStore
    clock: Clock
    output: Path
    lookup_address: str = ""
    actor: str = "esign"
    books: Books = field(default_factory=Books)
    days_to_sign: int = DAYS_TO_SIGN
    adopted: str = ""
    tried_out: set[str] = field(default_factory=set, repr=False)

    @property
    def desk(self) -> Desk:
        """What checks requests here."""
        return Desk(
            self.agency,
            self.kinds,
            self.renderer,
            self.register,
            self.clock,
            self.books,
            self.days_to_sign,
            self.adopted,
        )

    def close(self) -> None:
        """Let go of the register's files."""
        self.register.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued document and where it lies; `package` is None when the request names no receiver.

    `repeated` tells that the register had the original already and nothing new was signed;
    `remarks` is what the clerk should know of it, such as that it was signed on another day than it
    bears.
    """

    numbered: Numbered
    pdf: Path
    package: Path | None
    report: Report
    repeated: bool
    remarks: tuple[Detail, ...] = ()


def load_request(path: Path | str, kinds: KindCatalogue) -> Request:
    """Read a request file (TOML, or JSON by its suffix) and check it against its kind's schema.

    Raises:
        InputError: the file is unreadable or the request has faults; all of them are reported.
    """
    path = Path(path)
    media: Media = "json" if path.suffix.lower() == ".json" else "toml"
    return read_request(read_bounded(path), media, kinds)


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
    numbered = _numbered(request, kind, office, reserved)
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
        _numbered(request, kind, office, reserved)
    sealed_before = state is State.SEALED or state in ISSUED
    if sealed_before:
        original = _found(request, kind, office)
    else:
        signed = _signed(request, kind, office, state, reserved)
        original = _made(signed, kind, office)
    if state not in ISSUED:
        acceptance.require_passed(original.report, "self_check")
    pdf, package = _delivered(original, office, overwrite=overwrite)
    office.register.release(request.request_id, actor=office.actor)
    numbered, signed_now = original.sealed.numbered, state in {None, State.NUMBERED}
    remarks = late_remarks(numbered, office.desk) if signed_now else ()
    return Issued(numbered, pdf, package, original.report, sealed_before, remarks)


@dataclass(frozen=True, slots=True)
class _Original:
    """A sealed document with its package, as kept, and what a recipient finds."""

    sealed: SealedPdf
    package: bytes | None
    report: Report


def _numbered(request: Request, kind: DocumentKind, office: Office, reserved: str) -> Numbered:
    base, actor = office.lookup_address, office.actor
    return office.register.number(
        request, kind, office.agency, base, reserved=reserved, actor=actor
    )


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
        data = _keep(request, {"signed": made.data}, office)["signed"]
        if data == made.data:
            return made
    numbered = office.register.numbered(request.request_id)
    return SignedPdf(numbered, data, subject(kind, request), page_count(data))


def _made(signed: SignedPdf, kind: DocumentKind, office: Office) -> _Original:
    """A new original, found good by recipient and receivers before the register keeps it."""
    sealed = seal(signed, office.seal)
    report = acceptance.require_passed(_judged(sealed, office), "self_check")
    package = pack_for_receivers(sealed, kind, office.clock)
    files: dict[Stage, bytes] = {"pdf": sealed.data}
    if package is not None:
        files["package"] = package
    request = sealed.numbered.request
    if _keep(request, files, office)["pdf"] == sealed.data:
        return _Original(sealed, package, report)
    return _found(request, kind, office)  # another run of the same request was quicker


def _found(request: Request, kind: DocumentKind, office: Office) -> _Original:
    """The original that the register has kept for the request."""
    numbered = office.register.numbered(request.request_id)
    pdf = office.register.kept(request.request_id, "pdf") or b""
    sealed = SealedPdf(numbered, pdf, subject(kind, request), page_count(pdf))
    package = office.register.kept(request.request_id, "package")
    return _Original(sealed, package, _judged(sealed, office))


def _keep(request: Request, files: Mapping[Stage, bytes], office: Office) -> Mapping[Stage, bytes]:
    return office.register.keep(request.request_id, files, actor=office.actor)


def _judged(sealed: SealedPdf, office: Office) -> Report:
    return acceptance.inspect(sealed.data, trust=office.trust, at=office.clock.now())


def _delivered(original: _Original, office: Office, *, overwrite: bool) -> tuple[Path, Path | None]:
    """Where the original and the package lie in the output folder."""
    make_folder(office.output)
    stem = office.output / exchange.file_stem(original.sealed.numbered)
    pdf, package = stem.with_suffix(".pdf"), stem.with_suffix(".edxml")
    _deliver(pdf, original.sealed.data, overwrite=overwrite)
    if original.package is None:
        return pdf, None
    _deliver(package, original.package, overwrite=overwrite)
    return pdf, package


def _deliver(path: Path, data: bytes, *, overwrite: bool) -> None:
    """Write a file, unless it lies there already with the same content."""
    if _lies_there(path, data):
        return
    try:
        write_whole(path, data, overwrite=overwrite)
    except OutputError:
        if not _lies_there(path, data):  # unless another run of the same request was quicker
            raise


def _lies_there(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
