# SPDX-License-Identifier: Apache-2.0
"""Signatures over packages, judged by other programs; and other programs' judged by ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from signxml.exceptions import InvalidDigest, InvalidSignature
from signxml.signer import XMLSigner
from signxml.verifier import XMLVerifier

from esign.exchange import envelope_signature, write
from esign.exchange.envelope import parse
from esign.model import EnvelopeState
from support.envelopes import DSIG, changed, signed_package, with_signature
from support.packages import PACKAGE
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.witnesses import signed_by_xmlsec1, xmlsec1

if TYPE_CHECKING:
    from pathlib import Path

    from esign.demo.pki import Identity

UNSIGNED = write(PACKAGE)
KEYS = ("seal", "ecdsa_seal")
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
TEMPLATE = f"""<Signature xmlns="{DSIG}"><SignedInfo>
<CanonicalizationMethod Algorithm="{INCLUSIVE}"/>
<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
<Reference URI=""><Transforms><Transform Algorithm="{DSIG}enveloped-signature"/></Transforms>
<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference>
</SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature>"""


def identity(name: str) -> Identity:
    found: Identity = getattr(make_pki(), name)
    return found


@pytest.mark.witness
@pytest.mark.parametrize("name", KEYS)
def test_xmlsec1_finds_our_signatures_good_and_changed_ones_bad(name: str, tmp_path: Path) -> None:
    package, anchor = tmp_path / "a.edxml", tmp_path / "root.pem"
    anchor.write_bytes(make_pki().ours.root.identity.pem)
    data = signed_package(identity(name))
    package.write_bytes(data)
    assert xmlsec1(package, anchor, FIXED_NOW) == ""
    package.write_bytes(changed(data, ">05<", ">06<"))
    assert xmlsec1(package, anchor, FIXED_NOW)


@pytest.mark.parametrize("name", KEYS)
def test_signxml_finds_our_signatures_good_and_changed_ones_bad(name: str) -> None:
    certificate = x509.load_der_x509_certificate(identity(name).der)
    data = signed_package(identity(name))
    found = XMLVerifier().verify(data, x509_cert=certificate)
    assert not isinstance(found, list)
    assert found.signed_xml is not None
    assert found.signed_xml.tag == parse(data).tag
    with pytest.raises((InvalidDigest, InvalidSignature)):
        XMLVerifier().verify(changed(data, ">05<", ">06<"), x509_cert=certificate)


@pytest.mark.witness
def test_a_package_signed_by_xmlsec1_is_intact_for_us(tmp_path: Path) -> None:
    key = make_pki().seal.key
    assert isinstance(key, rsa.RSAPrivateKey)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for name, content in {
        "key.pem": private,
        "leaf.pem": make_pki().seal.pem,
        "template.edxml": with_signature(UNSIGNED, TEMPLATE),
    }.items():
        (tmp_path / name).write_bytes(content)
    signed = signed_by_xmlsec1(*map(tmp_path.joinpath, ("template.edxml", "key.pem", "leaf.pem")))
    assert envelope_signature(signed).state is EnvelopeState.INTACT
    assert envelope_signature(signed).certificate == make_pki().seal.der
    assert envelope_signature(changed(signed, ">05<", ">06<")).state is EnvelopeState.BROKEN


def test_a_package_signed_by_signxml_is_intact_for_us() -> None:
    root = parse(with_signature(UNSIGNED, f'<Signature xmlns="{DSIG}" Id="placeholder"/>'))
    pem = make_pki().seal.pem.decode()
    key = make_pki().seal.key
    assert isinstance(key, rsa.RSAPrivateKey)
    signer = XMLSigner(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#")
    signed: bytes = etree.tostring(signer.sign(root, key=key, cert=pem), encoding="UTF-8")
    assert envelope_signature(signed).state is EnvelopeState.INTACT
    assert envelope_signature(changed(signed, ">05<", ">06<")).state is EnvelopeState.BROKEN
