# SPDX-License-Identifier: Apache-2.0
"""Outside programs agree about prepared, signed and sealed documents."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.signing import seal, sign
from support.dss import TOTAL_PASSED, validate
from support.pages import prepared
from support.pki import AGENCY, DIRECTOR
from support.ports import FIXED_NOW
from support.signatories import Bench
from support.witnesses import VALID, cut_out, nss_folder, openssl_cms, pdfsig, qpdf, verapdf

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.witness


def stages(bench: Bench, pages: int) -> dict[str, bytes]:
    page = prepared(pages)
    signed = sign(page, bench.director)
    return {"prepared": page.data, "signed": signed.data, "sealed": seal(signed, bench.seal).data}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    bench = Bench(tmp_path)
    written = []
    for pages in (1, 3):
        for name, data in stages(bench, pages).items():
            written.append(tmp_path / f"{name}-{pages}.pdf")
            written[-1].write_bytes(data)
    return written


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_every_stage_keeps_its_conformance(files: list[Path], flavour: str) -> None:
    assert verapdf(files, flavour) == dict.fromkeys(files, ())


def test_every_stage_is_sound(files: list[Path]) -> None:
    assert [qpdf(path) for path in files] == [""] * len(files)


def test_pdfsig_finds_both_signatures_valid(files: list[Path], tmp_path: Path) -> None:
    folder = nss_folder(tmp_path / "nss", [tmp_path / "trust" / "ours-root.pem"])
    for path in files:
        if path.stem.startswith("sealed"):
            words = pdfsig(path, folder)
            assert [word.signer for word in words] == [DIRECTOR, AGENCY]
            assert [word.signature for word in words] == [VALID, VALID]


def test_openssl_verifies_both_containers(files: list[Path], tmp_path: Path) -> None:
    anchor = tmp_path / "trust" / "ours-root.pem"
    for path in files:
        for number, signature in enumerate(cut_out(path.read_bytes())):
            folder = tmp_path / path.stem / str(number)
            assert openssl_cms(signature, [anchor], FIXED_NOW, folder) == ""


def test_dss_finds_both_valid_and_nothing_changed_that_it_cannot_name(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    person, agency = bench.director.committing(), bench.seal.committing()
    path = tmp_path / "sealed.pdf"
    path.write_bytes(seal(sign(prepared(), person), agency).data)
    trust = tmp_path / "trust"
    anchor, lists = trust / "ours-root.pem", sorted(trust.glob("*.crl"))
    words = validate(path, [anchor], lists, FIXED_NOW + timedelta(hours=1))
    assert [(word.signer, word.indication) for word in words] == [
        (DIRECTOR, TOTAL_PASSED),
        (AGENCY, TOTAL_PASSED),
    ]
    assert not any("undefined" in word.warnings for word in words)
