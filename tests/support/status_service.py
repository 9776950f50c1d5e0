# SPDX-License-Identifier: Apache-2.0
"""An authority that publishes lists and answers about certificates, on this machine."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from esign.demo.pki import Identity, Key, authority_name, ecdsa_key
from support.pki import HOLDERS, PERSON, make_pki
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from esign.demo.pki import Authority

LIST, RESPONDER = "/issuing.crl", "/ocsp"


@dataclass
class StatusService:
    """What is served by path; `asked` counts the requests. A path that is missing answers 404."""

    url: str = ""
    served: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    respond: Callable[[bytes], bytes] | None = None
    redirect: str = ""

    def answer(self, path: str, body: bytes) -> bytes | None:
        self.asked.append(path)
        if path == RESPONDER:
            return self.respond(body) if self.respond else None
        return self.served.get(path)


@contextmanager
def publishing(service: StatusService) -> Iterator[StatusService]:
    """The service, reachable at its `url`."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(service.answer(self.path, b""))

        def do_POST(self) -> None:
            self._say(
                service.answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            )

        def _say(self, answer: bytes | None) -> None:
            if service.redirect:
                self.send_response(302)
                self.send_header("Location", service.redirect)
                self.end_headers()
                return
            self.send_response(200 if answer is not None else 404)
            self.end_headers()
            self.wfile.write(answer or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        service.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()


def holder_at(service: StatusService, *, lists: bool = True, responder: bool = False) -> Identity:
    """A person certified by our issuing authority whose certificate names the service."""
    issuing = make_pki().ours.issuing
    key = ecdsa_key()
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = _certified(issuing, PERSON, key).add_extension(usage, critical=True)
    if lists:
        name = x509.UniformResourceIdentifier(service.url + LIST)
        point = x509.DistributionPoint([name], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    if responder:
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP,
            x509.UniformResourceIdentifier(service.url + RESPONDER),
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    certificate = builder.sign(issuing.identity.key, hashes.SHA256())
    return Identity(key, certificate, issuing.chain)


def delegate(by: Authority | None = None, *, no_check: bool = True) -> Identity:
    """A responder named by our issuing authority, or by another."""
    issuing = by or make_pki().ours.issuing
    key = ecdsa_key()
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
    builder = _certified(issuing, authority_name("Demo OCSP", "Cơ quan chứng thực mẫu"), key)
    builder = builder.add_extension(purposes, critical=False)
    if no_check:
        builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    return Identity(key, builder.sign(issuing.identity.key, hashes.SHA256()), issuing.chain)


@dataclass
class Responder:
    """Answers about one certificate; the fields are what it does wrong."""

    about: x509.Certificate
    identity: Identity = field(default_factory=delegate)
    issued: datetime = FIXED_NOW - timedelta(hours=1)
    until: datetime = FIXED_NOW + timedelta(hours=12)
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD
    repeats_nonce: bool = True

    def answer(self, request: bytes) -> bytes:
        """The response to a request, DER."""
        asked = ocsp.load_der_ocsp_request(request)
        revoked = self.status is ocsp.OCSPCertStatus.REVOKED
        builder = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=self.about,
                issuer=make_pki().ours.issuing.identity.certificate,
                algorithm=hashes.SHA256(),
                cert_status=self.status,
                this_update=self.issued,
                next_update=self.until,
                revocation_time=self.issued if revoked else None,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.identity.certificate)
            .certificates([self.identity.certificate])
        )
        if self.repeats_nonce:
            nonce = asked.extensions.get_extension_for_class(x509.OCSPNonce)
            builder = builder.add_extension(nonce.value, critical=False)
        response = builder.sign(self.identity.key, hashes.SHA256())
        return response.public_bytes(Encoding.DER)


def _certified(by: Authority, subject: x509.Name, key: Key) -> x509.CertificateBuilder:
    above = by.identity.certificate
    identifier = above.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(HOLDERS.start)
        .not_valid_after(HOLDERS.end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )
