# SPDX-License-Identifier: Apache-2.0
"""What other tools honestly add to a signed file is called what it is, never forgery."""

from __future__ import annotations

import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

import pypdf
import pypdfium2
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from esign.model import Changes, Verdict
from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import PASSPHRASE, chain_of, make_pki
from support.proving import AFTERWARDS, judged, lists_at, pyhanko_stamped, reader, stored
from support.sealed import rules
from support.timestamps import good_authority
from support.witnesses import need

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import Report


def report_on(data: bytes) -> Report:
    return judged(data, reader(), AFTERWARDS, policy="signed")


def later(report: Report) -> set[str]:
    return {
        entry.code.removeprefix("verification.later.")
        for entry in report.findings
        if entry.rule == "later-changes"
    }


def certified(permission: MDPPerm | None = None) -> bytes:
    return signed(page(), cms_by(make_pki().director), permission=permission)


def by_pypdf(data: bytes, value: str) -> bytes:
    writer = pypdf.PdfWriter(BytesIO(data), incremental=True)
    writer.update_page_form_field_values(writer.pages[0], {"Comment": value}, auto_regenerate=False)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("permission", [None, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
def test_a_form_filled_by_pypdf_is_a_filled_form(permission: MDPPerm | None) -> None:
    report = report_on(by_pypdf(certified(permission), "agreed"))
    assert report.verdict is not Verdict.FAILED
    assert report.signatures[0].intact


def test_a_signature_by_pyhanko_itself_is_another_signature(tmp_path: Path) -> None:
    pki = make_pki()
    keys = pki.p12(pki.second_director, tmp_path / "second.p12")
    signer = signers.SimpleSigner.load_pkcs12(str(keys), passphrase=PASSPHRASE.encode())
    for subfilter in SigSeedSubFilter.PADES, SigSeedSubFilter.ADOBE_PKCS7_DETACHED:
        meta = PdfSignatureMetadata("Second", subfilter=subfilter)
        writer = IncrementalPdfFileWriter(BytesIO(certified()))
        out = PdfSigner(meta, signer).sign_pdf(writer)
        report = report_on(out.getvalue())
        # It claims the machine's own time, which is none of this test's.
        assert rules(report) <= {"claimed-times"}
        assert [entry.changes for entry in report.signatures] == [Changes.PERMITTED, Changes.NONE]
        assert "signature" in later(report)


@pytest.mark.parametrize("permission", [None, *MDPPerm])
def test_time_stamps_and_proof_by_pyhanko_are_called_so(permission: MDPPerm | None) -> None:
    proven = stored(
        pyhanko_stamped(certified(permission), "first"),
        certificates=chain_of(good_authority()),
        lists=lists_at(AFTERWARDS),
    )
    report = report_on(pyhanko_stamped(proven, "last"))
    assert (report.verdict, rules(report)) == (Verdict.PASSED, set())
    assert {"proof", "time_stamp"} <= later(report)


def test_a_signature_made_by_openssl_is_a_signature(tmp_path: Path) -> None:
    need("openssl")
    director = make_pki().director
    make_pki().p12(director, tmp_path / "key.p12")
    (tmp_path / "issuing.pem").write_bytes(make_pki().ours.issuing.identity.pem)

    def contents(covered: bytes) -> bytes:
        (tmp_path / "covered").write_bytes(covered)
        unlock = ("-passin", f"pass:{PASSPHRASE}", "-nodes", "-clcerts")
        openssl(tmp_path, "pkcs12", "-in", "key.p12", *unlock, "-out", "all.pem")
        command = ("cms", "-sign", "-binary", "-md", "sha256", "-in", "covered", "-outform", "DER")
        options = ("-signer", "all.pem", "-certfile", "issuing.pem", "-cades", "-out", "signature")
        openssl(tmp_path, *command, *options)
        return (tmp_path / "signature").read_bytes()

    for subfilter in ("adbe.pkcs7.detached", "ETSI.CAdES.detached"):
        report = report_on(signed(page(), contents, subfilter=subfilter))
        assert (report.verdict, rules(report)) == (Verdict.PASSED, set())


def openssl(folder: Path, *command: str) -> None:
    subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)


def test_a_file_saved_anew_by_another_program_has_lost_its_signature() -> None:
    """Saved as a whole, not appended to: what was signed is gone, and that is said."""
    out = BytesIO()
    with pypdfium2.PdfDocument(certified()) as document:
        document.save(out)
    report = report_on(out.getvalue())
    assert report.verdict is not Verdict.PASSED
    assert report.signatures == () or report.signatures[0].verdict is not Verdict.PASSED
