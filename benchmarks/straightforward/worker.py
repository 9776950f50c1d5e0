# SPDX-License-Identifier: Apache-2.0
"""The same job as the usual libraries' tutorials would do it, in an environment of its own.

HTML by Jinja2 -> PDF by WeasyPrint -> two visible signatures and their validation by pyHanko ->
edXML by lxml, with a row in SQLite. Every document loads what it needs, as the tutorials do;
with `keep` the keys, images and certificates are loaded once and kept. The stamps use pyHanko's own
font, which has no Vietnamese letters: embedding one that has them would cost several times more.

Reads one line a batch, a JSON list of requests, and answers with the seconds of each document.
"""

from __future__ import annotations

import base64
import json
import sqlite3
import sys
import time
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import jinja2
from lxml import etree
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext
from weasyprint import HTML

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
BOXES = {"director": (325, 262, 452, 319), "seal": (266, 240, 368, 342)}


class Office:
    """The folders of the office, and what is loaded from them."""

    def __init__(self, folder: Path, output: Path, *, keep: bool) -> None:
        self.folder, self.output = folder, output
        self.agency = json.loads((output / "agency.json").read_text("utf-8"))
        self.page = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True
        ).get_template("page.html")
        if keep:
            self.signer, self.style = cache(self.signer), cache(self.style)
            self.certificates = cache(self.certificates)

    def signer(self, name: str) -> signers.SimpleSigner:
        passphrase = (self.folder / "credentials" / name).read_bytes()
        return signers.SimpleSigner.load_pkcs12(
            str(self.output / f"{name}.p12"), passphrase=passphrase
        )

    def style(self, name: str) -> TextStampStyle:
        image = PdfImage(str(self.folder / "images" / f"{name}.png"))
        return TextStampStyle(stamp_text="Signed\n%(ts)s", background=image)

    def certificates(self, name: str) -> object:
        return load_cert_from_pemder(str(self.folder / "trust" / f"{name}.pem"))

    def validation_context(self) -> ValidationContext:
        lists = [
            (self.folder / "trust" / f"{name}.crl").read_bytes() for name in ("root", "issuing")
        ]
        return ValidationContext(
            trust_roots=[self.certificates("root")],
            other_certs=[self.certificates("issuing")],
            crls=lists,
            revocation_mode="require",
        )


def issue(office: Office, request: dict) -> None:
    """One document: number, page, two signatures, validation, package, files."""
    today = datetime.now(UTC).date()
    with sqlite3.connect(office.output / "register.sqlite3") as register:
        register.execute("BEGIN IMMEDIATE")
        ((taken,),) = register.execute("SELECT coalesce(max(number), 0) FROM document")
        number = taken + 1
        register.execute(
            "INSERT INTO document VALUES (?, ?, ?, NULL)",
            (number, request["request_id"], json.dumps(request)),
        )
    register.close()
    text = f"{number:02d}/QĐ-{office.agency['abbreviation']}"
    html = office.page.render(agency=office.agency, request=request, number=text, today=today)
    pdf = HTML(string=html).write_pdf()
    for name in ("director", "seal"):
        pdf = sign(office, name, pdf)
    validate(office, pdf)
    package = envelope(office.agency, request, text, pdf, today)
    (office.output / f"{number:07d}.pdf").write_bytes(pdf)
    (office.output / f"{number:07d}.edxml").write_bytes(package)
    with sqlite3.connect(office.output / "register.sqlite3") as register:
        register.execute("UPDATE document SET pdf = ? WHERE number = ?", (pdf, number))
    register.close()


def sign(office: Office, name: str, pdf: bytes) -> bytes:
    """One visible PAdES signature in a field of its own."""
    meta = signers.PdfSignatureMetadata(
        field_name=name, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    place = fields.SigFieldSpec(name, on_page=0, box=BOXES[name])
    signer = signers.PdfSigner(
        meta, signer=office.signer(name), stamp_style=office.style(name), new_field_spec=place
    )
    signed = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return signed.getvalue()


def validate(office: Office, pdf: bytes) -> None:
    """Both signatures hold, their chains and revocation too."""
    found = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    assert len(found) == 2
    for signature in found:
        status = validate_pdf_signature(signature, office.validation_context())
        assert status.bottom_line, status.pretty_print_details()


def envelope(agency: dict, request: dict, number: str, pdf: bytes, today: object) -> bytes:
    """The package, reduced to what any receiver reads."""
    root = etree.Element(f"{{{NAMESPACE}}}edXML", nsmap={None: NAMESPACE})
    digits, symbol = number.split("/", 1)
    header = {
        "From": {"OrganId": agency["code"], "OrganName": agency["name"]},
        "To": {"OrganId": request["receivers"][0]["code"]},
        "DocumentId": {"Value": f"{agency['code']},{today:%Y/%m/%d},{number}"},
        "Code": {"CodeNumber": digits, "CodeNotation": symbol},
        "PromulgationInfo": {"Place": agency["place"], "PromulgationDate": f"{today:%Y/%m/%d}"},
        "Subject": {"Value": request["subject"]},
        "Attachment": {
            "ContentType": "application/pdf",
            "ContentTransferEncoded": base64.b64encode(pdf).decode(),
        },
    }
    for group, leaves in header.items():
        branch = etree.SubElement(root, f"{{{NAMESPACE}}}{group}")
        for leaf, value in leaves.items():
            etree.SubElement(branch, f"{{{NAMESPACE}}}{leaf}").text = value
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def main(folder: str, output: str, mode: str) -> None:
    office = Office(Path(folder), Path(output), keep=mode == "keep")
    with sqlite3.connect(office.output / "register.sqlite3") as register:
        register.execute(
            "CREATE TABLE document (number INTEGER PRIMARY KEY, request_id TEXT UNIQUE,"
            " request TEXT, pdf BLOB)"
        )
    register.close()
    for line in sys.stdin:
        seconds = []
        for request in json.loads(line):
            started = time.perf_counter()
            issue(office, request)
            seconds.append(time.perf_counter() - started)
        print(json.dumps(seconds), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
