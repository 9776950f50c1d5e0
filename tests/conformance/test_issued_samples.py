# SPDX-License-Identifier: Apache-2.0
"""What we issue, judged by programs that nobody here wrote."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from support.ports import FIXED_NOW
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

    from support.office import IssuedSamples

pytestmark = pytest.mark.witness

DIRECTOR_THEN_AGENCY = 2


def anchors(samples: IssuedSamples) -> list[Path]:
    """The roots of the samples' trust folder."""
    policy = tomllib.loads((samples.trust_folder / "trust.toml").read_text(encoding="utf-8"))
    return [samples.trust_folder / anchor["file"] for anchor in policy["anchor"]]


def test_pdfsig_trusts_both_signatures(issued_samples: IssuedSamples, tmp_path: Path) -> None:
    nss = nss_folder(tmp_path / "nss", anchors(issued_samples))
    for pdf in issued_samples.pdfs:
        words = pdfsig(pdf, nss)
        assert len(words) == DIRECTOR_THEN_AGENCY, pdf
        assert {(word.signature, word.certificate) for word in words} == {(VALID, TRUSTED)}, pdf


def test_openssl_verifies_both_signatures(issued_samples: IssuedSamples, tmp_path: Path) -> None:
    roots = anchors(issued_samples)
    for pdf in issued_samples.pdfs:
        signatures = cut_out(pdf.read_bytes())
        assert len(signatures) == DIRECTOR_THEN_AGENCY, pdf
        for signature in signatures:
            assert openssl_cms(signature, roots, FIXED_NOW, tmp_path / "work") == "", pdf


def test_qpdf_finds_a_sound_structure(issued_samples: IssuedSamples) -> None:
    assert {pdf: qpdf(pdf) for pdf in issued_samples.pdfs} == dict.fromkeys(issued_samples.pdfs, "")


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_finds_an_accessible_archival_file(
    issued_samples: IssuedSamples, flavour: str
) -> None:
    broken = verapdf(issued_samples.pdfs, flavour)
    assert broken == dict.fromkeys(issued_samples.pdfs, ())
