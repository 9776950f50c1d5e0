# SPDX-License-Identifier: Apache-2.0
"""Whatever is handed in as a file of any origin ends in a report or “cannot be read”."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.model import Verdict
from support.foreign_cms import cms_by
from support.foreign_files import filled, page, plain_pdf, signed
from support.pki import make_pki
from support.proving import judged, reader
from support.timestamps import Stamper
from support.two_tables import two_tables

if TYPE_CHECKING:
    from esign.model import Report


def report_on(data: bytes) -> Report | None:
    try:
        return judged(data, reader(), policy="signed")
    except InputError:
        return None


def whole() -> bytes:
    """A file with a bit of everything."""
    pki = make_pki()
    first = signed(page(), cms_by(pki.director, stamp=Stamper().timestamp))
    return signed(filled(first, "agreed"), cms_by(pki.second_director), field="Signature2")


@pytest.fixture(scope="module")
def sound() -> bytes:
    data = whole()
    found = report_on(data)
    assert found is not None
    assert found.verdict is Verdict.PASSED
    return data


@pytest.mark.parametrize("part", range(10))
def test_no_end_is_missed(sound: bytes, part: int) -> None:
    cut = sound[: len(sound) * part // 10 + 7]
    report = report_on(cut)
    assert report is None or report.verdict is not Verdict.PASSED


@pytest.mark.parametrize("seed", range(12))
def test_damage_never_ends_in_a_crash(sound: bytes, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same damage in every run
    damaged = bytearray(sound)
    for _ in range(1 + seed):
        place = random.randrange(len(damaged))
        length = random.choice((1, 1, 4, 40))
        damaged[place : place + length] = random.randbytes(random.choice((0, 1, length)))
    report_on(bytes(damaged))


@pytest.mark.parametrize(
    "kid",
    [
        b"2 0 R",
        b"99 0 R",
        b"<< /Type /Page >>",
        b"null",
        b"(text)",
        b"[[[[2 0 R]]]]",
    ],
)
def test_an_odd_tree_of_pages_is_no_trouble(kid: bytes) -> None:
    data = plain_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 2 0 R /AcroForm << /Fields [2 0 R] >> >>",
        b"<< /Type /Pages /Kids [%b] /Count 1 /FT /Sig /T (S) /V 2 0 R /Next 2 0 R >>" % kid,
    )
    report = report_on(data)
    assert report is None or report.verdict is not Verdict.PASSED


def test_a_file_with_two_tables_passes_where_all_readers_show_the_same() -> None:
    own = signed(two_tables(), cms_by(make_pki().director))
    report = report_on(own)
    assert report is not None
    assert report.verdict is Verdict.PASSED
    second = signed(own, cms_by(make_pki().second_director), field="Signature2")
    later = report_on(second)
    assert later is not None
    assert later.verdict is Verdict.PASSED
