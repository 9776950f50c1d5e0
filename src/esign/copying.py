# SPDX-License-Identifier: Apache-2.0
"""The story of certified copies: number → pages → the agency's signature → self-check → release.

NĐ 30/2020/NĐ-CP Đ25-27; Annex I, Part II, Section III. A scanned paper (“sao y”, “sao lục”), or an
excerpt made anew (“trích sao”), bears the agency's signature as a text in box 14. Nobody else signs
it: the agency vouches that it is like what was copied. From the number on it goes the way of every
document.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from esign import acceptance
from esign.adoption import AdoptedPages, Source, load_file_request
from esign.errors import Detail, InputError, KeyFaultError
from esign.files import read_bounded
from esign.issuance.copies import begin_copy, copy_form, copy_text
from esign.issuance.office import load_request
from esign.issuance.originals import completed, found, handed_out, keep, take_number
from esign.kinds import file_digest, media_of, needs_file, settled, stated_kind, subject, takes_file
from esign.limits import Bounds, run_limited
from esign.messages import Term
from esign.model import CopyForm, PreparedCopy, SealedPdf
from esign.register import ISSUED, State, Step
from esign.rehearsal import admit_any, try_out
from esign.rendering import page_count
from esign.signing import Box
from esign.stamping import COPY_EXAMINATION, MM, NOTE_MM, sealable, stamp_copy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from esign.adoption import Measures
    from esign.issuance import Issued, Office
    from esign.model import DocumentKind, Request
    from esign.ports import KindCatalogue, Renderer
    from esign.register import Entry
    from esign.rehearsal import Desk
    from esign.rendering import TextFont
    from esign.trust import TrustStore

LARGEST: Final = 50 * 1024**2
"""Bytes of a scanned file: some hundred pages of 200 dots an inch."""

SCAN_BOUNDS: Final = Bounds(seconds=60, megabytes=1024)
NO_ARCHIVE: Final = Detail("copy.not_archival")
"""What a clerk may know of the copy of a scan: it is no PDF/A."""

_OF_ITS_MAKING: Final = frozenset(
    {"adopt.unsafe", "adopt.unreadable", "adopt.encrypted", "adopt.not_accepted"}
)
"""Errors whose advice is for documents from a word processor, not for scans."""


def read_scan(path: Path) -> Source:
    """The file.

    Raises:
        InputError: it cannot be read, or is too large.
    """
    return Source(path.name, read_bounded(path, LARGEST))


def load_copy_request(path: Path, source: Source | None, kinds: KindCatalogue) -> Request:
    """The request for a copy, with the file that it is made from where its kind takes one.

    Raises:
        InputError: it is for no copy; it needs a file, takes none, or was made for another one; or
            as `load_request`.
    """
    kind = stated_kind(read_bounded(path), media_of(path), kinds)
    refuse_other_kind(kind, kinds)
    if source is not None:
        return load_file_request(path, source, kinds)
    request = load_request(path, kinds)
    if file_digest(request):
        raise needs_file(kind)
    return request


def refuse_other_kind(kind: DocumentKind, kinds: KindCatalogue) -> None:
    """Refuse a kind of documents that somebody has to sign.

    Raises:
        InputError: it is one; names the command that takes it, and the kinds of copies.
    """
    if not kind.sealed_alone:
        known = ", ".join(name for name, each in kinds.kinds().items() if each.sealed_alone)
        command = "esign adopt" if takes_file(kind) else "esign issue"
        raise InputError("copy.other_kind", kind=kind.name, command=command, known=known)


def examine_scan(
    source: Source, request: Request, font: TextFont, boxes: Mapping[str, Measures]
) -> AdoptedPages:
    """Have the file judged in a limited process.

    Args:
        source: the file.
        request: what is to be made from it.
        font: the office's text font.
        boxes: where the text goes in spite of what the file says: `seal`.

    Raises:
        InputError: the file is not safe to sign, marked secret, or not scanned as the decree wants;
            every fault is told.
        ConfigurationError: there is no text font.
    """
    options = {
        "name": source.name,
        "scanned": _is_scanned(request),
        "boxes": {name: list(measures) for name, measures in boxes.items()},
    }
    with _told_of_scans(request, source.name):
        answer = run_limited(
            COPY_EXAMINATION, source.data, name=source.name, options=options, bounds=SCAN_BOUNDS
        )
    return AdoptedPages(sealable(answer), font, source.sha256)


def rehearse_copy(
    request: Request, desk: Desk, trust: TrustStore, reserved: str = ""
) -> DocumentKind:
    """Do all that certifying does but numbering, signing and writing; returns the request's kind.

    Args:
        request: what is to be certified.
        desk: checks it; its renderer has the pages of the file, if the kind takes one.
        trust: judges the pages as a recipient does.
        reserved: as `issuance.issue` says.

    Raises:
        EsignError: as certifying would, but for the key.
    """
    refuse_other_kind(desk.kinds.kind(request.kind), desk.kinds)
    kind = admit_any(request, desk, reserved)
    page = try_out(request, kind, desk)
    text, at = copy_text(request, desk.agency, desk.renderer), desk.clock.now()
    text.drawing(_room(desk.renderer), at, exact=True)  # what does not fit costs no number
    with _told_of_scans(request, _file_name(request)):
        acceptance.refuse_unusual(page.data, trust=trust, at=at)
    return kind


def certify_copy(
    request: Request,
    office: Office,
    pages: AdoptedPages | None = None,
    *,
    overwrite: bool = False,
    reserved: str = "",
) -> Issued:
    """Make a certified copy; it and its package lie in the output folder afterwards.

    Args:
        request: what is copied, and for whom.
        office: who certifies; of its keys the agency's alone is opened.
        pages: of the file; None where the kind is laid out from the request.
        overwrite: as `issuance.issue` says.
        reserved: as `issuance.issue` says.

    Raises:
        EsignError: nothing was released; the error says which step refused and what to do.
    """
    kind, office = _at_desk(request, office, pages)
    entry = office.register.entry_to_issue(request, office.actor)
    state = None if entry is None else entry.state
    if entry is not None and reserved:  # nothing but the number it has
        take_number(request, kind, office, reserved)
    if _is_sealed(entry):
        original = found(request, kind, office)
    else:
        if office.seal.is_elsewhere:  # before a number is taken
            raise KeyFaultError("key.signs_elsewhere")
        page = _page(request, kind, office, reserved)
        data = office.seal.finish(begin_copy(page, office, office.seal))
        sealed = SealedPdf(page.numbered, data, page.subject, page.pages)
        original = completed(sealed, kind, office)
    return handed_out(original, office, state, overwrite=overwrite)


def prepare_copy(
    request: Request, office: Office, pages: AdoptedPages | None = None, *, reserved: str = ""
) -> PreparedCopy:
    """Number a copy and lay it out; it waits in the register for a seal whose key is elsewhere.

    `issuance.seal_signed` seals it, or `issuance.begin_sealing` and `finish_sealing` do. Prepared
    again, it is the same page again.

    Args:
        request: what is copied, and for whom.
        office: who certifies; of the agency's key the certificate is enough.
        pages: as `certify_copy` says.
        reserved: as `issuance.issue` says.

    Raises:
        InputError: the copy is sealed already, or as `rehearse_copy`.
        EsignError: as `certify_copy`, but for the key.
    """
    kind, office = _at_desk(request, office, pages)
    office.register.require(office.actor, Step.NUMBER)
    entry = office.register.entry_of(request)
    if _is_sealed(entry) and entry is not None:
        state = Term(f"state.{entry.state}")
        raise InputError("desk.not_to_prepare", number=entry.number.text, state=state)
    if entry is not None:
        office.register.doubt.refuse_begun(entry, office.actor)
    page = _page(request, kind, office, reserved)
    kept = keep(request, {"prepared": page.data}, office)["prepared"]
    return replace(page, data=kept, pages=page_count(kept)) if kept != page.data else page


def waits_for_key(request: Request, office: Office) -> bool:
    """Whether a copy can only be prepared now: it is not sealed, and the agency's key elsewhere."""
    return not _is_sealed(office.register.entry_of(request)) and office.seal.is_elsewhere


