# SPDX-License-Identifier: Apache-2.0
"""The signature over a package: only the one honest form over all of it is ever intact."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from esign.exchange import envelope_signature, lint, read, write
from esign.exchange.envelope import parse
from esign.exchange.signature.algorithms import ENVELOPED, EXCLUSIVE, canonical
from esign.exchange.signature.digesting import envelope_digest
from esign.model import Attachment, EnvelopeState, SignatureScheme
from support.envelopes import (
    DECORATION,
    DSIG,
    STATUS,
    changed,
    signature_of,
    signed_package,
    with_signature,
    with_value,
)
from support.packages import PACKAGE, foreign
from support.pki import make_pki
from support.sealed import AnyKey

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[bytes], bytes]

UNSIGNED = write(PACKAGE)
TRANSFORM = f'<Transform Algorithm="{ENVELOPED}"/>'
XPATH = '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>1</XPath>'
XSLT = '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'


def state(data: bytes) -> EnvelopeState:
    return envelope_signature(data).state


def signed_again(data: bytes) -> bytes:
    """What the signature says of itself signed anew, as a forger with a key of his own would."""
    root = parse(data)
    (signature,) = root.iter(f"{{{DSIG}}}Signature")
    info, value, _ = signature
    key = make_pki().seal.key
    assert isinstance(key, rsa.RSAPrivateKey)
    said = canonical(info, exclusive=True)
    value.text = b64encode(key.sign(said, padding.PKCS1v15(), hashes.SHA256())).decode()
    written: bytes = etree.tostring(root, encoding="UTF-8")
    return written


def swap(old: str, new: str) -> Change:
    return lambda data: signed_again(changed(data, old, new))


@pytest.mark.parametrize("name", ["seal", "director", "ecdsa_seal"])
def test_a_package_signed_with_any_key_is_intact_and_names_its_signer(name: str) -> None:
    identity = getattr(make_pki(), name) if name == "ecdsa_seal" else getattr(make_pki().ours, name)
    data = signed_package(identity)
    found = envelope_signature(data)
    assert found.state is EnvelopeState.INTACT
    assert found.certificate == identity.der
    assert found.chain == AnyKey(identity).chain
    assert found.algorithm == ("ecdsa-sha256" if name == "ecdsa_seal" else "rsa-sha256")
    assert read(data) == read(UNSIGNED)
    assert not [each for each in lint(data) if each.level == "error"]


class _Pss(AnyKey):
    """The seal as a token that signs by RSASSA-PSS."""

    @property
    def scheme(self) -> SignatureScheme:
        return SignatureScheme.RSA_PSS

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        assert digest_algorithm == "sha256"
        key, digest = self.identity.key, hashes.SHA256()
        assert isinstance(key, rsa.RSAPrivateKey)
        return key.sign(data, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)


def test_a_key_that_signs_by_pss_signs_packages_too() -> None:
    found = envelope_signature(write(PACKAGE, key=_Pss(make_pki().seal)))
    assert (found.state, found.algorithm) == (EnvelopeState.INTACT, "rsa-pss-sha256")


def test_the_signature_stands_third_in_the_header_in_its_own_namespace() -> None:
    header = parse(signed_package())[0][0]
    assert [etree.QName(each).localname for each in header] == [
        "MessageHeader",
        "TraceHeaderList",
        "Signature",
    ]
    assert header[2].tag == f"{{{DSIG}}}Signature"


def test_a_package_written_down_otherwise_keeps_its_signature() -> None:
    root = parse(signed_package())
    assert state(etree.tostring(root, method="c14n")) is EnvelopeState.INTACT
    single = changed(signed_package(), '<edXML xmlns="', '<edXML\n  xmlns = "')
    assert state(single) is EnvelopeState.INTACT


def test_a_signed_status_package_is_intact() -> None:
    data = write(read(STATUS), key=AnyKey(make_pki().seal))
    assert state(data) is EnvelopeState.INTACT


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (STATUS, EnvelopeState.ABSENT),
        (UNSIGNED, EnvelopeState.EMPTY),
        (foreign(), EnvelopeState.EMPTY),
        (with_signature(UNSIGNED, DECORATION), EnvelopeState.DECORATIVE),
        (
            with_signature(
                UNSIGNED, DECORATION.replace("<Signature>", f'<Signature xmlns="{DSIG}">')
            ),
            EnvelopeState.DECORATIVE,
        ),
        (foreign(("<DigitalSignature/>", "<DigitalSignature>ok</DigitalSignature>")), None),
        (with_signature(UNSIGNED, "<Signature>signed</Signature>"), None),
    ],
)
def test_what_is_no_signature_is_never_taken_for_one(
    data: bytes, expected: EnvelopeState | None
) -> None:
    assert state(data) is (expected or EnvelopeState.DECORATIVE)


def test_a_real_signature_in_the_packages_own_namespace_is_decoration() -> None:
    data = changed(signed_package(), f'<Signature xmlns="{DSIG}"', "<Signature")
    assert state(data) is EnvelopeState.DECORATIVE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">05<", ">06<"),
        ("H99.12.01", "H99.12.02"),
        ("edXMLManifest version", "edXMLManifest added='1' version"),
        ("<AttachmentEncoded>", "<AttachmentEncoded> "),
        ("JVBERi0x", "JVBERi0y"),
        ("</edXML>", "<Extra/></edXML>"),
    ],
)
def test_whatever_is_changed_after_signing_breaks_it(old: str, new: str) -> None:
    assert state(changed(signed_package(), old, new)) is EnvelopeState.BROKEN


@pytest.mark.parametrize("name", ["SignatureValue", "DigestValue"])
@pytest.mark.parametrize("key", ["seal", "ecdsa_seal"])
def test_a_bit_of_the_signature_breaks_it(name: str, key: str) -> None:
    data = signed_package(getattr(make_pki(), key))
    assert state(with_value(data, name, 0)) is EnvelopeState.BROKEN
    assert state(with_value(data, name, -1)) is EnvelopeState.BROKEN


def test_somebody_elses_certificate_breaks_it() -> None:
    data = signed_package()
    theirs = b64encode(make_pki().director.der).decode()
    ours = b64encode(make_pki().seal.der).decode()
    assert state(changed(data, ours, theirs)) is EnvelopeState.BROKEN


def test_ecdsa_numbers_in_der_are_no_xml_signature() -> None:
    data = signed_package(make_pki().ecdsa_seal)
    start = data.index(b"<SignatureValue>") + len(b"<SignatureValue>")
    end = data.index(b"</SignatureValue>")
    root = parse(data)
    (info,) = root.iter(f"{{{DSIG}}}SignedInfo")
    der = AnyKey(make_pki().ecdsa_seal).sign(canonical(info, exclusive=True), "sha256")
    assert state(data[:start] + b64encode(der) + data[end:]) is EnvelopeState.BROKEN


PARTIAL = {
    "a part by its id": swap('Reference URI=""', 'Reference URI="#a"'),
    "another document": swap('Reference URI=""', 'Reference URI="http://example.invalid/a"'),
    "no address": swap('Reference URI=""', "Reference"),
    "XPath pointer": swap('Reference URI=""', 'Reference URI="#xpointer(/)"'),
    "XPath": swap(TRANSFORM, f"{TRANSFORM}{XPATH}</Transform>"),
    "XSLT": swap(TRANSFORM, f"{TRANSFORM}{XSLT}"),
    "XSLT first": swap(TRANSFORM, f"{XSLT}{TRANSFORM}"),
    "base64": swap(f'"{EXCLUSIVE}"/></Transforms>', f'"{DSIG}base64"/></Transforms>'),
    "not enveloped": swap(TRANSFORM, ""),
    "enveloped twice": swap(TRANSFORM, TRANSFORM * 2),
    "an instruction": lambda data: changed(data, "<edXML:From>", "<?go on?><edXML:From>"),
    "two ids": lambda data: signed_again(
        changed(
            changed(data, "<edXML:From>", '<edXML:From Id="a">'), "<edXML:To>", '<edXML:To Id="a">'
        )
    ),
    "in another place": lambda data: changed(
        data.replace(signature_of(data).encode(), b""), "</edXML>", signature_of(data) + "</edXML>"
    ),
    "decoration beside it": lambda data: changed(
        data, "</edXML:edXMLHeader>", DECORATION + "</edXML:edXMLHeader>"
    ),
    "two of a kind": lambda data: changed(
        data, "</edXML:edXMLHeader>", signature_of(data) + "</edXML:edXMLHeader>"
    ),
    "the original inside another": lambda data: changed(
        changed(
            data, "</edXML:edXMLHeader>", f"<Old>{signature_of(data)}</Old></edXML:edXMLHeader>"
        ),
        ">05<",
        ">06<",
    ),
}


@pytest.mark.parametrize("wrap", PARTIAL.values(), ids=PARTIAL.keys())
def test_a_signature_over_anything_but_the_one_whole_package_never_counts(wrap: Change) -> None:
    assert state(wrap(signed_package())) is EnvelopeState.PARTIAL


def test_a_second_reference_never_counts() -> None:
    data = signed_package()
    info = signature_of(data)
    reference = info[info.index("<Reference") : info.index("</SignedInfo>")]
    assert state(signed_again(changed(data, reference, reference * 2))) is EnvelopeState.PARTIAL


UNCLEAR = {
    "HMAC keyed by the certificate": swap("rsa-sha256", "hmac-sha256"),
    "truncated": swap(
        'xmldsig-more#rsa-sha256"/>',
        'xmldsig-more#rsa-sha256"><HMACOutputLength>8</HMACOutputLength></SignatureMethod>',
    ),
    "another digest": swap("xmlenc#sha256", "xmlenc#ripemd160"),
    "an object": lambda data: changed(data, "</KeyInfo>", "</KeyInfo><Object/>"),
    "a strange child": lambda data: changed(data, "</KeyInfo>", '<a xmlns="x"/></KeyInfo>'),
    "a manifest": lambda data: changed(data, "</KeyInfo>", "<RetrievalMethod/></KeyInfo>"),
    "kept prefixes": swap(
        f'<CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>',
        f'<CanonicalizationMethod Algorithm="{EXCLUSIVE}"><InclusiveNamespaces '
        f'xmlns="{EXCLUSIVE}" PrefixList="edXML"/></CanonicalizationMethod>',
    ),
}


@pytest.mark.parametrize("change", UNCLEAR.values(), ids=UNCLEAR.keys())
def test_what_honest_signatures_do_not_need_is_not_understood(change: Change) -> None:
    assert state(change(signed_package())) is EnvelopeState.UNCLEAR


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", f"{DSIG}rsa-sha1"),
        ("http://www.w3.org/2001/04/xmlenc#sha256", f"{DSIG}sha1"),
    ],
)
def test_sha1_is_never_intact(old: str, new: str) -> None:
    assert state(swap(old, new)(signed_package())) is EnvelopeState.WEAK


def test_a_short_key_is_never_intact() -> None:
    assert state(signed_package(make_pki().faulty.weak)) is EnvelopeState.WEAK


def test_canonical_form_without_a_transform_is_the_inclusive_one() -> None:
    """As signers do who name the enveloped-signature transform alone."""
    data = changed(signed_package(), f'{TRANSFORM}<Transform Algorithm="{EXCLUSIVE}"/>', TRANSFORM)
    root = parse(data)
    (signature,) = root.iter(f"{{{DSIG}}}Signature")
    bare = parse(data.replace(signature_of(data).encode(), b""))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(etree.tostring(bare, method="c14n", exclusive=False))
    (value,) = signature.iter(f"{{{DSIG}}}DigestValue")
    value.text = b64encode(digest.finalize()).decode()
    assert state(signed_again(etree.tostring(root, encoding="UTF-8"))) is EnvelopeState.INTACT


def test_a_namespace_that_has_no_canonical_form_breaks_it() -> None:
    assert state(changed(signed_package(), "</edXML>", '<a xmlns="b"/></edXML>')) is (
        EnvelopeState.BROKEN
    )


def test_white_space_around_the_signature_is_part_of_what_is_signed() -> None:
    data = signed_package()
    assert state(changed(data, "</Signature>", "</Signature> ")) is EnvelopeState.BROKEN
    assert state(changed(data, "<Signature ", " <Signature ")) is EnvelopeState.BROKEN


@pytest.mark.parametrize("subject", ["Về việc thử", "a large text stands here: 1."])
@pytest.mark.parametrize("exclusive", [True, False])
def test_large_files_are_digested_as_they_stand(subject: str, *, exclusive: bool) -> None:
    files = tuple(
        Attachment(f"{n}.pdf", "application/pdf", b"%PDF-1.7\n" + bytes([n]) * 300_000)
        for n in range(3)
    )
    data = signed_package(None, replace(PACKAGE, subject=subject, attachments=files))
    root = parse(data)
    (signature,) = root.iter(f"{{{DSIG}}}Signature")
    before = etree.tostring(root)
    found = envelope_digest(signature, "sha256", exclusive=exclusive)
    assert etree.tostring(root) == before
    signature.getparent().remove(signature)  # type: ignore[union-attr]
    plain = etree.tostring(root, method="c14n", exclusive=exclusive, with_comments=False)
    assert found == sha256(plain).digest()
    assert state(data) is EnvelopeState.INTACT
    assert state(data.replace(b"AQEBAQEB", b"AQEBAQEC", 1)) is EnvelopeState.BROKEN


def test_signing_again_replaces_nothing_that_was_read() -> None:
    package = replace(PACKAGE, number="06")
    assert read(signed_package(None, package)) == read(write(package))
