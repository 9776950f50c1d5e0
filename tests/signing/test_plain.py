# SPDX-License-Identifier: Apache-2.0
"""Our own way of writing a signature makes the bytes that pyHanko makes, or leaves it to that."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from esign.model import PreparedPdf, RenderedBook, Role, SignatureField, SignatureScheme
from esign.signing import (
    Signatory,
    TextSeal,
    begin_seal,
    begin_signature,
    seal,
    seal_alone,
    sign,
)
from esign.signing.general import GeneralPrepared
from esign.signing.keys.files import FileKey
from esign.signing.plain import NotPlainError
from esign.signing.plain_field import PlainPrepared
from esign.signing.revision import Revision
from esign.stamping import stamp_book
from support.pages import HEAD, prepared, typeset
from support.pki import AGENCY, chain_of
from support.printed_books import outgoing_book
from support.signatories import Bench
from support.stock import write_signature
from support.words import font_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.signing.prepared import Way
    from support.pki import Identity


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture(scope="module")
def book() -> bytes:
    """A book as stamping leaves it."""
    box = '#place(dx: 74mm, dy: 114mm, link("esign:seal", box(width: 70mm, height: 36mm)))'
    data = typeset(HEAD + box)
    page = RenderedBook(outgoing_book(1), data, 1, "Libertinus Serif", "0" * 64, "0" * 64)
    return stamp_book(page).data


def with_pss(bench: Bench, identity: Identity, role: Role) -> Signatory:
    key = FileKey(identity.key, identity.der, chain_of(identity), SignatureScheme.RSA_PSS)
    return Signatory(key, bench.marks[role], role, bench.trust, bench.clock)


SIGNATORIES: dict[str, Callable[[Bench], tuple[Signatory, Signatory]]] = {
    "RSA": lambda bench: (bench.director, bench.seal),
    "ECDSA": lambda bench: (
        bench.signatory(bench.pki.ecdsa_director, Role.PERSON),
        bench.signatory(bench.pki.ecdsa_seal, Role.AGENCY),
    ),
    "RSASSA-PSS": lambda bench: (
        with_pss(bench, bench.pki.director, Role.PERSON),
        with_pss(bench, bench.pki.seal, Role.AGENCY),
    ),
    "with commitments": lambda bench: (bench.director.committing(), bench.seal.committing()),
}


@pytest.mark.parametrize("both", SIGNATORIES.values(), ids=SIGNATORIES)
@pytest.mark.parametrize("pages", [1, 3])
def test_both_ways_open_the_same_signatures(
    bench: Bench, both: Callable[[Bench], tuple[Signatory, Signatory]], pages: int
) -> None:
    person, agency = both(bench)
    page = prepared(pages)
    signed = sign(page, person)
    for data, opened, name in (
        (page.data, begin_signature(page, person), SignatureField.SIGNER),
        (signed.data, begin_seal(signed, agency), SignatureField.SEAL),
    ):
        signatory = person if name is SignatureField.SIGNER else agency
        ways: tuple[Way, ...] = (PlainPrepared(data), GeneralPrepared.open(data))
        plain, general = (way.reserve(name, signatory.form, signatory.shown()) for way in ways)
        assert plain == general == (opened.data, opened.gap)


def test_both_ways_make_the_same_files(bench: Bench) -> None:
    signed = sign(prepared(), bench.director)
    assert write_signature(Revision(prepared().data), bench.director) == signed.data
    sealed = seal(signed, bench.seal)
    assert write_signature(Revision(signed.data), bench.seal) == sealed.data


def test_both_ways_make_the_same_book(bench: Bench, book: bytes) -> None:
    PlainPrepared(book)
    stock = write_signature(Revision(book), bench.seal)
    assert seal_alone(book, AGENCY, bench.seal) == stock


def test_both_ways_write_the_same_text_signature(bench: Bench, book: bytes) -> None:
    agency = bench.seal.showing(TextSeal.of_annex("05/QĐ", font_file()))
    stock = write_signature(Revision(book), agency)
    assert seal_alone(book, AGENCY, agency) == stock


def test_both_ways_read_the_same(bench: Bench) -> None:
    for data in (prepared().data, sign(prepared(), bench.director).data):
        plain, general = PlainPrepared(data), GeneralPrepared.open(data)
        assert plain.values() == general.values()
        assert plain.packet() == general.packet()
        place = plain.values()["signer"] or 0
        assert plain.complete(place) is general.complete(place) is True


def test_a_file_of_another_writer_goes_the_general_way(bench: Bench) -> None:
    out = BytesIO()
    copied = copy_into_new_writer(PdfFileReader(BytesIO(prepared().data)))
    copied.stream_xrefs = False
    copied.write(out)
    page = prepared()
    foreign = PreparedPdf(page.numbered, out.getvalue(), page.subject, page.pages)
    with pytest.raises(NotPlainError):
        PlainPrepared(foreign.data)
    assert sign(foreign, bench.director).data.startswith(foreign.data)


def _replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert data.count(old) >= 1
        assert len(old) == len(new)
        return data.replace(old, new, 1)

    return change


NOT_PLAIN: dict[str, Callable[[bytes], bytes]] = {
    "trailing bytes": lambda data: data + b"\n",
    "bytes in front": lambda data: b"\n" + data,
    "an older header": _replaced(b"%PDF-1.7", b"%PDF-1.4"),
    "a table elsewhere": _replaced(b"startxref\n", b"startxref\n"[:-1] + b" "),
    "a free object": _replaced(b"00000 n \n", b"00000 f \n"),
    "a later generation": _replaced(b"00000 n \n", b"00001 n \n"),
    "other line ends": _replaced(b"00000 n \n", b"00000 n\r\n"),
    "another form": _replaced(b"/SigFlags 3", b"/SigFlags 2"),
    "a comment in the catalogue": _replaced(b"/Type /Catalog\n", b"/Type/Catalog %"),
    "two fields of one name": _replaced(b"[ 29 0 R 30 0 R ]", b"[ 29 0 R 29 0 R ]"),
    "a name in other letters": _replaced(b"/T (seal)", b"/T<7365>\n"),
    "another lock": _replaced(b"/Action /All\n/P 1\n", b"/Action /All\n/P 2\n"),
}


@pytest.mark.parametrize("change", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_what_is_not_plain_is_left_to_the_general_way(
    bench: Bench, change: Callable[[bytes], bytes]
) -> None:
    data = change(prepared().data)
    with pytest.raises(NotPlainError):
        PlainPrepared(data).reserve("seal", bench.seal.form, bench.seal.shown())


def test_the_quick_way_never_reads_anything_else_than_the_general_one() -> None:
    """Bytes changed at random in everything but streams; what both read, they read alike."""
    data, choice = prepared().data, Random("plain")  # noqa: S311 - no secret
    interesting = [place for place in range(len(data)) if place > 13000 and place < 16700]
    interesting += range(29000, len(data))
    taken = 0
    for _ in range(400):
        place = choice.choice(interesting)
        changed = data[:place] + bytes((choice.choice(b" \n/<>[]()09R%x"),)) + data[place + 1 :]
        try:
            plain = PlainPrepared(changed)
            values, packet = plain.values(), plain.packet()
        except NotPlainError:
            continue
        taken += 1
        general = GeneralPrepared.open(changed)
        assert (values, packet) == (general.values(), general.packet())
    assert taken > 100
