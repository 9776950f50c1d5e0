# SPDX-License-Identifier: Apache-2.0
"""A package is worth as much as the worst of its attachments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.model import Role, Verdict
from esign.receiving import Means, Nature, Piece, judge
from esign.trust import TrustStore
from support.pages import prepared
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.received import LETTER, changed_page, detached, packed, zipped
from support.sealed import forge, sealed_page

if TYPE_CHECKING:
    from pathlib import Path

    from esign.receiving import Judged


@pytest.fixture(scope="module")
def means(trust_dir: Path) -> Means:
    return Means(TrustStore.open(trust_dir), FIXED_NOW)


def judged(means: Means, *attachments: tuple[str, bytes]) -> Judged:
    return judge(Piece("goi.edxml", packed(*attachments)), means)


def test_a_changed_attachment_fails_the_package(means: Means) -> None:
    found = judged(means, ("a.pdf", sealed_page()), ("b.pdf", changed_page()))
    assert found.verdict is Verdict.FAILED
    assert [part.path for part in found.parts] == ["goi.edxml/a.pdf", "goi.edxml/b.pdf"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("list.xlsx", b"PK\3\4 a sheet"), ("b.zip", zipped({"c.txt": b"x"})), ("b.zip", b"PK no zip")],
)
def test_what_nobody_signed_keeps_the_package_from_passing(
    means: Means, name: str, data: bytes
) -> None:
    assert judged(means, ("a.pdf", sealed_page()), (name, data)).verdict is Verdict.INDETERMINATE


def test_a_package_without_any_signed_file_is_not_passed(means: Means) -> None:
    assert judged(means, ("notes.txt", b"hello")).verdict is Verdict.INDETERMINATE


def test_a_file_that_cannot_be_read_does_not_hold_up_the_others(means: Means) -> None:
    found = judged(means, ("a.pdf", b"no pdf"), ("b.pdf", changed_page()))
    assert found.verdict is Verdict.FAILED
    assert found.parts[0].fault is not None
    assert judged(means, ("a.pdf", b"no pdf"), ("b.pdf", sealed_page())).verdict is (
        Verdict.INDETERMINATE
    )


def test_a_good_document_makes_a_good_package(means: Means) -> None:
    found = judged(means, ("a.pdf", sealed_page()), ("b.docx", LETTER), ("b.docx.p7s", detached()))
    assert found.verdict is Verdict.PASSED
    assert [part.nature for part in found.parts] == [Nature.PDF, Nature.CONTENT, Nature.SIGNATURE]
    assert found.package is not None
    assert found.package.number == "05"


def test_archives_in_a_package_are_looked_into(means: Means) -> None:
    inner = zipped({"x/a.pdf": sealed_page(), "b.pdf": changed_page()})
    found = judged(means, ("a.pdf", sealed_page()), ("all.zip", inner))
    (_, archive) = found.parts
    assert {part.path: part.verdict for part in archive.parts} == {
        "goi.edxml/all.zip/b.pdf": Verdict.FAILED,
        "goi.edxml/all.zip/x/a.pdf": Verdict.PASSED,
    }
    assert found.verdict is Verdict.FAILED


def test_packages_within_packages_end(means: Means) -> None:
    data = sealed_page()
    for _ in range(5):
        data = packed(("inner.edxml", data))
    assert judge(Piece("goi.edxml", data), means).verdict is Verdict.INDETERMINATE


def test_an_annex_stands_by_the_agencys_seal_the_document_does_not(means: Means) -> None:
    annex = forge().sign(prepared().data, make_pki().seal, Role.AGENCY)
    assert judged(means, ("a.pdf", annex)).verdict is not Verdict.PASSED


def test_two_hundred_attachments_are_all_judged(means: Means) -> None:
    files = [(f"{number:03}.txt", b"x") for number in range(199)]
    found = judged(means, ("a.pdf", sealed_page()), *files)
    assert len(found.parts) == 200
    assert found.verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("data", [b"", b"<", b"<edXML/>", b"<!DOCTYPE edXML><edXML/>"])
def test_what_is_no_package_cannot_be_read(data: bytes, means: Means) -> None:
    with pytest.raises(InputError, match="edxml"):
        judge(Piece("goi.edxml", data), means)