def _at_desk(
    request: Request, office: Office, pages: AdoptedPages | None
) -> tuple[DocumentKind, Office]:
    """The kind, settled, and the office with the pages of the file."""
    refuse_other_kind(office.kinds.kind(request.kind), office.kinds)
    if pages is not None:
        office = replace(office, renderer=pages, adopted=pages.sha256)
    return settled(office.kinds.kind(request.kind), request.content), office


def _is_sealed(entry: Entry | None) -> bool:
    return entry is not None and (entry.state is State.SEALED or entry.state in ISSUED)


def _page(request: Request, kind: DocumentKind, office: Office, reserved: str) -> PreparedCopy:
    """The page as it waits in the register, else newly laid out; everything is checked before."""
    rehearse_copy(request, office.desk, office.trust, reserved)
    office.seal.refuse_unfit(office.agency.name)
    kept = office.register.kept(request.request_id, "prepared")
    numbered = take_number(request, kind, office, reserved)
    if kept is not None:
        return PreparedCopy(numbered, kept, subject(kind, request), page_count(kept))
    return stamp_copy(office.renderer.render(numbered, kind), kind)


@contextmanager
def _told_of_scans(request: Request, name: str) -> Iterator[None]:
    """Let errors advise how to scan anew, where it is a scan that they are about."""
    try:
        yield
    except InputError as fault:
        if fault.code not in _OF_ITS_MAKING or not (name and _is_scanned(request)):
            raise
        whole = () if fault.details else (Detail(fault.code, facts=fault.facts),)
        details = [replace(each, advised=False) for each in (*whole, *fault.details)]
        raise InputError("copy.unusable", details=details, name=name) from fault


def _is_scanned(request: Request) -> bool:
    return copy_form(request) is not CopyForm.EXCERPT


def _file_name(request: Request) -> str:
    """How the request calls its file; empty where it has none."""
    stated = request.content.get("file")
    return str(stated["name"]) if isinstance(stated, dict) else ""


def _room(renderer: Renderer) -> Box:
    """How large the box of the text is: in a file as it was placed, else as the form has it."""
    if not isinstance(renderer, AdoptedPages):
        return Box(*(side * MM for side in NOTE_MM))
    box = renderer.found.seal
    return Box(box.right - box.left, box.top - box.bottom)
