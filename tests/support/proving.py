# SPDX-License-Identifier: Apache-2.0
"""Proof added to a sealed page, good and bad, and readers of any year who judge it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name, pdf_string
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from esign.demo.pki import Validity, revocation_list
from esign.signing.levels import append_timestamp
from esign.signing.revision import Revision
from esign.trust import TrustStore
from esign.verification import inspect
from support.pki import chain_of, make_pki
from support.ports import FIXED_NOW
from support.sealed import sealed_page
from support.status_service import delegate
from support.timestamps import Stamper, good_authority, stamping_identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from esign.demo.pki import Authority, Identity
    from esign.model import Report

ROLES = ("person", "agency", "timestamp")
DAY, YEAR = timedelta(days=1), timedelta(days=365)
AFTERWARDS = FIXED_NOW + DAY
"""When the lists of `evidence` were issued."""
IN_EIGHT_YEARS = datetime(2034, 11, 20, tzinfo=UTC)


def lists_at(
    moment: datetime,
    entries: Iterable[x509.RevokedCertificate] = (),
    *,
    root: Authority | None = None,
    issuing: Authority | None = None,
) -> tuple[bytes, bytes]:
    """The root's and the issuing authority's lists, issued at a moment and good for a month."""
    ours = make_pki().ours
    window = Validity(moment, moment + 30 * DAY)
    return (
        revocation_list(root or ours.root, (), window, 100),
        revocation_list(issuing or ours.issuing, entries, window, 100),
    )


def revocation(
    identity: Identity,
    at: datetime,
    reason: x509.ReasonFlags | None = None,
    unsafe_since: datetime | None = None,
) -> x509.RevokedCertificate:
    """The entry of a certificate on a list."""
    builder = (
        x509.RevokedCertificateBuilder()
        .serial_number(identity.certificate.serial_number)
        .revocation_date(at)
    )
    if reason is not None:
        builder = builder.add_extension(x509.CRLReason(reason), critical=False)
    if unsafe_since is not None:
        builder = builder.add_extension(x509.InvalidityDate(unsafe_since), critical=False)
    return builder.build()


@dataclass(frozen=True)
class Answer:
    """An OCSP response about one certificate; the fields are what is odd about it."""

    about: x509.Certificate
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD
    issued: datetime = AFTERWARDS
    until: datetime | None = AFTERWARDS + DAY
    responder: Identity | None = None
    revoked_at: datetime | None = None
    reason: x509.ReasonFlags | None = None

    def encoded(self) -> bytes:
        """The response, DER."""
        pki = make_pki()
        responder = self.responder or delegate()
        above = pki.ours.root if self.about == pki.ours.issuing.identity.certificate else None
        response = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=self.about,
                issuer=(above or pki.ours.issuing).identity.certificate,
                algorithm=hashes.SHA1(),  # noqa: S303 - how most responders name the issuer
                cert_status=self.status,
                this_update=self.issued,
                next_update=self.until,
                revocation_time=self.revoked_at,
                revocation_reason=self.reason,
            )
            .responder_id(ocsp.OCSPResponderEncoding.NAME, responder.certificate)
            .certificates([responder.certificate])
            .sign(responder.key, hashes.SHA256())
        )
        return response.public_bytes(Encoding.DER)


def stored(
    data: bytes,
    *,
    certificates: Iterable[bytes] = (),
    lists: Iterable[bytes] = (),
    responses: Iterable[bytes] = (),
    about: bytes | None = None,
) -> bytes:
    """The file with validation data as pyHanko stores it.

    Args:
        about: content of the signature that the data is also listed for; None for none.
    """
    revision = Revision(data)
    DocumentSecurityStore.supply_dss_in_writer(
        revision,
        None if about is None else about.hex().encode(),
        certs=[asn1_x509.Certificate.load(entry) for entry in certificates],
        crls=[asn1_crl.CertificateList.load(entry) for entry in lists],
        ocsps=[asn1_ocsp.OCSPResponse.load(entry) for entry in responses],
    )
    return written(revision)


def written(revision: Revision) -> bytes:
    """The file that a revision makes."""
    out = BytesIO()
    revision.write(out)
    return out.getvalue()


def stamped(data: bytes, at: datetime = FIXED_NOW, by: Identity | None = None) -> bytes:
    """The file with a time-stamp of that moment."""
    return append_timestamp(data, Stamper(identity=by or good_authority(), at=at))


def stamped_besides(data: bytes, change: Callable[[Revision], None]) -> bytes:
    """The file with a time-stamp whose revision also does something else."""
    revision = Revision(data)
    field = DictionaryObject({pdf_name("/FT"): pdf_name("/Sig"), pdf_name("/T"): pdf_string("s")})
    revision.root["/AcroForm"]["/Fields"].append(revision.add_object(field))
    revision.update_container(revision.root["/AcroForm"])
    steps = PdfCMSEmbedder().write_cms("s", revision, existing_fields_only=True)
    next(steps)
    steps.send(SigObjSetup(DocumentTimestamp(bytes_reserved=16384)))
    change(revision)
    prepared, output = steps.send(SigIOSetup("sha256", in_place=True))
    steps.send(Stamper().timestamp(prepared.document_digest))
    found: bytes = output.getvalue()
    return found


def pyhanko_stamped(data: bytes, name: str) -> bytes:
    """The file with a time-stamp as pyHanko puts it in, on the first page."""
    authority = good_authority()
    plain = authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    others = [asn1_x509.Certificate.load(entry) for entry in chain_of(authority)]
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(authority.der),
        PrivateKeyInfo.load(plain),
        SimpleCertificateStore.from_certs(others),
        fixed_dt=FIXED_NOW,
    )
    stamping = PdfTimeStamper(stamper, field_name=name)
    writer = stamping.timestamp_pdf(Revision(data), "sha256")
    found: bytes = writer.getvalue()
    return found


@cache
def archive_authority() -> Identity:
    """A time-stamp authority whose certificate outlives those of the holders."""
    return stamping_identity(until=datetime(2040, 1, 1, tzinfo=UTC))


@cache
def proven_page() -> bytes:
    """The sealed page at B-LT: time-stamped, and lists of the day after stored."""
    return stored(
        stamped(sealed_page()), certificates=chain_of(good_authority()), lists=lists_at(AFTERWARDS)
    )


@cache
def archived_page() -> bytes:
    """The same at B-LTA, archived three years later with the lists of that day."""
    later = FIXED_NOW + 3 * YEAR
    kept = stored(proven_page(), lists=lists_at(later - DAY))
    return stamped(kept, later, archive_authority())


def reader(
    lists: Iterable[bytes] | None = None,
    *,
    anchors: tuple[str, ...] = ("ours",),
    include_issuing: bool = True,
) -> TrustStore:
    """Somebody who trusts our root for everything and holds some lists, by default the good ones.

    Args:
        lists: what he holds; None for the good ones.
    """
    with TemporaryDirectory() as place:
        folder = make_pki().trust_dir(
            Path(place),
            "good" if lists is None else "none",
            anchors=anchors,
            roles=ROLES,
            include_issuing=include_issuing,
        )
        for number, entry in enumerate(lists or ()):
            (folder / f"{number}.crl").write_bytes(entry)
        return TrustStore.load(folder)


def judged(
    data: bytes, trust: TrustStore, at: datetime = FIXED_NOW, policy: str = "issued"
) -> Report:
    """The reader's report, at a moment."""
    return inspect(data, name="văn bản.pdf", trust=trust, at=at, policy=policy)


def revised(data: bytes, change: Callable[[Revision], None]) -> bytes:
    """The file with one more revision."""
    revision = Revision(data)
    change(revision)
    return written(revision)
