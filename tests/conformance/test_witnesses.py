# SPDX-License-Identifier: Apache-2.0
"""The witnesses themselves: each praises a good file and complains about a bad one.

The signed file here is made by pyHanko's own signer over a page laid out by Typst, so that nothing
of ours takes part in what the witnesses are tried on.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import typst
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from support.pages import HEAD, typeset
from support.pki import PASSPHRASE, make_pki
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

pytestmark = pytest.mark.witness


@dataclass(frozen=True)
class Desk:
    """A signed file, the same with one byte of its page changed, and two roots."""

    folder: Path
    signed: Path
    altered: Path
    root: Path
    stranger: Path


def _sign(pdf: bytes, folder: Path) -> bytes:
    pki = make_pki()
    keys = pki.p12(pki.director, folder / "director.p12")
    signer = signers.SimpleSigner.load_pkcs12(str(keys), passphrase=PASSPHRASE.encode())
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    output = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signers.sign_pdf(writer, metadata, signer=signer, output=output)
    return output.getvalue()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk")
    signed = _sign(typeset(HEAD), folder)
    spot = signed.index(b"/MediaBox")
    written = {
        "signed.pdf": signed,
        "altered.pdf": signed[:spot] + b"/MediaBoy" + signed[spot + 9 :],
        "root.pem": make_pki().ours.root.identity.pem,
        "stranger.pem": make_pki().stranger.root.identity.pem,
    }
    for name, data in written.items():
        (folder / name).write_bytes(data)
    return Desk(folder, *(folder / name for name in written))


def test_pdfsig_knows_the_good_the_altered_and_the_stranger(desk: Desk) -> None:
    ours = nss_folder(desk.folder / "nss-ours", [desk.root])
    theirs = nss_folder(desk.folder / "nss-theirs", [desk.stranger])
    [good] = pdfsig(desk.signed, ours)
    [altered] = pdfsig(desk.altered, ours)
    [untrusted] = pdfsig(desk.signed, theirs)
    assert (good.signature, good.certificate) == (VALID, TRUSTED)
    assert altered.signature != VALID
    assert (untrusted.signature, untrusted.certificate != TRUSTED) == (VALID, True)


def test_openssl_knows_the_good_the_altered_and_the_stranger(desk: Desk) -> None:
    [good] = cut_out(desk.signed.read_bytes())
    [altered] = cut_out(desk.altered.read_bytes())
    work = desk.folder / "openssl"
    assert openssl_cms(good, [desk.root], FIXED_NOW, work) == ""
    assert "verification failure" in openssl_cms(altered, [desk.root], FIXED_NOW, work)
    assert "local issuer" in openssl_cms(good, [desk.stranger], FIXED_NOW, work)


def test_openssl_judges_at_the_moment_it_is_given(desk: Desk) -> None:
    [good] = cut_out(desk.signed.read_bytes())
    late = FIXED_NOW.replace(year=2036)
    complaint = openssl_cms(good, [desk.root], late, desk.folder / "late")
    assert "expired" in complaint


def test_qpdf_notices_a_broken_cross_reference_table(desk: Desk) -> None:
    broken = desk.folder / "broken.pdf"
    broken.write_bytes(desk.signed.read_bytes().replace(b"startxref\n", b"startxref\n1", 2))
    assert qpdf(desk.signed) == ""
    assert "xref" in qpdf(broken)


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_knows_an_archival_page_from_a_plain_one(desk: Desk, flavour: str) -> None:
    archival, plain = desk.folder / "archival.pdf", desk.folder / "plain.pdf"
    archival.write_bytes(typeset(HEAD))
    plain.write_bytes(typst.compile(b"plain", format="pdf", pdf_tags=False))
    broken = verapdf([archival, plain], flavour)
    assert broken[archival] == ()
    assert broken[plain]
