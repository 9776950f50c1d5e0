# SPDX-License-Identifier: Apache-2.0
"""Writes the corpus that fuzzing starts from: small good inputs of our own.

What fuzzing finds beyond them is kept as well, by hand: a file more in the target's folder.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from asn1crypto import cms, tsp
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from openpyxl import Workbook

from support.envelopes import STATUS, signed_package
from support.evidence import make_evidence
from support.foreign_cms import cms_by
from support.foreign_files import filled, page, remarked, signed
from support.pki import make_pki
from support.ports import FIXED_NOW, SeededRandom
from support.proving import archived_page, lists_at
from support.received import detached, packed, zipped
from support.sealed import close_forge, sealed_page
from support.soap_packages import BARE_PARTS, INSIDE, SOAP
from support.status_service import Responder
from support.timestamps import Stamper
from support.trusted_lists import Service, microsoft_list, signed_list, unsigned_list
from support.witnesses import cut_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.demo.pki import Identity

CORPUS = Path(__file__).parent / "corpus"
TOML = """request_id = "a-1234567"
kind = "notice"
[document]
subject = "Thử"
parts = [1, 2.5, true, 2026-11-20]
"""
_LISTED = (
    b'{"status": "OK", "ErrorCode": "0", "data": [{"docId": "1", "from": "H99", "messageType":'
    b' "edoc", "status": "initial", "created_time": "2026/11/20 10:00:00", "code": "H99.1",'
    b' "name": "A", "oldCodes": "B,C"}]}'
)
HUB_ANSWERS = (
    _LISTED,
    b'{"status": "OK", "data": {"data": "PGVkWE1MLz4=", "docId": 7}}',
    b'{"status": "FAIL", "ErrorCode": "ExistDoc", "ErrorDesc": "exists"}',
    b"<!DOCTYPE html><html></html>",
)
PACKET = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    b' rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    b'<dc:title><rdf:Alt><rdf:li xml:lang="vi">A'
    b"</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def seeds() -> Mapping[str, tuple[bytes, ...]]:
    director, other = make_pki().director, make_pki().second_director
    foreign = signed(page(), cms_by(director, stamp=Stamper().timestamp))
    changed = signed(remarked(filled(foreign, "agreed"), "Text"), cms_by(other), field="Second")
    containers = tuple(entry.cms for entry in cut_out(sealed_page()))
    policies = files("esign.verification") / "policies"
    operator: Identity = make_pki().ecdsa_director
    services = [Service("Top", make_pki().ours.root.identity.der)]
    return {
        "pdf": (sealed_page(), archived_page()),
        "any_pdf": (foreign, changed),
        "cms": (*containers, detached()),
        "token": (Stamper().timestamp(bytes(32)),),
        "xmp": (PACKET,),
        "edxml": (
            *(packed(("a.pdf", b"%PDF-1.7"), ("b.xlsx", b"PK")), signed_package(), STATUS),
            *(SOAP.encode(), INSIDE.encode(), BARE_PARTS),
        ),
        "archive": (zipped({"a.pdf": b"%PDF-1.7", "b/c.zip": zipped({"d.txt": b"x"})}),),
        "trust_list": (
            signed_list(unsigned_list(services), operator),
            microsoft_list([make_pki().ours.root.identity.der], operator, ["1.3.6.1.5.5.7.3.4"]),
            make_pki().ours.root.identity.pem,
        ),
        "policy": tuple((policies / f"{name}.toml").read_bytes() for name in ("issued", "signed")),
        "trust_policy": (_trust_policy(),),
        "proof": (_proof(),),
        "revocation": (*lists_at(FIXED_NOW), _status(), make_pki().ours.root.identity.pem),
        "stamp_answer": (_granted(),),
        "hub_answer": HUB_ANSWERS,
        "request": (TOML.encode(), b'{"a": {"b": [1, "c", true]}, "d": "2026-11-20"}'),
        "table": (b'A;B\r\n1;"x;y"\r\n', _spreadsheet()),
    }


def _status() -> bytes:
    about = make_pki().director.certificate
    issuing = make_pki().ours.issuing.identity.certificate
    asked = ocsp.OCSPRequestBuilder().add_certificate(about, issuing, SHA256()).build()
    return Responder(about, repeats_nonce=False).answer(asked.public_bytes(Encoding.DER))


def _granted() -> bytes:
    """The answer to the question that the target asks."""
    token = Stamper(at=FIXED_NOW).token(bytes(32), SeededRandom().bits(64))
    return tsp.TimeStampResp(
        {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(token)}
    ).dump()


def _spreadsheet() -> bytes:
    book, out = Workbook(), BytesIO()
    book.worksheets[0].append(["A", "B"])
    book.worksheets[0].append(["1", 2])
    book.save(out)
    return out.getvalue()


def _trust_policy() -> bytes:
    with TemporaryDirectory() as place:
        return (make_pki().trust_dir(Path(place)) / "trust.toml").read_bytes()


def _proof() -> bytes:
    with TemporaryDirectory() as place:
        return make_evidence(Path(place)).later.write()


def main(*wanted: str) -> None:
    """Write the seeds of all targets, or of some; keys are made anew each time."""
    for target, inputs in seeds().items():
        if wanted and target not in wanted:
            continue
        folder = CORPUS / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(inputs):
            (folder / f"seed-{number}.bin").write_bytes(data)
    close_forge()


if __name__ == "__main__":
    main(*sys.argv[1:])
