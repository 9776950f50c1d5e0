# SPDX-License-Identifier: Apache-2.0
"""Lists of trusted authorities as their operators publish them."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from signxml.algorithms import SignatureMethod
from signxml.xades import XAdESSigner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.demo.pki import Identity

TSL = "http://uri.etsi.org/02231/v2#"
TYPES = "http://uri.etsi.org/TrstSvc/Svctype/"
GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
WITHDRAWN = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn"
USES = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
CTL = "1.3.6.1.4.1.311.10.1"
ISSUED = "2026-11-01T00:00:00Z"
ENDS = "2027-04-30T00:00:00Z"
SINCE = "2026-02-01T00:00:00Z"


@dataclass(frozen=True)
class Service:
    """A service of a list; `use` and `extension` are what its extensions say."""

    name: str
    certificate: bytes
    type: str = "CA/QC"
    status: str = GRANTED
    since: str = SINCE
    use: str = ""
    extension: str = ""

    def xml(self) -> str:
        extensions = self.extension
        if self.use:
            extensions += (
                '<Extension Critical="true"><AdditionalServiceInformation>'
                f'<URI xml:lang="en">{USES}{self.use}</URI>'
                "</AdditionalServiceInformation></Extension>"
            )
        return f"""<TSPService><ServiceInformation>
<ServiceTypeIdentifier>{TYPES}{self.type}</ServiceTypeIdentifier>
<ServiceName><Name xml:lang="en">{self.name}</Name></ServiceName>
<ServiceDigitalIdentity><DigitalId><X509Certificate>
{base64.b64encode(self.certificate).decode()}
</X509Certificate></DigitalId></ServiceDigitalIdentity>
<ServiceStatus>{self.status}</ServiceStatus>
<StatusStartingTime>{self.since}</StatusStartingTime>
<ServiceInformationExtensions>{extensions}</ServiceInformationExtensions>
</ServiceInformation></TSPService>"""


def unsigned_list(services: Iterable[Service], *, issued: str = ISSUED, ends: str = ENDS) -> bytes:
    """A list (ETSI TS 119 612) without its signature."""
    told = "".join(service.xml() for service in services)
    return f"""<TrustServiceStatusList xmlns="{TSL}" Id="list">
<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier>
<ListIssueDateTime>{issued}</ListIssueDateTime>
<NextUpdate><dateTime>{ends}</dateTime></NextUpdate></SchemeInformation>
<TrustServiceProviderList><TrustServiceProvider><TSPServices>{told}</TSPServices>
</TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>""".encode()


def signed_list(content: bytes, operator: Identity) -> bytes:
    """The list with its operator's XAdES signature, as published lists have it."""
    signer = XAdESSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256)
    signed = signer.sign(etree.fromstring(content), key=operator.key, cert=[operator.certificate])
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def microsoft_list(
    certificates: Iterable[bytes], operator: Identity, usage: Iterable[str], *, came: bool = True
) -> bytes:
    """A certificate trust list of Microsoft's form, signed by its operator."""
    digests = [hashlib.sha1(entry, usedforsecurity=False).digest() for entry in certificates]
    content = _sequence(
        _sequence(*(core.ObjectIdentifier(entry).dump() for entry in usage)),
        core.OctetString(b"list").dump(),
        core.Integer(1).dump(),
        core.UTCTime(datetime(2026, 11, 1, tzinfo=UTC)).dump(),
        core.UTCTime(datetime(2027, 4, 30, tzinfo=UTC)).dump(),
        _sequence(core.ObjectIdentifier("1.3.14.3.2.26").dump(), core.Null().dump()),
        _sequence(*(_sequence(core.OctetString(entry).dump()) for entry in digests)),
    )
    own = asn1_x509.Certificate.load(operator.der)
    inner = core.Sequence.load(content).contents
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": [CTL]}),
            cms.CMSAttribute(
                {"type": "message_digest", "values": [hashlib.sha256(inner).digest()]}
            ),
        ]
    )
    assert isinstance(operator.key, ec.EllipticCurvePrivateKey)
    info = {
        "version": "v1",
        "sid": {
            "issuer_and_serial_number": {
                "issuer": own.issuer,
                "serial_number": own.serial_number,
            }
        },
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": operator.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
    }
    bag = [own, *(map(asn1_x509.Certificate.load, certificates) if came else ())]
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": cms.ContentInfo.load(
                _sequence(core.ObjectIdentifier(CTL).dump(), _tagged(0xA0, content))
            ),
            "certificates": bag,
            "signer_infos": [info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _sequence(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))


def _tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content
