# SPDX-License-Identifier: Apache-2.0
"""Files that other programs might have made: a plain page with a form, signed in many ways."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NumberObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from support.foreign_cms import Contents

LINE = b"BT /F1 24 Tf 72 720 Td (Agreement over 100 euros) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def plain_pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of the objects, numbered from one, with a classic table."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"trailer\n<< /Size %d %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream as it stands in a file."""
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(content), content)


@cache
def page(catalogue: bytes = b"") -> bytes:
    """One page with a line of text and a text field, unsigned."""
    return plain_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] /DR << /Font << /Helv 5 0 R"
        b" >> >> /DA (/Helv 0 Tf 0 g) >> %b >>" % catalogue,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R]"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        stream(LINE),
        FONT,
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Comment) /Rect [72 600 300 620] /F 4"
        b" /P 3 0 R /DA (/Helv 12 Tf 0 g) >>",
    )


def signed(  # noqa: PLR0913 - all but the file and what goes into it are named
    data: bytes,
    contents: Contents,
    *,
    field: str = "Signature1",
    subfilter: str = "adbe.pkcs7.detached",
    box: tuple[int, int, int, int] | None = None,
    permission: MDPPerm | None = None,
    at: datetime = FIXED_NOW,
    entries: Sequence[tuple[str, Any]] = (),
) -> bytes:
    """The file with one more signature.

    Args:
        data: the file.
        contents: what goes into the reserved space, by the covered bytes.
        field: the field's name; it is made if there is none.
        subfilter: what the dictionary calls it.
        box: where it is seen; None for nowhere.
        permission: what it permits, which makes it a certification.
        at: its claimed time.
        entries: further ones of its dictionary.
    """
    writer = IncrementalPdfFileWriter(BytesIO(data), strict=False)
    if box is not None:
        append_signature_field(writer, SigFieldSpec(field, box=box))
    steps = PdfCMSEmbedder().write_cms(field, writer)
    next(steps)
    placeholder = SignatureObject(
        bytes_reserved=16384, subfilter=SigSeedSubFilter.PADES, timestamp=at
    )
    placeholder[pdf_name("/SubFilter")] = pdf_name(f"/{subfilter}")
    for key, value in entries:
        placeholder[pdf_name(key)] = value
    mdp = (
        None
        if permission is None
        else SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=permission)
    )
    steps.send(SigObjSetup(placeholder, mdp_setup=mdp))
    prepared, output = steps.send(SigIOSetup("sha256", in_place=True))
    whole = output.getvalue()
    first, second = prepared.reserved_region_start, prepared.reserved_region_end
    steps.send(contents(whole[:first] + whole[second:]))
    return bytes(output.getvalue())


def appended(data: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The file with one more revision."""
    writer = IncrementalPdfFileWriter(BytesIO(data), strict=False)
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def filled(data: bytes, value: str, shown: str | None = None) -> bytes:
    """The file with its text field filled in; `shown` is what its appearance draws."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        widget = form["/Fields"][0]
        assert isinstance(widget, DictionaryObject)
        content = b"/Tx BMC q BT /Helv 12 Tf 2 4 Td (%b) Tj ET Q EMC" % (shown or value).encode()
        drawn = StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): ArrayObject(map(NumberObject, (0, 0, 228, 20))),
                pdf_name("/Resources"): form["/DR"],
            },
            stream_data=content,
        )
        widget["/V"] = pdf_string(value)
        widget["/AP"] = DictionaryObject({pdf_name("/N"): writer.add_object(drawn)})
        writer.update_container(widget)

    return appended(data, change)


def remarked(data: bytes, subtype: str) -> bytes:
    """The file with a remark on its page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        sheet = writer.root["/Pages"]["/Kids"][0]
        note = DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(f"/{subtype}"),
                pdf_name("/Rect"): ArrayObject(map(NumberObject, (72, 700, 300, 740))),
                pdf_name("/Contents"): pdf_string("Agreement over 900 euros"),
            }
        )
        sheet["/Annots"].append(writer.add_object(note))
        writer.update_container(sheet)

    return appended(data, change)


def rewritten(data: bytes) -> bytes:
    """The file with another text on its page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        sheet = writer.root["/Pages"]["/Kids"][0]
        other = StreamObject(stream_data=LINE.replace(b"100", b"900"))
        sheet["/Contents"] = writer.add_object(other)
        writer.update_container(sheet)

    return appended(data, change)
