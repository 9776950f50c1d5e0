# SPDX-License-Identifier: Apache-2.0
"""The story of issuing: checked request → number → page → two signatures → self-check → release.

Every step may run twice: the register gives the same number for the same request again, and keeps
the first original that was made. A run that was cut off continues where the register stands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from esign import acceptance, exchange
from esign.errors import InputError, OutputError
from esign.files import make_folder, read_bounded, write_whole
from esign.kinds import read_request, subject
from esign.model import SealedPdf
from esign.register import State
from esign.rehearsal import Desk, admit, pack_for_receivers, try_out
from esign.rendering import page_count
from esign.signing import seal, sign
from esign.stamping import stamp

if TYPE_CHECKING:
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
    look-up page is configured; `actor` is who the register's record names;
    `tried_out` holds the templates that have been found good. Close it, or use it as a context
    manager; threads may share it.
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
    tried_out: set[str] = field(default_factory=set, repr=False)

    @property
    def desk(self) -> Desk:
        """What checks requests here."""
        return Desk(self.agency, self.kinds, self.renderer, self.register, self.clock)

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
        InputError: as `rehearsal.admit`.
        KeyFaultError: a certificate may not sign this document now.
    """
    kind = admit(request, office.desk)
    office.signer.refuse_unfit(request.signer.name, request.signer.title)
    office.seal.refuse_unfit(office.agency.name)
    return kind


def prepare(request: Request, office: Office) -> PreparedPdf:
    """Number, lay out and stamp a request: the page the competent person will sign.

    The first request of a template is tried out before it takes its number, so that a fault of the
    template costs none.

    Raises:
        EsignError: as `check`, or the register, template or stamping refuses.
    """
    kind = check(request, office)
    if kind.template_digest not in office.tried_out:
        try_out(request, kind, office.desk)
        office.tried_out.add(kind.template_digest)
    numbered = _numbered(request, kind, office)
    return stamp(office.renderer.render(numbered, kind), kind)


def issue(request: Request, office: Office, *, overwrite: bool = False) -> Issued:
    """Issue a request: the original and its package lie in the output folder afterwards.

    The same request issued again yields the same original. If the run is cut off, or a later step
    refuses, the number stays with the request and the next run continues with it. What was released
    before is handed out again whatever its verdict is by now: see `Issued.report`.

    Args:
        request: what to issue.
        office: who issues, and with what.
        overwrite: replace files of the same name in the output folder that say something else.

    Raises:
        EsignError: nothing was released; the error says which step refused and what to do.
    """
    kind = office.kinds.kind(request.kind)
    entry = office.register.entry_of(request)
    sealed_before = entry is not None and entry.state is not State.NUMBERED
    original = _found(request, kind, office) if sealed_before else _made(request, kind, office)
    if entry is None or entry.state is not State.RELEASED:
        acceptance.require_passed(original.report, "self_check")
    pdf, package = _delivered(original, office, overwrite=overwrite)
    office.register.release(request.request_id, actor=office.actor)
    return Issued(original.sealed.numbered, pdf, package, original.report, repeated=sealed_before)


def pack_again(pdf: bytes, register: Register) -> bytes:
    """The package of an original that this register has kept.

    Raises:
        InputError: the register does not know this file, or its request names no receiver.
    """
    numbered = register.numbered_of(hashlib.sha256(pdf).hexdigest())
    package = register.kept(numbered.request.request_id, "package")
    if package is None:
        raise InputError("edxml.no_receivers", number=numbered.number.text)
    return package


@dataclass(frozen=True, slots=True)
class _Original:
    """A sealed document with its package, as kept, and what a recipient finds."""

    sealed: SealedPdf
    package: bytes | None
    report: Report


def _numbered(request: Request, kind: DocumentKind, office: Office) -> Numbered:
    return office.register.number(
        request, kind, office.agency, office.lookup_address, actor=office.actor
    )


def _made(request: Request, kind: DocumentKind, office: Office) -> _Original:
    """A new original, found good by recipient and receivers before the register keeps it."""
    sealed = seal(sign(prepare(request, office), office.signer), office.seal)
    report = acceptance.require_passed(_judged(sealed, office), "self_check")
    package = pack_for_receivers(sealed, kind, office.clock)
    files: dict[Stage, bytes] = {"pdf": sealed.data}
    if package is not None:
        files["package"] = package
    kept = office.register.keep(request.request_id, files, actor=office.actor)
    if kept["pdf"] == sealed.data:
        return _Original(sealed, package, report)
    return _found(request, kind, office)  # another run of the same request was quicker


def _found(request: Request, kind: DocumentKind, office: Office) -> _Original:
    """The original that the register has kept for the request."""
    numbered = _numbered(request, kind, office)
    pdf = office.register.kept(request.request_id, "pdf") or b""
    sealed = SealedPdf(numbered, pdf, subject(kind, request), page_count(pdf))
    package = office.register.kept(request.request_id, "package")
    return _Original(sealed, package, _judged(sealed, office))


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
