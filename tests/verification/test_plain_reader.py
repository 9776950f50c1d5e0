# SPDX-License-Identifier: Apache-2.0
"""What is read at once is what the PDF library reads; whatever is not plain is left to it."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils.generic import IndirectObject, PdfObject, Reference, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from esign.verification import plain_reader
from esign.verification.plain_reader import plain_object, read_file
from esign.verification.source import attempt, written
from fuzz.seeds import CORPUS
from support.foreign_cms import cms_by
from support.foreign_files import filled, page, plain_pdf, signed
from support.mutations import damaged
from support.pki import make_pki
from support.sealed import sealed_page

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = sorted([*CORPUS.glob("pdf/*"), *CORPUS.glob("any_pdf/*")])
SEED = 20261122


def parts(value: object) -> Iterator[object]:
    """Everything within an object, with its types and the owner it tells."""
    yield type(value), str(getattr(value, "container_ref", None))
    if isinstance(value, StreamObject):
        yield bytes(value.encoded_data)
    if isinstance(value, dict):
        for key in value:
            yield from (type(key), key)
            yield from parts(dict.get(value, key))
    elif isinstance(value, list):
        for item in list.__iter__(value):
            yield from parts(item)
    elif isinstance(value, IndirectObject):
        yield value.reference
    elif isinstance(value, PdfObject):
        yield written(value)


def compared(data: bytes) -> tuple[int, int]:
    """How many objects of a file there are, and how many were read at once, all alike."""
    reader = PdfFileReader(BytesIO(data), strict=True)
    found = every = 0
    for reference in reader.xrefs.explicit_refs_in_revision(0):
        place = reader.xrefs[reference]
        if not isinstance(place, int):
            continue
        every += 1
        plain = plain_object(data, place, Reference(reference.idnum, 0, reader))
        if plain is not None:
            found += 1
            assert list(parts(plain)) == list(parts(reader.get_object(reference)))
    return every, found


@pytest.mark.parametrize("data", [sealed_page(), signed(page(), cms_by(make_pki().director))])
def test_our_documents_are_read_alike_and_mostly_at_once(data: bytes) -> None:
    every, found = compared(data)
    assert found > every * 0.7


def test_objects_of_damaged_files_are_read_alike_or_not_at_once() -> None:
    random = Random(SEED)  # noqa: S311 - the same in every run
    bodies = [filled(page(), "x"), *(each.read_bytes() for each in KEPT)]
    alike = 0
    for data in bodies:
        for _ in range(12):
            spoilt = damaged(data, random)
            alike += same_in(spoilt, strict=True) + same_in(spoilt, strict=False)
    assert alike


def same_in(data: bytes, *, strict: bool) -> int:
    """How many objects of a file, however broken, were read at once, and just as the library."""
    reader = attempt(lambda: PdfFileReader(BytesIO(data), strict=strict))
    if reader is None:
        return 0
    alike = 0
    for reference in attempt(partial(reader.xrefs.explicit_refs_in_revision, 0)) or ():
        place = attempt(partial(reader.xrefs.__getitem__, reference))
        owner = Reference(reference.idnum, 0, reader)
        plain = plain_object(data, place, owner) if isinstance(place, int) else None
        if plain is not None and not reference.generation:
            alike += 1
            told = reader.get_object(reference)
            assert list(parts(plain)) == list(parts(told)), data[place : place + 200]
    return alike


@pytest.mark.parametrize(
    "text",
    [
        *(b"(a\\051b)", b"(a\\0015b)", b"(\\376\\377\\000C)", b"(\xfe\xff\0C)", b"(\r\n)", b"()"),
        *(b"<>", b"<4142>", b"<FEFF0051005500591EBE0054>", b"<EFBBBF41>", b"<9f>"),
    ],
)
def test_texts_are_read_alike(text: bytes) -> None:
    every, found = compared(plain_pdf(b"<< /Type /Catalog >>", b"<< /A " + text + b" >>"))
    assert every == found


@pytest.mark.parametrize(
    "body",
    [
        b"<< /A 1 /A 2 >>",
        b"<< /A (a\\51b) >>",
        b"<< /A (a\\451b) >>",
        b"<< /A (a\\nb) >>",
        b"<< /A (a(b)c) >>",
        b"<< /A#42 1 >>",
        b"<< /A 1 % a remark\n >>",
        b"<< /A 7 1 R >>",
        b"<< /A 7 00 R >>",
        b"<< /A 0 0 R >>",
        b"[00 0 R]",
        b"<< /A 1 0 0 R >>x",
        b"<< /A 1 /B >>",
        b"<< 1 /B >>",
        b"<< /A [1 2 >> ]",
        b"<< /A 1 ]",
        b"<< /A null >>",
        b"<< /A 1e5 >>",
        b"<< /A +-5 >>",
        b"<< /A 5. >>",
        b"<< /A <41 42> >>",
        b"<< /A <414> >>",
        b"<< /A truely >>",
        b"/Name",
        b"(text)",
        b"12",
        b"<< /A " + b"[" * 40 + b"]" * 40 + b" >>",
        b"<< /Length 9 >>\nstream\nabc\nendstream",
        b"<< /Length 3 >>\nstream\r\nabc\nendstream",
        b"<< /Length 3 0 R >>\nstream\nabc\nendstream",
        b"<< /Length -1 >>\nstream\nabc\nendstream",
    ],
)
def test_what_is_not_plain_is_left_to_the_library(body: bytes) -> None:
    data = plain_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] >>", body)
    place = data.index(b"3 0 obj")
    assert plain_object(data, place, Reference(3, 0, None)) is None


def test_another_object_than_the_table_says_is_not_taken() -> None:
    data = plain_pdf(b"<< /Type /Catalog >>", b"<< /B 1 >>")
    assert plain_object(data, data.index(b"2 0 obj"), Reference(1, 0, None)) is None
    assert plain_object(data, data.index(b"2 0 obj") + 1, Reference(2, 0, None)) is None
    assert plain_object(data, data.index(b"2 0 obj"), Reference(2, 0, None)) is not None


def test_an_encrypted_file_is_read_by_the_library_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(page())))
    writer.encrypt("owner", "")
    out = BytesIO()
    writer.write(out)
    asked: list[int] = []
    monkeypatch.setattr(plain_reader, "plain_object", lambda *_: asked.append(1))
    for data, expected in ((out.getvalue(), False), (page(), True)):
        reader = read_file(data, strict=True)
        if reader.encrypted:
            reader.decrypt(b"")
        assert reader.root["/Pages"]["/Count"] == 1
        assert bool(asked) is expected
