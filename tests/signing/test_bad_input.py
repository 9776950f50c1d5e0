# SPDX-License-Identifier: Apache-2.0
"""Files and clocks with which nobody should sign: refused, and what was there stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from esign.demo.marks import seal_mark, signature_mark
from esign.errors import EsignError
from esign.model import Role
from esign.signing import LARGEST_FILE, Mark, seal, sign
from support.pages import prepared
from support.pki import AGENCY
from support.ports import FIXED_NOW, FixedClock
from support.signatories import Bench

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.model import SignedPdf
    from esign.signing import Signatory

_TINOS = Path("/usr/share/fonts/truetype/croscore/Tinos-Bold.ttf")
FONT = _TINOS if _TINOS.is_file() else None
"""With the agency's name in letters, which pack worst, where the font is there."""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(EsignError) as caught:
        act()
    assert caught.value.message("vi")
    assert caught.value.remedy("vi")
    return caught.value.code


def signing(data: bytes, signatory: Signatory) -> str:
    return refusal(lambda: sign(replace(prepared(), data=data), signatory))


def test_a_file_of_more_than_100_megabytes_is_refused_unread(bench: Bench) -> None:
    signatory = bench.director
    assert signing(bytes(LARGEST_FILE + 1), signatory) == "signing.too_large"


def _hybrid(data: bytes) -> bytes:
    place = data.rindex(b"\n>>\nstartxref")
    return data[:place] + b"\n/XRefStm 29000" + data[place:]


def _cross_reference_stream(data: bytes) -> bytes:
    out = BytesIO()
    writer = copy_into_new_writer(PdfFileReader(BytesIO(data)))
    writer.stream_xrefs = True
    writer.write(out)
    return out.getvalue()


def _replaced(old: bytes, new: bytes, count: int = 1) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, count)

    return change


def _cut(data: bytes) -> bytes:
    return data[: data.rindex(b"trailer")]


def _shifted(data: bytes) -> bytes:
    """Every entry of the table points a byte too far."""
    start = data.rindex(b"xref\n0 ")
    entries = data[start:].split(b"\n")
    moved = [
        b"%010d 00000 n " % (int(entry[:10]) + 1) if entry.endswith(b" 00000 n ") else entry
        for entry in entries
    ]
    return data[:start] + b"\n".join(moved)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "hybrid cross-reference": _hybrid,
    "cross-reference stream": _cross_reference_stream,
    "no trailer": _cut,
    "shifted cross-reference": _shifted,
    "cross-reference elsewhere": _replaced(b"startxref\n", b"startxref\n1"),
    "cross-reference in a loop": lambda data: data.replace(
        b"\n>>\nstartxref", b"\n/Prev %d\n>>\nstartxref" % data.rindex(b"xref\n0 ")
    ),
    "field missing": _replaced(b"[ 29 0 R 30 0 R ]", b"[ 29 0 R        ]"),
    "field doubled": _replaced(b"[ 29 0 R 30 0 R ]", b"[ 29 0 R 30 0 R 30 0 R ]"),
    "field of the same name": _replaced(b"/T (seal)", b"/T (signer)"),
    "field of another name": _replaced(b"/T (seal)", b"/T (stamp)"),
    "no form": _replaced(b"/AcroForm 58 0 R", b"/AcroForm 99 0 R"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_not_signed(bench: Bench, damage: Callable[[bytes], bytes]) -> None:
    assert signing(damage(prepared().data), bench.director) == "signing.not_prepared"


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_not_sealed(bench: Bench, damage: Callable[[bytes], bytes]) -> None:
    signed = sign(prepared(), bench.director)
    code = refusal(lambda: seal(replace(signed, data=damage(signed.data)), bench.seal))
    assert code in {"signing.signature_broken", "signing.unsigned"}


def test_a_refusal_leaves_the_document_as_it_was(bench: Bench) -> None:
    page = prepared()
    before = bytes(page.data)
    wide = replace(bench.marks[Role.AGENCY], width_mm=90, height_mm=90)
    signed = sign(page, bench.director)
    agency = bench.seal.showing(wide)
    assert refusal(lambda: seal(signed, agency)) == "mark.larger_than_box"
    assert page.data == before
    assert signed.data.startswith(before)


# Clocks


def at(bench: Bench, hours: float) -> Bench:
    """The same bench with a clock that is so much ahead."""
    moment = FIXED_NOW + timedelta(hours=hours)
    return Bench(bench.folder / f"{hours:+}", clock=FixedClock(moment))


def signed_at(bench: Bench, hours: float) -> SignedPdf:
    return sign(prepared(), at(bench, hours).director)


def test_a_clock_of_the_day_before_does_not_sign(bench: Bench) -> None:
    assert refusal(lambda: signed_at(bench, -11)) == "signing.before_issue"
    assert signed_at(bench, -10)  # ten in the morning it is; the day has just begun


def test_a_signer_s_clock_seven_hours_ahead_is_noticed_at_the_seal(bench: Bench) -> None:
    signed = signed_at(bench, 7)
    assert refusal(lambda: seal(signed, bench.seal)) == "signing.before_signature"
    assert seal(signed, at(bench, 7).seal)


def test_a_sealing_clock_seven_hours_behind_is_noticed(bench: Bench) -> None:
    signed = sign(prepared(), bench.director)
    behind = at(bench, -7).seal
    assert refusal(lambda: seal(signed, behind)) == "signing.before_signature"


def test_signer_and_agency_may_sign_in_the_same_second(bench: Bench) -> None:
    assert seal(sign(prepared(), bench.director), bench.seal)


# Sizes


def test_a_signature_with_the_marks_of_the_demo_stays_small(bench: Bench, tmp_path: Path) -> None:
    pictures = {Role.PERSON: signature_mark(), Role.AGENCY: seal_mark(AGENCY, FONT)}
    sizes = {Role.PERSON: (45, 25), Role.AGENCY: (36, 36)}
    for role, content in pictures.items():
        (tmp_path / role).write_bytes(content)
        bench.marks[role] = Mark.load(tmp_path / role, *sizes[role])
    page = prepared()
    signed = sign(page, bench.director)
    sealed = seal(signed, bench.seal)
    for before, after in ((page.data, signed.data), (signed.data, sealed.data)):
        assert len(after) - len(before) < 25_000
        assert after[len(before) :].count(b"/Subtype /Image") == 2  # colours and opacity, once each
