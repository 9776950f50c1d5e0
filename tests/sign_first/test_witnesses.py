# SPDX-License-Identifier: Apache-2.0
"""What programs that nobody here wrote say of a document that was numbered after it was signed."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from support.dss import TOTAL_PASSED, validate
from support.open_pages import certified_page, completed_page, prepared_open
from support.pki import AGENCY, DIRECTOR, make_pki
from support.ports import FIXED_NOW
from support.witnesses import TRUSTED, VALID, nss_folder, pdfsig, qpdf, verapdf

if TYPE_CHECKING:
    from pathlib import Path

    from pyhanko.sign.validation import PdfSignatureStatus

pytestmark = pytest.mark.witness
STAGES = ("prepared", "certified", "completed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document before and after each signature, the root, and the lists."""
    place = tmp_path_factory.mktemp("open")
    stages = (prepared_open().data, certified_page().data, completed_page())
    for name, data in zip(STAGES, stages, strict=True):
        (place / f"{name}.pdf").write_bytes(data)
    (place / "root.pem").write_bytes(make_pki().ours.root.identity.pem)
    for name, content in make_pki().crls().items():
        (place / name).write_bytes(content)
    return place


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_every_stage_is_archival_and_accessible(folder: Path, flavour: str) -> None:
    pdfs = [folder / f"{name}.pdf" for name in STAGES]
    assert verapdf(pdfs, flavour) == dict.fromkeys(pdfs, ())


def test_every_stage_is_sound(folder: Path) -> None:
    assert [qpdf(folder / f"{name}.pdf") for name in STAGES] == ["", "", ""]


def test_pdfsig_finds_both_signatures_valid(folder: Path) -> None:
    nss = nss_folder(folder / "nss", [folder / "root.pem"])
    words = pdfsig(folder / "completed.pdf", nss)
    assert [(word.signer, word.signature, word.certificate) for word in words] == [
        (DIRECTOR, VALID, TRUSTED),
        (AGENCY, VALID, TRUSTED),
    ]


def test_pyhanko_finds_both_valid_and_the_change_permitted() -> None:
    person, agency = _pyhanko(completed_page())
    assert person.bottom_line
    assert person.docmdp_ok
    assert person.modification_level is ModificationLevel.FORM_FILLING
    assert agency.bottom_line
    assert agency.modification_level is ModificationLevel.NONE


def _pyhanko(data: bytes) -> list[PdfSignatureStatus]:
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    root = x509.Certificate.load(make_pki().ours.root.identity.der)
    context = ValidationContext(trust_roots=[root], moment=FIXED_NOW, allow_fetching=False)
    found = PdfFileReader(BytesIO(data)).embedded_signatures
    return [validate_pdf_signature(each, context) for each in found]


def test_dss_finds_both_valid_and_the_change_permitted(folder: Path) -> None:
    """It warns of changes that a signature does not permit, and of those it cannot name."""
    crls = sorted(folder.glob("*.crl"))
    moment = FIXED_NOW + timedelta(hours=1)
    words = validate(folder / "completed.pdf", [folder / "root.pem"], crls, moment)
    assert [(word.signer, word.indication) for word in words] == [
        (DIRECTOR, TOTAL_PASSED),
        (AGENCY, TOTAL_PASSED),
    ]
    assert not any("DocMDP" in word.warnings or "undefined" in word.warnings for word in words)
