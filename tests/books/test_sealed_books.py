# SPDX-License-Identifier: Apache-2.0
"""A book under the agency's seal: what is not exactly that never passes for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.demo.pki import agency_name, issue, rsa_key
from esign.errors import ConfigurationError, InputError, KeyFaultError, UsageError
from esign.model import PreparedBook, RenderedBook, Role, SealedBook, Verdict
from esign.printing import MOST_SEALED_ROWS, SEALED_POLICY, print_sealed
from esign.signing import seal_book
from esign.stamping import stamp_book
from esign.verification import inspect
from support.pages import HEAD, MARKERS, prepared, typeset
from support.pki import HOLDERS, make_pki
from support.ports import FIXED_NOW
from support.printed_books import HOUSE, outgoing_book
from support.sealed import forge, rules, sealed_page
from support.witnesses import (
    TRUSTED,
    VALID,
    cut_out,
    nss_folder,
    openssl_cms,
    pdfsig,
    qpdf,
    verapdf,
)

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import Report
    from esign.rendering import TypstRenderer
    from support.signatories import Bench

OTHER_AGENCY = "Sở Y tế tỉnh Ví Dụ"


@pytest.fixture(scope="module")
def ready(renderer: TypstRenderer) -> PreparedBook:
    """A book with its empty field."""
    return stamp_book(renderer.book_to_seal(outgoing_book(12)))


@pytest.fixture(scope="module")
def book(renderer: TypstRenderer, bench: Bench) -> SealedBook:
    """The same, sealed."""
    return print_sealed(outgoing_book(12), renderer, bench.seal)


def judged(data: bytes, bench: Bench, policy: str = SEALED_POLICY) -> Report:
    return inspect(data, name="sổ.pdf", trust=bench.trust, at=FIXED_NOW, policy=policy)


def test_the_agency_s_own_book_passes(book: SealedBook, bench: Bench) -> None:
    report = judged(book.data, bench)
    assert report.verdict is Verdict.PASSED
    assert [entry.role for entry in report.signatures] == [Role.AGENCY]
    assert report.document["subject"] == "Sổ đăng ký văn bản đi năm 2026, từ số 01 đến số 12"
    assert report.document["agency"] == HOUSE.name


def test_a_book_is_never_taken_for_an_issued_document(book: SealedBook, bench: Bench) -> None:
    report = judged(book.data, bench, "issued")
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {"signature-count"}  # all else that is wanting follows from that


def test_an_issued_document_is_never_taken_for_a_book(bench: Bench) -> None:
    assert judged(sealed_page(), bench, "issued").verdict is Verdict.PASSED
    report = judged(sealed_page(), bench)
    assert report.verdict is Verdict.FAILED
    assert {"signature-count", "roles-in-order"} <= rules(report)


def test_a_document_that_only_the_agency_sealed_is_no_book(bench: Bench) -> None:
    alone = forge().seal(prepared().data)
    assert judged(alone, bench).verdict is not Verdict.PASSED
    assert judged(alone, bench, "issued").verdict is not Verdict.PASSED


def test_no_changed_byte_passes(book: SealedBook, bench: Bench) -> None:
    step = len(book.data) // 60
    for place in range(7, len(book.data), step):
        changed = bytearray(book.data)
        changed[place] ^= 0x01
        try:
            verdict = judged(bytes(changed), bench).verdict
        except InputError:
            continue
        assert verdict is not Verdict.PASSED, place


def test_a_changed_page_fails(book: SealedBook, bench: Bench) -> None:
    place = book.data.index(b"/MediaBox")
    changed = book.data[:place] + b"/MediaBoy" + book.data[place + 9 :]
    report = judged(changed, bench)
    assert report.verdict is Verdict.FAILED
    assert "integrity" in rules(report)


@pytest.mark.parametrize("tail", [b"\n", b"%", b"\n1 0 obj\n<<>>\nendobj\n"])
def test_nothing_may_follow_the_seal(book: SealedBook, bench: Bench, tail: bytes) -> None:
    assert judged(book.data + tail, bench).verdict is not Verdict.PASSED


def test_a_later_revision_does_not_pass(book: SealedBook, bench: Bench) -> None:
    again = forge().sign_anew(book.data, make_pki().seal)
    assert judged(again, bench).verdict is Verdict.FAILED


def test_a_stranger_s_seal_does_not_pass(ready: PreparedBook, bench: Bench) -> None:
    for tree in (make_pki().stranger, make_pki().lookalike):
        sealed = forge().sign(ready.data, tree.seal, Role.AGENCY)
        report = judged(sealed, bench)
        assert report.verdict is not Verdict.PASSED
        assert "certificate" in rules(report)


def test_another_agency_s_seal_fails_however_trusted(ready: PreparedBook, bench: Bench) -> None:
    name = agency_name(OTHER_AGENCY, "H99.13", "Ủy ban nhân dân tỉnh Ví Dụ")
    other = issue(make_pki().ours.issuing, name, rsa_key(), HOLDERS)
    report = judged(forge().sign(ready.data, other, Role.AGENCY), bench)
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {"signers-are-those-named"}


def test_a_person_s_certificate_is_no_seal(ready: PreparedBook, bench: Bench) -> None:
    report = judged(forge().sign(ready.data, make_pki().director, Role.AGENCY), bench)
    assert report.verdict is Verdict.FAILED
    assert "roles-in-order" in rules(report)


def test_an_unsealed_book_does_not_pass(ready: PreparedBook, bench: Bench) -> None:
    report = judged(ready.data, bench)
    assert report.verdict is Verdict.FAILED
    assert "signature-count" in rules(report)


def test_a_revoked_seal_does_not_pass(ready: PreparedBook, bench: Bench) -> None:
    sealed = forge().sign(ready.data, make_pki().faulty.revoked_seal, Role.AGENCY)
    assert judged(sealed, bench).verdict is Verdict.FAILED


def test_a_person_cannot_seal_a_book(ready: PreparedBook, bench: Bench) -> None:
    with pytest.raises(KeyFaultError) as raised:
        seal_book(ready, bench.director)
    assert raised.value.code == "key.not_an_agency"
    with pytest.raises(KeyFaultError) as raised:
        seal_book(ready, bench.signatory(make_pki().director, Role.AGENCY))
    assert raised.value.code == "key.not_an_agency"


def test_another_agency_cannot_seal_our_book(ready: PreparedBook, bench: Bench) -> None:
    name = agency_name(OTHER_AGENCY, "H99.13", "Ủy ban nhân dân tỉnh Ví Dụ")
    other = issue(make_pki().ours.issuing, name, rsa_key(), HOLDERS)
    with pytest.raises(KeyFaultError) as raised:
        seal_book(ready, bench.signatory(other, Role.AGENCY))
    assert raised.value.code == "key.other_name"


def test_a_book_is_sealed_once(ready: PreparedBook, book: SealedBook, bench: Bench) -> None:
    again = PreparedBook(ready.book, book.data, ready.pages)
    with pytest.raises(InputError) as raised:
        seal_book(again, bench.seal)
    assert raised.value.code == "signing.sealed_already"


def test_a_document_is_not_sealed_as_a_book(ready: PreparedBook, bench: Bench) -> None:
    document = PreparedBook(ready.book, prepared().data, 1)
    with pytest.raises(InputError) as raised:
        seal_book(document, bench.seal)
    assert raised.value.code == "signing.not_prepared"


def test_a_page_with_a_signer_s_box_is_not_stamped_as_a_book(ready: PreparedBook) -> None:
    page = RenderedBook(ready.book, typeset(HEAD + MARKERS), 1, "Tinos", "0" * 64, "0" * 64)
    with pytest.raises(ConfigurationError) as raised:
        stamp_book(page)
    assert raised.value.code == "stamping.unknown_marker"
    assert raised.value.facts["marker"] == "esign:signer"


def test_no_marker_outlives_the_stamp(ready: PreparedBook) -> None:
    assert b"esign:seal" not in ready.data


def test_more_rows_than_a_recipient_can_check_are_refused_at_once(
    renderer: TypstRenderer, bench: Bench
) -> None:
    rows = outgoing_book(1).rows * (MOST_SEALED_ROWS + 1)
    long = outgoing_book(1, rows=rows)
    with pytest.raises(UsageError) as raised:
        print_sealed(long, renderer, bench.seal)
    assert raised.value.code == "printing.too_many_rows"


@pytest.fixture(scope="module")
def on_disk(book: SealedBook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sealed") / "book.pdf"
    path.write_bytes(book.data)
    return path


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("root") / "root.pem"
    path.write_bytes(make_pki().ours.root.identity.pem)
    return path


@pytest.mark.witness
def test_pdfsig_trusts_the_one_seal(on_disk: Path, root: Path, tmp_path: Path) -> None:
    [word] = pdfsig(on_disk, nss_folder(tmp_path / "nss", [root]))
    assert (word.signer, word.signature, word.certificate) == (HOUSE.name, VALID, TRUSTED)


@pytest.mark.witness
def test_openssl_verifies_the_one_seal(book: SealedBook, root: Path, tmp_path: Path) -> None:
    [signature] = cut_out(book.data)
    assert openssl_cms(signature, [root], FIXED_NOW, tmp_path) == ""


@pytest.mark.witness
def test_qpdf_finds_a_sound_structure(on_disk: Path) -> None:
    assert qpdf(on_disk) == ""


@pytest.mark.witness
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_finds_accessible_archival_books(
    on_disk: Path, renderer: TypstRenderer, tmp_path: Path, flavour: str
) -> None:
    printed = tmp_path / "printed.pdf"
    printed.write_bytes(renderer.book(outgoing_book(30)).data)
    assert verapdf([on_disk, printed], flavour) == {on_disk: (), printed: ()}
