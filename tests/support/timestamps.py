# SPDX-License-Identifier: Apache-2.0
"""A time-stamp authority of the test PKI: answers as RFC 3161 says, or with one fault."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.oid import ExtendedKeyUsageOID

from esign.demo.pki import Authority, Identity, authority_name, rsa_key
from support.pki import HOLDERS, chain_of, make_pki
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "Dịch vụ dấu thời gian mẫu"
STAMPED = FIXED_NOW


def stamping_identity(  # noqa: PLR0913 - all are named
    *,
    purposes: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.TIME_STAMPING,),
    critical: bool = True,
    stranger: bool = False,
    since: datetime = HOLDERS.start,
    until: datetime = HOLDERS.end,
    by: Authority | None = None,
) -> Identity:
    """A holder certified by our issuing authority, or a stranger's, for these purposes."""
    pki = make_pki()
    issuing = by or (pki.stranger if stranger else pki.ours).issuing
    above = issuing.identity
    key = rsa_key()
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    point = x509.DistributionPoint(
        [x509.UniformResourceIdentifier(issuing.crl_url)], None, None, None
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(authority_name(NAME, "Tổ chức cấp dấu thời gian"))
        .issuer_name(above.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=critical)
        .add_extension(x509.CRLDistributionPoints([point]), critical=False)
        .sign(above.key, hashes.SHA256())
    )
    return Identity(key, certificate, issuing.chain)


@cache
def good_authority() -> Identity:
    """A holder who may stamp times."""
    return stamping_identity()


class Response(core.Sequence):
    """TimeStampResp with its token optional, as RFC 3161 §2.4.2 has it."""

    _fields: ClassVar = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


@dataclass
class Stamper:
    """Implements the port; the fields are what it does wrong."""

    identity: Identity = field(default_factory=good_authority)
    at: datetime = STAMPED
    status: str = "granted"
    imprint: Callable[[bytes], bytes] = lambda digest: digest
    nonce: Callable[[int], int | None] = lambda nonce: nonce
    spoil: Callable[[bytes], bytes] = lambda token: token
    asked: int = 0
    hashed: str = "sha256"

    def timestamp(self, digest: bytes) -> bytes:
        self.asked += 1
        return self.token(digest, None)

    def token(self, digest: bytes, nonce: int | None) -> bytes:
        """A token over the digest, DER."""
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": "1.3.6.1.4.1.99999.1",
                "message_imprint": {
                    "hash_algorithm": {"algorithm": self.hashed},
                    "hashed_message": self.imprint(digest),
                },
                "serial_number": 7,
                "gen_time": self.at.astimezone(UTC),
                "nonce": None if nonce is None else self.nonce(nonce),
            }
        )
        return self.spoil(self._signed(info.dump()))

    def _signed(self, encoded: bytes) -> bytes:
        leaf = asn1_x509.Certificate.load(self.identity.der)
        reference = tsp.ESSCertIDv2({"cert_hash": sha256(self.identity.der).digest()})
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [sha256(encoded).digest()]},
                {
                    "type": "signing_certificate_v2",
                    "values": [tsp.SigningCertificateV2({"certs": [reference]})],
                },
            ]
        )
        key: Any = self.identity.key
        value = key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
        others = [asn1_x509.Certificate.load(entry) for entry in chain_of(self.identity)]
        sid = cms.IssuerAndSerialNumber(
            {"issuer": leaf.issuer, "serial_number": leaf.serial_number}
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(encoded),
                },
                "certificates": [leaf, *others],
                "signer_infos": [
                    {
                        "version": "v1",
                        "sid": cms.SignerIdentifier("issuer_and_serial_number", sid),
                        "digest_algorithm": {"algorithm": "sha256"},
                        "signed_attrs": attributes,
                        "signature_algorithm": {"algorithm": "sha256_rsa"},
                        "signature": value,
                    }
                ],
            }
        )
        whole: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
        return whole

    def answer(self, query: bytes) -> bytes:
        """What goes over the wire in answer to a request, DER."""
        self.asked += 1
        request = tsp.TimeStampReq.load(query, strict=True)
        answer: dict[str, object] = {"status": {"status": self.status}}
        if self.status.startswith("granted"):
            digest = request["message_imprint"]["hashed_message"].native
            token = self.token(digest, request["nonce"].native)
            answer["time_stamp_token"] = cms.ContentInfo.load(token)
        encoded: bytes = Response(answer).dump()
        return encoded


@contextmanager
def serving(answer: Callable[[bytes], bytes], status: int = 200) -> Iterator[str]:
    """A server on this machine that answers every request so; yields its address."""

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/tsa"
        finally:
            server.shutdown()
            thread.join()


def pem(identity: Identity) -> bytes:
    """The identity's certificate, PEM."""
    return identity.certificate.public_bytes(serialization.Encoding.PEM)
