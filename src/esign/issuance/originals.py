# SPDX-License-Identifier: Apache-2.0
"""What every story of issuing shares: taking the number, keeping files, judging, handing out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign import acceptance, exchange
from esign.errors import OutputError
from esign.files import make_folder, write_whole
from esign.kinds import subject
from esign.model import SealedPdf
from esign.rendering import page_count

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from esign.issuance.office import Office
    from esign.model import DocumentKind, Numbered, Report, Request
    from esign.register import Stage


@dataclass(frozen=True, slots=True)
class Original:
    """A sealed document with its package, as kept, and what a recipient finds."""

    sealed: SealedPdf
    package: bytes | None
    report: Report


def take_number(request: Request, kind: DocumentKind, office: Office, reserved: str) -> Numbered:
    """The request's number, taken now or before; arguments and errors as `Register.number`."""
    base, actor = office.lookup_address, office.actor
    return office.register.number(
        request, kind, office.agency, base, reserved=reserved, actor=actor
    )


def found(request: Request, kind: DocumentKind, office: Office) -> Original:
    """The original that the register has kept for the request."""
    numbered = office.register.numbered(request.request_id)
    pdf = office.register.kept(request.request_id, "pdf") or b""
    sealed = SealedPdf(numbered, pdf, subject(kind, request), page_count(pdf))
    package = office.register.kept(request.request_id, "package")
    return Original(sealed, package, judged(sealed, office))


def keep(request: Request, files: Mapping[Stage, bytes], office: Office) -> Mapping[Stage, bytes]:
    """What the register keeps of a request from now on: of several runs the first one's files."""
    return office.register.keep(request.request_id, files, actor=office.actor)


def judged(sealed: SealedPdf, office: Office) -> Report:
    """What a recipient finds."""
    return acceptance.inspect(sealed.data, trust=office.trust, at=office.clock.now())


def delivered(original: Original, office: Office, *, overwrite: bool) -> tuple[Path, Path | None]:
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
