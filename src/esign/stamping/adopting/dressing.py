# SPDX-License-Identifier: Apache-2.0
"""What an adopted page gets of ours before it is stamped: number, date, data, and the two markers.

Afterwards it has the form of a page that the layout engine made, and goes the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.errors import InputError
from esign.lettering import Lettering
from esign.model import SignatureField
from esign.stamping.adopting.lettering import added_font
from esign.stamping.adopting.packet import empty_packet
from esign.stamping.adopting.plain import deflated, dictionary
from esign.stamping.adopting.tags import Tags
from esign.stamping.rewriting import Rewriting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from esign.stamping.adopting.values import Adoptable, Blank, Box, Sealable

FONT: Final = "/EsignText"
ITALIC: Final = frozenset({"date", "day", "month", "year"})
SLANT: Final = 0.2126  # of an italic: 12 degrees
SIDES: Final = 2.0
PRINTED: Final = 4  # annotation flag Print (ISO 32000-1 Table 165)
WATERMARK: Final = "DỰ THẢO"
WATERMARK_SIZE: Final = 90.0
OUTLINES: Final = {SignatureField.SIGNER: b"0 0.2 0.8 RG", SignatureField.SEAL: b"0.8 0 0 RG"}


@dataclass(frozen=True, slots=True)
class Attached:
    """The data that travels inside (ISO 32000-2 §7.11.4)."""

    name: str
    text: str
    data: bytes


def dress(
    adoptable: Adoptable | Sealable,
    words: Mapping[str, str],
    font: Path,
    *,
    title: str,
    attached: Attached,
) -> bytes:
    """The page with its number and date, its data, and the links that become signature fields.

    Args:
        adoptable: the plain copy with its places.
        words: what goes into the blanks, by what each means.
        font: file of the text font.
        title: of the document.
        attached: its data.

    Raises:
        InputError: a blank is too narrow for its word.
    """
    rewriting = Rewriting(adoptable.data)
    tags = Tags(rewriting)
    _write(rewriting, adoptable, words, font, tags)
    return _finished(rewriting, tags, adoptable, title, attached)


def dress_alone(sealable: Sealable, *, title: str) -> bytes:
    """The pages of an annex with the link that becomes its signature field, and nothing else."""
    rewriting = Rewriting(sealable.data)
    return _finished(rewriting, Tags(rewriting), sealable, title, None)


def _finished(
    rewriting: Rewriting,
    tags: Tags,
    adoptable: Adoptable | Sealable,
    title: str,
    attached: Attached | None,
) -> bytes:
    for field, box in adoptable.boxes.items():
        _mark(rewriting, tags, field, box)
    catalog = generic.DictionaryObject(rewriting.catalog)
    catalog[pdf_name("/StructTreeRoot")] = tags.written()
    if attached is not None:
        _attach(rewriting, catalog, attached)
    packet = generic.StreamObject(
        dictionary(Type=pdf_name("/Metadata"), Subtype=pdf_name("/XML")),
        stream_data=empty_packet(title),
    )
    catalog[pdf_name("/Metadata")] = rewriting.add(packet)
    catalog.setdefault(pdf_name("/Lang"), generic.pdf_string("vi-VN"))
    _replace_catalog(rewriting, catalog)
    information = dictionary(Title=generic.pdf_string(title))
    rewriting.replace(rewriting.reader.trailer.raw_get("/Info"), information)
    return rewriting.written()


def preview(adoptable: Adoptable | Sealable, words: Mapping[str, str], font: Path) -> bytes:
    """The page for reading: watermarked, the boxes outlined.

    Raises:
        InputError: as `dress`.
    """
    rewriting = Rewriting(adoptable.data)
    kids = rewriting.catalog["/Pages"]["/Kids"]
    lettering = Lettering(font, WATERMARK + "".join(words.values()))
    reference = added_font(rewriting, lettering)
    for ordinal in range(1, adoptable.pages + 1):
        page = kids.raw_get(ordinal - 1)
        lines = [_watermark(page.get_object(), lettering)]
        lines += [
            _set(blank, words[blank.means], lettering)
            for blank in adoptable.blanks
            if blank.page == ordinal
        ]
        lines += [
            _outline(box, OUTLINES[field])
            for field, box in adoptable.boxes.items()
            if box.page == ordinal
        ]
        rewriting.replace(page, _with_content(rewriting, page.get_object(), lines, reference))
    return rewriting.written()


def _write(
    rewriting: Rewriting,
    adoptable: Adoptable | Sealable,
    words: Mapping[str, str],
    font: Path,
    tags: Tags,
) -> None:
    """Number and date into their blanks, as content of the page."""
    if not adoptable.blanks:
        return
    kids = rewriting.catalog["/Pages"]["/Kids"]
    lettering = Lettering(font, "".join(words[blank.means] for blank in adoptable.blanks))
    reference = added_font(rewriting, lettering)
    for ordinal in sorted({blank.page for blank in adoptable.blanks}):
        page, lines = kids.raw_get(ordinal - 1), []
        for blank in adoptable.blanks:
            if blank.page == ordinal:
                shown, span = _set(blank, words[blank.means], lettering), tags.span(page)
                start = b"" if span is None else b"/Span <</MCID %d>> BDC " % span
                lines.append(start + shown + (b"" if span is None else b" EMC"))
        rewriting.replace(page, _with_content(rewriting, page.get_object(), lines, reference))


def _set(blank: Blank, word: str, lettering: Lettering) -> bytes:
    """The operators that set a word in the middle of its blank."""
    width = lettering.width(word, blank.size)
    if width + SIDES > blank.room:
        needed = round((width + SIDES) / 72 * 25.4, 1)
        raise InputError("adopt.blank_too_narrow", word=word, needed=needed)
    slant = SLANT if blank.means in ITALIC else 0
    place = (slant, blank.middle - width / 2, blank.baseline)
    head = b"0 g BT %s %.2f Tf 1 0 %.4f 1 %.2f %.2f Tm " % (FONT.encode(), blank.size, *place)
    return b"q " + head + lettering.shown(word) + b" Tj ET Q"


def _watermark(page: generic.DictionaryObject, lettering: Lettering) -> bytes:
    _, _, right, top = (float(each) for each in page["/MediaBox"])
    half = lettering.width(WATERMARK, WATERMARK_SIZE) / 2
    cos, sin = 0.643, 0.766
    place = (right / 2 - half * cos, top / 2 - half * sin)
    turn = b"%.3f %.3f %.3f %.3f %.2f %.2f Tm" % (cos, sin, -sin, cos, *place)
    head = b"q 0.85 g BT %s %.1f Tf " % (FONT.encode(), WATERMARK_SIZE)
    return head + turn + b" " + lettering.shown(WATERMARK) + b" Tj ET Q"


def _outline(box: Box, colour: bytes) -> bytes:
    sides = (box.left, box.bottom, box.right - box.left, box.top - box.bottom)
    return b"q %s 1 w [4 3] 0 d %.2f %.2f %.2f %.2f re S Q" % (colour, *sides)


def _with_content(
    rewriting: Rewriting,
    page: generic.DictionaryObject,
    lines: list[bytes],
    font: generic.IndirectObject,
) -> generic.DictionaryObject:
    own = generic.DictionaryObject(page)
    held = own.raw_get("/Resources")
    shared = isinstance(held, generic.IndirectObject)
    resources = generic.DictionaryObject(rewriting.current(held) if shared else held)
    known = resources["/Font"] if "/Font" in resources else generic.DictionaryObject()
    fonts = generic.DictionaryObject(known)
    fonts[pdf_name(FONT)] = font
    resources[pdf_name("/Font")] = fonts
    if shared:  # nothing of the file may be left lying about unused
        rewriting.replace(held, resources)
    else:
        own[pdf_name("/Resources")] = resources
    added = rewriting.add(deflated(b"\n".join(lines)))
    own[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), added])
    return own


def _mark(rewriting: Rewriting, tags: Tags, field: SignatureField, box: Box) -> None:
    """The link that stamping turns into the signature field."""
    page = rewriting.catalog["/Pages"]["/Kids"].raw_get(box.page - 1)
    sides = (box.left, box.bottom, box.right, box.top)
    link = dictionary(
        Type=pdf_name("/Annot"),
        Subtype=pdf_name("/Link"),
        F=generic.NumberObject(PRINTED),
        Rect=generic.ArrayObject(generic.FloatObject(round(side, 3)) for side in sides),
        A=dictionary(
            Type=pdf_name("/Action"), S=pdf_name("/URI"), URI=generic.pdf_string(f"esign:{field}")
        ),
    )
    annotation = rewriting.add(link)
    link[pdf_name("/StructParent")] = generic.NumberObject(tags.link(page, annotation))
    own = generic.DictionaryObject(rewriting.current(page))
    listed = list.__iter__(own["/Annots"]) if "/Annots" in own else []
    own[pdf_name("/Annots")] = generic.ArrayObject([*listed, annotation])
    own[pdf_name("/Tabs")] = pdf_name("/S")
    rewriting.replace(page, own)


def _attach(rewriting: Rewriting, catalog: generic.DictionaryObject, attached: Attached) -> None:
    entries = dictionary(
        Type=pdf_name("/EmbeddedFile"),
        Subtype=pdf_name("/application/json"),
        Params=dictionary(Size=generic.NumberObject(len(attached.data))),
    )
    file = rewriting.add(generic.StreamObject(entries, stream_data=attached.data))
    name = generic.pdf_string(attached.name)
    specification = rewriting.add(
        dictionary(
            Type=pdf_name("/Filespec"),
            F=name,
            UF=name,
            Desc=generic.pdf_string(attached.text),
            AFRelationship=pdf_name("/Data"),
            EF=dictionary(F=file, UF=file),
        )
    )
    names = generic.DictionaryObject(catalog.get("/Names", {}))
    names[pdf_name("/EmbeddedFiles")] = dictionary(Names=generic.ArrayObject([name, specification]))
    catalog[pdf_name("/Names")] = names
    catalog[pdf_name("/AF")] = generic.ArrayObject([specification])


def _replace_catalog(rewriting: Rewriting, catalog: generic.DictionaryObject) -> None:
    rewriting.replace(rewriting.reader.trailer.raw_get("/Root"), catalog)
