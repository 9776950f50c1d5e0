# SPDX-License-Identifier: Apache-2.0
"""A file that could act, hide or show itself differently is refused, with its place and remedy."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from esign.errors import InputError
from esign.messages import Language
from esign.stamping.adopting.task import examine
from support.office import issued_samples
from support.word_files import (
    DIRECTOR_LINE,
    made,
    name,
    page_of,
    tampered,
    with_annotation,
    word_pdf,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyhanko.pdf_utils.writer import PdfFileWriter

OPTIONS: dict[str, object] = {
    "name": "quyet-dinh.pdf",
    "signer": DIRECTOR_LINE,
    "symbol": "QĐ-SGDĐT",
    "boxes": {},
}


def refused(pdf: bytes) -> dict[str, InputError]:
    """The refusal by the codes of its faults."""
    with pytest.raises(InputError) as raised:
        examine(pdf, OPTIONS)
    error = raised.value
    for language in Language:
        assert error.message(language)
        assert error.remedy(language)
        assert all(each.message(language) and each.remedy(language) for each in error.details)
    return dict.fromkeys([each.code for each in error.details] or [error.code], error)


def script() -> generic.DictionaryObject:
    return made(Type=name("Action"), S=name("JavaScript"), JS=generic.pdf_string("app.alert(1)"))


def at_opening(writer: PdfFileWriter) -> None:
    writer.root["/OpenAction"] = script()


def when_the_page_opens(writer: PdfFileWriter) -> None:
    page_of(writer)["/AA"] = made(O=script())


def by_name(writer: PdfFileWriter) -> None:
    names = generic.ArrayObject([generic.pdf_string("a"), writer.add_object(script())])
    writer.root["/Names"] = made(JavaScript=made(Names=names))


def launching_link(writer: PdfFileWriter) -> None:
    action = made(S=name("Launch"), F=generic.pdf_string("cmd.exe"))
    with_annotation(writer, Subtype=name("Link"), A=action)


def link_to_a_file(writer: PdfFileWriter) -> None:
    action = made(S=name("URI"), URI=generic.pdf_string("file:///C:/x"))
    with_annotation(writer, Subtype=name("Link"), A=action)


def chained_link(writer: PdfFileWriter) -> None:
    action = made(S=name("URI"), URI=generic.pdf_string("https://a.vn"), Next=script())
    with_annotation(writer, Subtype=name("Link"), A=action)


def comment_over_the_text(writer: PdfFileWriter) -> None:
    with_annotation(writer, Subtype=name("FreeText"), Contents=generic.pdf_string("10"))


def form_field_with_a_hidden_value(writer: PdfFileWriter) -> None:
    with_annotation(
        writer,
        Subtype=name("Widget"),
        FT=name("Tx"),
        T=generic.pdf_string("amount"),
        V=generic.pdf_string("99"),
    )


def layers(writer: PdfFileWriter) -> None:
    group = writer.add_object(made(Type=name("OCG"), Name=generic.pdf_string("a")))
    groups = generic.ArrayObject([group])
    writer.root["/OCProperties"] = made(OCGs=groups, D=made(OFF=groups))


def layered_picture(writer: PdfFileWriter) -> None:
    form = generic.StreamObject(stream_data=b"0 0 9 9 re f")
    form |= made(
        Type=name("XObject"),
        Subtype=name("Form"),
        BBox=generic.ArrayObject(map(generic.NumberObject, (0, 0, 9, 9))),
        OC=made(Type=name("OCG")),
    )
    page_of(writer)["/Resources"]["/XObject"] = made(X=writer.add_object(form))


def attachment(writer: PdfFileWriter) -> None:
    stream = generic.StreamObject(stream_data=b"MZ")
    stream["/Type"] = name("EmbeddedFile")
    file = made(Type=name("Filespec"), EF=made(F=writer.add_object(stream)))
    names = generic.ArrayObject([generic.pdf_string("a"), writer.add_object(file)])
    writer.root["/Names"] = made(EmbeddedFiles=made(Names=names))


def content_from_elsewhere(writer: PdfFileWriter) -> None:
    form = generic.StreamObject(stream_data=b"")
    form |= made(Subtype=name("Form"), Ref=made(F=generic.pdf_string("other.pdf")))
    page_of(writer)["/Resources"]["/XObject"] = made(X=writer.add_object(form))


def cropped(writer: PdfFileWriter) -> None:
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 600)))
    page_of(writer)["/CropBox"] = box


def oversized(writer: PdfFileWriter) -> None:
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 5000, 9000)))
    page_of(writer)["/MediaBox"] = box


def scaled(writer: PdfFileWriter) -> None:
    page_of(writer)["/UserUnit"] = generic.NumberObject(2)


def turned(writer: PdfFileWriter) -> None:
    page_of(writer)["/Rotate"] = generic.NumberObject(180)


def hidden_page(writer: PdfFileWriter) -> None:
    writer.add_object(made(Type=name("Page"), Contents=generic.NullObject()))


def hidden_content(writer: PdfFileWriter) -> None:
    writer.add_object(generic.StreamObject(stream_data=b"BT /F1 9 Tf (other) Tj ET"))


def content_drawn_twice(writer: PdfFileWriter) -> None:
    page = page_of(writer)
    page["/Resources"]["/XObject"] = made(X=page.raw_get("/Contents"))


def font_from_the_reader(writer: PdfFileWriter) -> None:
    font = made(Type=name("Font"), Subtype=name("TrueType"), BaseFont=name("Arial"))
    page_of(writer)["/Resources"]["/Font"]["/F9"] = writer.add_object(font)


TAMPERINGS: list[tuple[Callable[[PdfFileWriter], None], str]] = [
    (at_opening, "adopt.action"),
    (when_the_page_opens, "adopt.action"),
    (by_name, "adopt.action"),
    (launching_link, "adopt.link"),
    (link_to_a_file, "adopt.link"),
    (chained_link, "adopt.link"),
    (comment_over_the_text, "adopt.annotation"),
    (form_field_with_a_hidden_value, "adopt.annotation"),
    (layers, "adopt.layers"),
    (layered_picture, "adopt.layers"),
    (attachment, "adopt.attachments"),
    (content_from_elsewhere, "adopt.elsewhere"),
    (cropped, "adopt.page_size"),
    (oversized, "adopt.page_size"),
    (scaled, "adopt.page_size"),
    (turned, "adopt.rotated"),
    (hidden_page, "adopt.unreferenced"),
    (hidden_content, "adopt.unreferenced"),
    (content_drawn_twice, "adopt.content_twice"),
    (font_from_the_reader, "adopt.font_not_embedded"),
]


def test_a_file_as_word_saves_it_is_fit() -> None:
    assert examine(word_pdf(), OPTIONS)["pages"] == 1


@pytest.mark.parametrize(
    ("change", "code"), TAMPERINGS, ids=[change.__name__ for change, _ in TAMPERINGS]
)
def test_a_file_is_refused_that_has(change: Callable[[PdfFileWriter], None], code: str) -> None:
    assert code in refused(tampered(change))


def test_a_field_of_a_form_without_a_place_on_a_page_is_refused() -> None:
    def change(writer: PdfFileWriter) -> None:
        field = made(FT=name("Tx"), T=generic.pdf_string("a"), V=generic.pdf_string("b"))
        writer.root["/AcroForm"] = made(Fields=generic.ArrayObject([writer.add_object(field)]))

    assert "adopt.form_field" in refused(tampered(change))


def test_a_mapping_that_a_program_left_behind_does_no_harm() -> None:
    def change(writer: PdfFileWriter) -> None:
        writer.add_object(generic.StreamObject(stream_data=b"begincmap endcmap"))

    assert examine(tampered(change), OPTIONS)["pages"] == 1


def test_digits_with_exchanged_shapes_are_refused() -> None:
    """The same typeface twice: what one subset calls 1 has the shape that the other calls 0."""

    def change(writer: PdfFileWriter) -> None:
        fonts = page_of(writer)["/Resources"]["/Font"]
        for key in list(fonts):
            font = fonts[key]
            mapping = font["/ToUnicode"].data
            if b"<0030>" not in mapping or b"<0031>" not in mapping:
                continue
            swapped = mapping.replace(b"<0030>", b"<XXXX>").replace(b"<0031>", b"<0030>")
            stream = generic.StreamObject(stream_data=swapped.replace(b"<XXXX>", b"<0031>"))
            other = generic.DictionaryObject(font)
            other["/ToUnicode"] = writer.add_object(stream)
            fonts["/Other"] = writer.add_object(other)
            return
        raise AssertionError("the page sets no digits")

    pdf = word_pdf(more="Các số 0, 1, 2 và 10.")
    assert "adopt.font_exchanged" in refused(tampered(change, pdf))


def test_an_encrypted_file_is_refused() -> None:
    assert "adopt.encrypted" in refused(tampered(lambda writer: writer.encrypt("owner", "user")))


def test_a_signed_document_is_refused() -> None:
    assert "adopt.signed" in refused(issued_samples().decision.pdf.read_bytes())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no pdf", word_pdf()[:5000]])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    assert "adopt.unreadable" in refused(data)


def test_a_page_exchanged_in_a_later_revision_is_refused() -> None:
    writer = IncrementalPdfFileWriter(BytesIO(word_pdf()))
    page = writer.find_page_for_modification(0)[0].get_object()
    content = generic.StreamObject(stream_data=page["/Contents"].data)
    page["/Contents"] = writer.add_object(content)
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    assert "adopt.unreferenced" in refused(out.getvalue())


def test_several_plain_revisions_become_one() -> None:
    writer = IncrementalPdfFileWriter(BytesIO(word_pdf()))
    writer.root["/Lang"] = generic.pdf_string("vi-VN")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    plain = base64.b64decode(str(examine(out.getvalue(), OPTIONS)["pdf"]))
    assert PdfFileReader(BytesIO(plain)).total_revisions == 1


@pytest.mark.parametrize("mark", ["#text(13pt)[*MẬT*]", "*TUYỆT MẬT*", "Độ mật: Tối mật"])
def test_a_page_marked_secret_is_refused_and_nothing_of_it_told(mark: str) -> None:
    with pytest.raises(InputError) as raised:
        examine(word_pdf(mark=mark), OPTIONS)
    assert raised.value.code == "request.secret"
    assert not raised.value.facts
    assert not raised.value.details
