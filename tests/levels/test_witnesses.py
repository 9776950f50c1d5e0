# SPDX-License-Identifier: Apache-2.0
"""What programs that nobody here wrote say of a document at each level."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from asn1crypto import cms

from esign.demo.pki import Validity, revocation_list
from esign.model import Level, Verdict
from esign.signing.levels import raise_to
from esign.trust import TrustStore
from esign.verification import inspect
from support.dss import TOTAL_PASSED, validate_all
from support.levels import ROLES, means, page_at, renewed_page
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.sealed import sealed_page
from support.stock_levels import PASSED, stock_words
from support.timestamps import Stamper, stamping_identity
from support.witnesses import (
    TRUSTED,
    VALID,
    _run,
    cut_out,
    need,
    nss_folder,
    pdfsig,
    qpdf,
    verapdf,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.witness

IN_EIGHT_YEARS = FIXED_NOW.replace(year=2034)
LONG = datetime(2040, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page at every level, the root, and the lists."""
    place = tmp_path_factory.mktemp("levels")
    for level in Level:
        (place / f"{level}.pdf").write_bytes(page_at(level))
    (place / "renewed.pdf").write_bytes(renewed_page())
    (place / "root.pem").write_bytes(make_pki().ours.root.identity.pem)
    for name, content in make_pki().crls().items():
        (place / name).write_bytes(content)
    return place


@pytest.fixture(scope="module")
def pdfs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.pdf"))


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_every_level_stays_archival_and_accessible(pdfs: list[Path], flavour: str) -> None:
    assert set(verapdf(pdfs, flavour).values()) == {()}


def test_the_structure_is_sound(pdfs: list[Path]) -> None:
    assert [qpdf(pdf) for pdf in pdfs] == [""] * len(pdfs)


def test_pdfsig_finds_both_signatures_valid(folder: Path, pdfs: list[Path]) -> None:
    nss = nss_folder(folder / "nss", [folder / "root.pem"])
    for pdf in pdfs:
        signatures = pdfsig(pdf, nss)[:2]
        assert [(each.signature, each.certificate) for each in signatures] == [
            (VALID, TRUSTED)
        ] * 2, pdf


def test_openssl_finds_every_time_stamp_good(folder: Path) -> None:
    need("openssl")
    stamps = [found for found in cut_out(renewed_page()) if _content_type(found.cms) == "tst_info"]
    assert len(stamps) == 3
    for stamp in stamps:
        (folder / "token.der").write_bytes(stamp.cms)
        (folder / "covered").write_bytes(stamp.content)
        command = ("openssl", "ts", "-verify", "-token_in", "-in", folder / "token.der")
        trust = ("-CAfile", folder / "root.pem", "-attime", str(int(FIXED_NOW.timestamp())))
        done = _run(*command, "-data", folder / "covered", *trust)
        assert "Verification: OK" in done.stdout + done.stderr


def _content_type(container: bytes) -> str:
    signed = cms.ContentInfo.load(container)["content"]
    return str(signed["encap_content_info"]["content_type"].native)


def test_dss_names_each_level_and_passes_both_signatures(folder: Path, pdfs: list[Path]) -> None:
    crls = sorted(folder.glob("*.crl"))
    words = validate_all(pdfs, [folder / "root.pem"], crls, FIXED_NOW + timedelta(hours=1))
    told = {pdf.stem: {(word.level, word.indication) for word in words[pdf]} for pdf in pdfs}
    assert told == {
        "B-B": {("PAdES-BASELINE-B", TOTAL_PASSED)},
        "B-T": {("PAdES-BASELINE-T", TOTAL_PASSED)},
        "B-LT": {("PAdES-BASELINE-LT", TOTAL_PASSED)},
        "B-LTA": {("PAdES-BASELINE-LTA", TOTAL_PASSED)},
        "renewed": {("PAdES-BASELINE-LTA", TOTAL_PASSED)},
    }
    assert [len(words[pdf]) for pdf in pdfs] == [2] * len(pdfs)


def test_dss_needs_nothing_but_the_root_from_b_lt_on(folder: Path) -> None:
    pdfs = [folder / f"{level}.pdf" for level in Level]
    words = validate_all(pdfs, [folder / "root.pem"], [], FIXED_NOW + timedelta(hours=1))
    told = {pdf.stem: {word.indication for word in words[pdf]} for pdf in pdfs}
    assert told == {
        "B-B": {"INDETERMINATE"},
        "B-T": {"INDETERMINATE"},
        "B-LT": {TOTAL_PASSED},
        "B-LTA": {TOTAL_PASSED},
    }


def test_dss_tells_the_archived_page_from_a_plain_one_eight_years_later(
    folder: Path, tmp_path: Path
) -> None:
    """The signers' certificates have expired by then, and every list in the file has run out."""
    stamper = Stamper(stamping_identity(until=LONG))
    archived, plain = tmp_path / "archived.pdf", folder / "B-B.pdf"
    archived.write_bytes(raise_to(sealed_page(), Level.B_LTA, means(stamper)).data)
    words = validate_all([archived, plain], [folder / "root.pem"], [], IN_EIGHT_YEARS)
    said = [(word.level, word.indication) for word in words[archived]]
    assert said == [("PAdES-BASELINE-LTA", TOTAL_PASSED)] * 2
    assert {word.indication for word in words[plain]} == {"INDETERMINATE"}


def test_pyhanko_passes_both_signatures_offline_from_b_lt_on() -> None:
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    root, moment = make_pki().ours.root.identity.der, FIXED_NOW + timedelta(hours=1)
    for level in (Level.B_LT, Level.B_LTA):
        words = stock_words(page_at(level), root, (), moment)
        assert [(field, said) for field, said, _ in words] == [
            ("signer", PASSED),
            ("seal", PASSED),
        ]
    lacking = stock_words(page_at(Level.B_T), root, (), moment)
    assert PASSED not in {said for _, said, _ in lacking}


def test_our_own_verdict_eight_years_later_needs_a_list_for_the_last_time_stamp_alone(
    tmp_path: Path,
) -> None:
    ours = make_pki().ours
    folder = make_pki().trust_dir(tmp_path / "trust", "none", roles=ROLES, include_issuing=False)
    window = Validity(IN_EIGHT_YEARS - timedelta(days=9), IN_EIGHT_YEARS + timedelta(days=9))
    for name, authority in (("root", ours.root), ("issuing", ours.issuing)):
        (folder / f"{name}.crl").write_bytes(revocation_list(authority, (), window, 99))
    stamper = Stamper(stamping_identity(until=LONG))
    raised = raise_to(sealed_page(), Level.B_LTA, means(stamper))
    trust = TrustStore.load(folder)
    report = inspect(raised.data, name="", trust=trust, at=IN_EIGHT_YEARS)
    assert report.verdict is Verdict.PASSED, [each.code for each in report.findings]
    bare = inspect(sealed_page(), name="", trust=trust, at=IN_EIGHT_YEARS)
    assert bare.verdict is not Verdict.PASSED
