# SPDX-License-Identifier: Apache-2.0
"""The story of certified copies: number → pages → the agency's signature → self-check → release.

NĐ 30/2020/NĐ-CP Đ25-27; Annex I, Part II, Section III. A scanned paper (“sao y”, “sao lục”), or an
excerpt made anew (“trích sao”), bears the agency's signature as a text in box 14. Nobody else signs
it: the agency vouches that it is like what was copied. From the number on it goes the way of every
document.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from esign import acceptance
from esign.adoption import AdoptedPages, Source
from esign.errors import InputError
from esign.files import read_bounded
from esign.issuance.originals import completed, found, handed_out, take_number
from esign.kinds import settled
from esign.limits import Bounds, run_limited
from esign.model import CopyForm, SealedPdf
from esign.register import ISSUED, State
from esign.rehearsal import admit_any, try_out
from esign.signing import Box, TextSeal, seal_alone
from esign.stamping import COPY_EXAMINATION, MM, NOTE_MM, sealable, stamp_copy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from esign.adoption import Measures
    from esign.issuance import Issued, Office
    from esign.model import Agency, DocumentKind, PreparedCopy, Request
    from esign.ports import KindCatalogue, Renderer
    from esign.rehearsal import Desk
    from esign.rendering import TextFont
    from esign.trust import TrustStore

LARGEST: Final = 50 * 1024**2
"""Bytes of a scanned file: some hundred pages of 200 dots an inch."""

SCAN_BOUNDS: Final = Bounds(seconds=60, megabytes=1024)
FORM: Final = "form"


def read_scan(path: Path) -> Source:
    """The file.

    Raises:
        InputError: it cannot be read, or is too large.
    """
    return Source(path.name, read_bounded(path, LARGEST))


def refuse_other_kind(request: Request, kinds: KindCatalogue) -> None:
    """Refuse a request for a document that somebody has to sign.

    Raises:
        InputError: it is one; names the kinds of copies.
    """
    if not kinds.kind(request.kind).sealed_alone:
        known = ", ".join(name for name, kind in kinds.kinds().items() if kind.sealed_alone)
        raise InputError("copy.other_kind", kind=request.kind, known=known)


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
        "scanned": copy_form(request) is not CopyForm.EXCERPT,
        "boxes": {name: list(measures) for name, measures in boxes.items()},
    }
    answer = run_limited(
        COPY_EXAMINATION, source.data, name=source.name, options=options, bounds=SCAN_BOUNDS
    )
    return AdoptedPages(sealable(answer), font, source.sha256)


def copy_form(request: Request) -> CopyForm:
    """Which form of copy is asked for; the schema of every such kind demands it."""
    return CopyForm(str(request.content[FORM]))


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
    refuse_other_kind(request, desk.kinds)
    kind = admit_any(request, desk, reserved)
    page = try_out(request, kind, desk)
    text, at = _text(request, desk.agency, desk.renderer), desk.clock.now()
    text.drawing(_room(desk.renderer), at, exact=True)  # what does not fit costs no number
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
    refuse_other_kind(request, office.kinds)
    if pages is not None:
        office = replace(office, renderer=pages, adopted=pages.sha256)
    kind = settled(office.kinds.kind(request.kind), request.content)
    entry = office.register.entry_to_issue(request, office.actor)
    state = None if entry is None else entry.state
    if entry is not None and reserved:  # nothing but the number it has
        take_number(request, kind, office, reserved)
    if state is State.SEALED or state in ISSUED:
        original = found(request, kind, office)
    else:
        rehearse_copy(request, office.desk, office.trust, reserved)
        office.seal.refuse_unfit(office.agency.name)
        numbered = take_number(request, kind, office, reserved)
        prepared = stamp_copy(office.renderer.render(numbered, kind), kind)
        original = completed(_sealed(prepared, office), kind, office)
    return handed_out(original, office, state, overwrite=overwrite)


def _sealed(prepared: PreparedCopy, office: Office) -> SealedPdf:
    numbered = prepared.numbered
    text = _text(numbered.request, numbered.agency, office.renderer)
    data = seal_alone(prepared.data, numbered.agency.name, office.seal.showing(text))
    return SealedPdf(numbered, data, prepared.subject, prepared.pages)


def _text(request: Request, agency: Agency, renderer: Renderer) -> TextSeal:
    return TextSeal.of_copy(copy_form(request).words, agency.name, renderer.text_font)


def _room(renderer: Renderer) -> Box:
    """How large the box of the text is: in a file as it was placed, else as the form has it."""
    if not isinstance(renderer, AdoptedPages):
        return Box(*(side * MM for side in NOTE_MM))
    box = renderer.found.seal
    return Box(box.right - box.left, box.top - box.bottom)
