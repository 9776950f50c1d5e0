# SPDX-License-Identifier: Apache-2.0
"""The XML of ETSI TS 119 102-2: by its schema, and by what it says of the signatures."""

from __future__ import annotations

import base64
import zipfile
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, NoReturn

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from lxml import etree

from esign.model import TimeSource, TimestampReport, Verdict
from esign.reporting.forms.covered import covered, value
from esign.reporting.forms.etsi import as_etsi_xml
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.witnesses import witness_cache

if TYPE_CHECKING:
    from esign.model import Report
    from reporting.conftest import Found

NAMES = {
    "vr": "http://uri.etsi.org/19102/v1.2.1#",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
SCHEMAS = {
    "xmldsig-core-schema.xsd": ("specs-xmldsig", "xmldsig-core-schema.xsd"),
    "xml.xsd": ("specs-xmldsig", "xml.xsd"),
    "XAdES.xsd": ("specs-xades", "XAdES.xsd"),
    "ts_119612v020201_201601xsd.xsd": ("specs-trusted-list-v211", "ts_119612v020101_xsd.xsd"),
}
INDICATION = "vr:SignatureValidationStatus/vr:MainIndication"
SUB_INDICATION = "vr:SignatureValidationStatus/vr:SubIndication"


def told(found: Found, report: Report | None = None) -> etree._Element:
    return etree.fromstring(
        as_etsi_xml(found.report if report is None else report, found.data, "x")
    )


def texts(root: etree._Element, path: str) -> list[str]:
    return [each.text or "" for each in root.findall(f".//{path}", NAMES)]


def packed(library: str, name: str) -> bytes:
    """A schema that comes with the EU's DSS."""
    path = witness_cache() / "dss" / f"{library}.jar"
    if not path.is_file():
        pytest.skip("the EU's DSS could not be fetched (see `make witnesses`)")
    with zipfile.ZipFile(path) as jar:
        return jar.read(f"xsd/{name}")


class Schemas(etree.Resolver):
    """The schemas that others import, from the same place and never from a network."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        del public_id
        found = SCHEMAS.get(system_url.rpartition("/")[2])
        if found is None:
            return _outside(system_url)
        return self.resolve_string(packed(*found), context)


def _outside(address: str) -> NoReturn:
    raise AssertionError(address)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Schemas())
    return etree.XMLSchema(
        etree.fromstring(packed("specs-validation-report", "TS119102-2-v122.xsd"), parser)
    )


def stamped(report: Report) -> Report:
    """The report as if a time-stamp proved when its first signature was made."""
    first, *others = report.signatures
    proven = replace(first, time=FIXED_NOW, time_source=TimeSource.TIME_STAMP)
    stamp = TimestampReport(
        *(3, 1, FIXED_NOW, "TSA", "CA", "AB", "ab" * 32), Verdict.PASSED, signed_bytes=1
    )
    return replace(report, signatures=(proven, *others), timestamps=(stamp,))


@pytest.mark.witness
def test_it_follows_the_schema_of_the_standard(
    schema: etree.XMLSchema, good: Found, painted: Found, strange: Found
) -> None:
    unsigned = replace(good.report, signatures=(), verdict=Verdict.FAILED)
    hostile = replace(good.report.signatures[0], signer="\x00\u202e<a>&", field="]]>\x1b")
    reports = (
        *(good.report, painted.report, strange.report, unsigned, stamped(good.report)),
        replace(good.report, signatures=(hostile,)),
        replace(unsigned, verdict=Verdict.INDETERMINATE),
    )
    for report in reports:
        schema.assertValid(told(good, report))


def test_it_says_of_each_signature_what_was_found(good: Found, strange: Found) -> None:
    root = told(good)
    assert texts(root, INDICATION) == ["urn:etsi:019102:mainindication:total-passed"] * 2
    assert texts(root, SUB_INDICATION) == []
    root = told(strange)
    assert texts(root, INDICATION)[0] == "urn:etsi:019102:mainindication:indeterminate"
    assert texts(root, SUB_INDICATION)[0].startswith("urn:etsi:019102:subindication:NO_")


def test_no_signature_is_told_as_passed_in_a_document_that_is_not(
    painted: Found, good: Found
) -> None:
    assert {each.indication for each in painted.report.signatures} == {"TOTAL-PASSED"}
    for report in (painted.report, replace(good.report, verdict=Verdict.INDETERMINATE)):
        root = told(painted, report)
        assert texts(root, INDICATION) == ["urn:etsi:019102:mainindication:indeterminate"] * 2
        assert {*texts(root, SUB_INDICATION)} == {
            "urn:etsi:019102:subindication:SIG_CONSTRAINTS_FAILURE"
        }


def test_a_file_without_signatures_is_never_told_as_passed(good: Found) -> None:
    for verdict in Verdict:
        root = told(good, replace(good.report, signatures=(), verdict=verdict))
        assert len(texts(root, INDICATION)) == 1
        assert "passed" not in texts(root, INDICATION)[0]


def test_every_finding_is_a_constraint_with_its_words(good: Found) -> None:
    root = told(good)
    first = root.findall("vr:SignatureValidationReport", NAMES)[0]
    wanted = [each for each in good.report.findings if each.signature in {0, 1}]
    assert texts(first, "vr:ValidationConstraintIdentifier") == [
        f"urn:esign:report:2:rule:{each.rule}" for each in wanted
    ]
    messages = first.findall(".//{urn:esign:report:2}Message")
    assert [each.get("code") for each in messages[::2]] == [each.code for each in wanted]


def test_its_digests_are_those_that_were_signed(good: Found) -> None:
    root = told(good)
    values = root.findall(".//vr:SignatureIdentifier", NAMES)
    documents = root.findall(".//vr:SignersDocument", NAMES)
    keys = (make_pki().director, make_pki().seal)
    for found, document, identity in zip(values, documents, keys, strict=True):
        digest, signature = (
            base64.b64decode(found.findtext(path, "", NAMES))
            for path in (".//ds:DigestValue", "ds:SignatureValue")
        )
        key = x509.load_der_x509_certificate(identity.der).public_key()
        key.verify(signature, digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
        said = base64.b64decode(document.findtext(".//ds:DigestValue", "", NAMES))
        assert said in message_digests(good)


def message_digests(found: Found) -> list[bytes]:
    """What the signatures' own attributes say of the covered bytes."""
    held = [covered(found.data, each.signed_bytes) for each in found.report.signatures]
    infos = [cms.ContentInfo.load(each.container) for each in held if each]
    attributes = [info["content"]["signer_infos"][0]["signed_attrs"] for info in infos]
    return [
        each["values"][0].native
        for several in attributes
        for each in several
        if each["type"].native == "message_digest"
    ]


def test_certificates_are_named_by_their_digests(good: Found) -> None:
    root = told(good)
    listed = root.findall("vr:SignatureValidationObjects/vr:ValidationObject", NAMES)
    said = [base64.b64decode(each.findtext(".//ds:DigestValue", "", NAMES)) for each in listed]
    assert said == [sha256(each.der).digest() for each in (make_pki().director, make_pki().seal)]


def test_a_proven_time_refers_to_its_time_stamp(good: Found) -> None:
    root = told(good, stamped(good.report))
    times = root.findall(".//vr:BestSignatureTime", NAMES)
    assert times[0].find("vr:POEObject", NAMES).get("VOReference") == "time-stamp-3"
    assert times[1].find("vr:POEObject", NAMES) is None
    assert root.find(".//*[@id='time-stamp-3']") is not None


def test_a_container_that_is_not_plainly_found_has_no_digest(good: Found) -> None:
    end = good.report.signatures[0].signed_bytes
    assert covered(good.data, end) is not None
    assert covered(good.data, end - 1) is None
    assert covered(good.data, 0) is None
    stated = good.data[good.data.index(b"/ByteRange") :][:60]
    assert covered(b"%" + stated + b"\n" + good.data, end) is None
    assert value(b"") is None
    assert value(b"\x30\x80junk") is None
