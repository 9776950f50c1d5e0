# SPDX-License-Identifier: Apache-2.0
"""The story of issuing: checked request → number → page → two signatures → self-check → release.

Every step may run twice: the register gives the same number for the same request again, and keeps
the first original that was made. A run that was cut off continues where the register stands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from esign import acceptance, exchange
from esign.files import make_folder, read_bounded, write_whole
from esign.kinds import read_request, subject
from esign.model import SealedPdf
from esign.rendering import page_count
from esign.signing import seal, sign
from esign.stamping import stamp

if TYPE_CHECKING:
    from esign.kinds import Media
    from esign.model import Agency, DocumentKind, Numbered, PreparedPdf, Report, Request
    from esign.ports import Clock, KindCatalogue
    from esign.register import Register
    from esign.rendering import TypstRenderer
    from esign.signing import Signatory
    from esign.trust import TrustStore


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that issuing needs, put together once: see `wiring.open_office`.

    `output` is the folder that receives originals and packages; `lookup_address` is empty when no
    look-up page is configured. Close it, or use it as a context manager.
    """

    agency: Agency
    kinds: KindCatalogue
    renderer: TypstRenderer
    register: Register
    signer: Signatory
    seal: Signatory
    trust: TrustStore
    clock: Clock
    output: Path
    lookup_address: str = ""

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

    `repeated` tells that the register had the original already and nothing new was signed.
    """

    numbered: Numbered
    pdf: Path
    package: Path | None
    report: Report
    repeated: bool


def load_request(path: Path | str, kinds: KindCatalogue) -> Request:
    """Read a request file (TOML, or JSON by its suffix) and check it against its kind's schema.

    Raises:
        InputError: the file is unreadable or the request has faults; all of them are reported.
    """
    path = Path(path)
    media: Media = "json" if path.suffix.lower() == ".json" else "toml"
    return read_request(read_bounded(path), media, kinds)


def check(request: Request, office: Office) -> DocumentKind:
    """Refuse before any number is taken what could not be issued; returns the request's kind.

    Raises:
        InputError: the kind is unknown, or a character cannot be printed.
        KeyFaultError: a certificate may not sign this document now.
    """
    kind = office.kinds.kind(request.kind)
    office.renderer.check(request, kind)
    office.signer.refuse_unfit(_printed_signer(request))
    office.seal.refuse_unfit(office.agency.name)
    return kind


def prepare(request: Request, office: Office) -> PreparedPdf:
    """Number, lay out and stamp a request: the page the competent person will sign.

    Raises:
        EsignError: as `check`, or the register, template or stamping refuses.
    """
    kind = check(request, office)
    numbered = _numbered(request, kind, office)
    return stamp(office.renderer.render(numbered, kind), kind)


def issue(request: Request, office: Office, *, overwrite: bool = False) -> Issued:
    """Issue a request: the original and its package lie in the output folder afterwards.

    The same request issued again yields the same original. If the run is cut off, or a later step
    refuses, the number stays with the request and the next run continues with it.

    Args:
        request: what to issue.
        office: who issues, and with what.
        overwrite: replace files of the same name in the output folder that say something else.

    Raises:
        EsignError: nothing was released; the error says which step refused and what to do.
    """
    kind = office.kinds.kind(request.kind)
    kept = office.register.kept(request.request_id, "pdf")
    if kept is None:
        sealed, report = _made(request, office)
    else:
        numbered = _numbered(request, kind, office)
        sealed = SealedPdf(numbered, kept, subject(kind, request), page_count(kept))
        report = _judged(sealed, office)
    pdf, package = _released(sealed, kind, office, overwrite=overwrite)
    return Issued(sealed.numbered, pdf, package, report, repeated=kept is not None)


def pack_again(pdf: bytes, register: Register, kinds: KindCatalogue, clock: Clock) -> bytes:
    """The package of an original that this register has kept.

    Raises:
        InputError: the register does not know this file, or its request names no receiver.
    """
    numbered = register.numbered_of(hashlib.sha256(pdf).hexdigest())
    kept = register.kept(numbered.request.request_id, "package")
    if kept is not None:
        return kept
    kind = kinds.kind(numbered.request.kind)
    title = subject(kind, numbered.request)
    sealed = SealedPdf(numbered, pdf, title, page_count(pdf))
    return exchange.pack(sealed, kind, sent_at=clock.now())


def _printed_signer(request: Request) -> str:
    """The name under the signature; the schema of every kind demands it."""
    signer = request.content["signer"]
    return str(signer["name"]) if isinstance(signer, dict) else ""


def _numbered(request: Request, kind: DocumentKind, office: Office) -> Numbered:
    return office.register.number(request, kind, office.agency, lookup_base=office.lookup_address)


def _made(request: Request, office: Office) -> tuple[SealedPdf, Report]:
    """A new original, found good by the recipient's own policy before the register keeps it."""
    sealed = seal(sign(prepare(request, office), office.signer), office.seal)
    report = acceptance.require_passed(_judged(sealed, office), "self_check")
    first = office.register.keep(request.request_id, "pdf", sealed.data)
    if first == sealed.data:
        return sealed, report
    winner = replace(sealed, data=first)  # another run of the same request was quicker
    return winner, _judged(winner, office)


def _judged(sealed: SealedPdf, office: Office) -> Report:
    return acceptance.inspect(sealed.data, trust=office.trust, at=office.clock.now())


def _released(
    sealed: SealedPdf, kind: DocumentKind, office: Office, *, overwrite: bool
) -> tuple[Path, Path | None]:
    """Where the original and the package lie in the output folder; both are kept by then."""
    stem = office.output / exchange.file_stem(sealed.numbered)
    pdf, envelope = stem.with_suffix(".pdf"), stem.with_suffix(".edxml")
    package = _package(sealed, kind, office)
    _deliver(pdf, sealed.data, overwrite=overwrite)
    if package is None:
        return pdf, None
    _deliver(envelope, package, overwrite=overwrite)
    return pdf, envelope


def _package(sealed: SealedPdf, kind: DocumentKind, office: Office) -> bytes | None:
    """The package as the register keeps it; None when the request names no receiver."""
    request = sealed.numbered.request
    if not request.content["receivers"]:
        return None
    kept = office.register.kept(request.request_id, "package")
    if kept is not None:
        return kept
    written = exchange.pack(sealed, kind, sent_at=office.clock.now())
    return office.register.keep(request.request_id, "package", written)


def _deliver(path: Path, data: bytes, *, overwrite: bool) -> None:
    """Write a file, unless it lies there already with the same content."""
    make_folder(path.parent)
    if not (path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data):
        write_whole(path, data, overwrite=overwrite)
