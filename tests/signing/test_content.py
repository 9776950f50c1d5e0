# SPDX-License-Identifier: Apache-2.0
"""The agency seals the document that was given the number, and only when nothing is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.signing import seal, sign
from support.loose import NUMBERS, with_shadow
from support.pages import prepared
from support.signatories import Bench

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import PreparedPdf, SignedPdf


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def refusal(bench: Bench, signed: SignedPdf) -> str:
    with pytest.raises(InputError) as caught:
        seal(signed, bench.seal)
    return caught.value.code


def with_data(data: bytes) -> PreparedPdf:
    return replace(prepared(), data=data)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_page_that_draws_what_does_not_exist_yet_is_not_sealed(bench: Bench, number: int) -> None:
    signed = sign(with_data(with_shadow(number)), bench.director)
    assert refusal(bench, signed) == "signing.incomplete"


def referring(spelling: bytes) -> PreparedPdf:
    """A page, written as a whole, whose document information refers to something."""
    entry = re.compile(rb"(?<=/FontDigest )\([0-9a-f]{64}\)")
    changed, count = entry.subn(lambda found: spelling.ljust(len(found[0])), prepared().data)
    assert count == 1
    return with_data(changed)


SPELLINGS = [
    *(b"99 0 R", b"99 0 R/X/Y", b"99\n0\nR", b"99  0 R", b"+99 0 R", b"099 00 R", b"1 7 R"),
    *(b"99%\n0 R", b"99 0%R\n R", b"99 % (\r0 % )\n R", b"(\\)) /X 99 0 R", b"[<00>99 0 R]"),
    *(b"%d 0 R" % number for number in NUMBERS[:5]),
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_missing_object_is_noticed_in_any_spelling(bench: Bench, spelling: bytes) -> None:
    signed = sign(referring(spelling), bench.director)
    assert refusal(bench, signed) == "signing.incomplete"


@pytest.mark.parametrize("spelling", [b"(99 0 R)", b"(%\n R)", b"[1 0 R 2 0 R]", b"/R", b"<41>% R"])
def test_what_only_looks_like_a_reference_does_no_harm(bench: Bench, spelling: bytes) -> None:
    assert seal(sign(referring(spelling), bench.director), bench.seal)


def test_a_document_is_not_sealed_under_the_number_of_another(bench: Bench) -> None:
    signed = sign(prepared(), bench.director)
    for change in (
        {"lookup_code": "0000-0000-0000"},
        {"document_id": signed.numbered.document_id.replace("05/QĐ", "06/QĐ")},
    ):
        other = replace(signed, numbered=signed.numbered._replace(**change))
        assert other.numbered != signed.numbered
        assert refusal(bench, other) == "signing.other_document"


@pytest.mark.parametrize("name", [b"DocumentId", b"LookupCode"])
def test_a_document_that_does_not_say_which_one_it_is_is_not_sealed(
    bench: Bench, name: bytes
) -> None:
    tag = b"<esign:" + name + b">"
    data = prepared().data
    assert data.count(tag) == 1
    other = tag.replace(name, name[::-1])
    page = data.replace(tag, other).replace(tag.replace(b"<", b"</"), other.replace(b"<", b"</"))
    assert refusal(bench, sign(with_data(page), bench.director)) == "signing.other_document"
