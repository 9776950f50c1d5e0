# SPDX-License-Identifier: Apache-2.0
"""A large signed PDF, made without the tool that is to judge it; `python large_file.py OUT MB`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

CHUNK = 1 << 20
DER = serialization.Encoding.DER


def write_large(out: Path, megabytes: int) -> None:
    """A one-page PDF that carries so many MB of noise, signed once by somebody unknown."""
    noise = Random(0).randbytes(CHUNK)  # noqa: S311 - the same noise every time
    writer = PdfFileWriter(stream_xrefs=False)
    blank = writer.add_object(StreamObject(stream_data=b" "))
    writer.insert_page(PageObject(contents=blank, media_box=(0, 0, 595, 842)))
    writer.root["/Carried"] = writer.add_object(StreamObject(stream_data=noise * megabytes))
    with out.open("wb") as target:
        writer.write(target)
    with out.open("r+b") as target:
        meta = PdfSignatureMetadata("first", subfilter=SigSeedSubFilter.PADES)
        sign_pdf(IncrementalPdfFileWriter(target), meta, _signer(), in_place=True)


def _signer() -> SimpleSigner:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nobody")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(DER)),
        signing_key=keys.PrivateKeyInfo.load(plain),
        cert_registry=SimpleCertificateStore(),
    )


if __name__ == "__main__":
    write_large(Path(sys.argv[1]), int(sys.argv[2]))
