# SPDX-License-Identifier: Apache-2.0
"""Our container is byte for byte the one the library builds, the signature value aside."""

from __future__ import annotations

import asyncio
from functools import cache
from hashlib import new
from typing import TYPE_CHECKING

import pytest
from asn1crypto import algos, cms, keys, x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.ades.api import CAdESSignedAttrSpec, GenericCommitment
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, select_suitable_signing_md
from pyhanko_certvalidator.registry import SimpleCertificateStore

from esign.demo.pki import Identity, issue
from esign.model import Commitment, SignatureScheme
from esign.signing.algorithms import signature_identifier
from esign.signing.container import container_form
from esign.signing.der import elements, integer, tlv
from esign.signing.keys.files import FileKey
from esign.signing.keys.material import fit_public_key, scheme_of
from support.pki import HOLDERS, PERSON, chain_of, make_pki
from support.signatories import der
from support.stock import DocumentSigner

if TYPE_CHECKING:
    from collections.abc import Callable

PKI = make_pki()
KINDS: dict[str, Callable[[], Identity]] = {
    "RSA-2048": lambda: PKI.director,
    "RSA-3072": lambda: _issued(rsa.generate_private_key(65537, 3072)),
    "RSA-4096": lambda: _issued(rsa.generate_private_key(65537, 4096)),
    "P-256": lambda: PKI.ecdsa_director,
    "P-384": lambda: _issued(ec.generate_private_key(ec.SECP384R1())),
    "P-521": lambda: _issued(ec.generate_private_key(ec.SECP521R1())),
}


def _issued(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> Identity:
    return issue(PKI.ours.issuing, PERSON, key, HOLDERS)


@cache
def identity(kind: str) -> Identity:
    return KINDS[kind]()


def ours(kind: str) -> DocumentSigner:
    holder = identity(kind)
    scheme = scheme_of(fit_public_key(holder.certificate.public_key(), kind), None)
    key = FileKey(holder.key, der(holder), chain_of(holder), scheme)
    return DocumentSigner(key, (der(holder), *chain_of(holder)))


def stock(kind: str) -> SimpleSigner:
    holder = identity(kind)
    plain = holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    issuers = [x509.Certificate.load(entry) for entry in chain_of(holder)]
    return SimpleSigner(
        signing_cert=x509.Certificate.load(der(holder)),
        signing_key=keys.PrivateKeyInfo.load(plain),
        cert_registry=SimpleCertificateStore.from_certs(issuers),
    )


def parsed(container: bytes) -> cms.SignedData:
    return cms.ContentInfo.load(container)["content"]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_what_the_library_builds(kind: str) -> None:
    signer, library = ours(kind), stock(kind)
    algorithm = select_suitable_signing_md(library.signing_cert.public_key)
    assert signer.form.digest_algorithm == algorithm
    digest = new(algorithm, b"document").digest()
    theirs = asyncio.run(library.async_sign(digest, algorithm, use_pades=True)).dump()
    signature = parsed(theirs)["signer_infos"][0]["signature"].native
    assert signer.form.container(signer.form.attributes(digest), signature) == theirs
    if kind.startswith("RSA"):
        assert signer.sign(digest) == theirs


@pytest.mark.parametrize("kind", ["RSA-2048", "P-256"])
def test_the_library_can_drive_our_signer(kind: str) -> None:
    signer = ours(kind)
    digest = new("sha256", b"document").digest()
    built = asyncio.run(signer.async_sign(digest, "sha256", use_pades=True)).dump()
    signature = parsed(built)["signer_infos"][0]["signature"].native
    assert signer.form.container(signer.form.attributes(digest), signature) == built
    dry = asyncio.run(signer.async_sign(digest, "sha256", use_pades=True, dry_run=True)).dump()
    assert len(dry) == signer.form.largest


@pytest.mark.parametrize("kind", KINDS)
def test_the_room_reserved_is_the_largest_container(kind: str) -> None:
    signer = ours(kind)
    size = new(signer.form.digest_algorithm).digest_size
    sizes = {len(signer.sign(bytes([n]) * size)) for n in range(20)}
    assert max(sizes) <= signer.form.largest
    if kind.startswith("RSA"):
        assert sizes == {signer.form.largest}


def pss(kind: str) -> DocumentSigner:
    holder = identity(kind)
    key = FileKey(holder.key, der(holder), chain_of(holder), SignatureScheme.RSA_PSS)
    return DocumentSigner(key, (der(holder), *chain_of(holder)))


@pytest.mark.parametrize("kind", ["RSA-2048", "RSA-3072", "RSA-4096"])
def test_rsassa_pss_is_named_as_the_library_names_it(kind: str) -> None:
    signer = pss(kind)
    algorithm = signer.form.digest_algorithm
    size = new(algorithm).digest_size
    digest = {"algorithm": algorithm}
    named = algos.SignedDigestAlgorithm(
        {
            "algorithm": "rsassa_pss",
            "parameters": algos.RSASSAPSSParams(
                {
                    "hash_algorithm": digest,
                    "mask_gen_algorithm": {
                        "algorithm": "mgf1",
                        "parameters": algos.DigestAlgorithm(digest),
                    },
                    "salt_length": size,
                }
            ),
        }
    )
    (info,) = parsed(signer.sign(bytes(size)))["signer_infos"]
    assert info["signature_algorithm"].dump() == named.dump()
    built = asyncio.run(signer.async_sign(bytes(size), algorithm, use_pades=True)).dump()
    value = parsed(built)["signer_infos"][0]["signature"].native
    assert signer.form.container(signer.form.attributes(bytes(size)), value) == built


def test_the_parameters_of_rsassa_pss_have_one_encoding() -> None:
    """RFC 4055 §3.1 with SHA-256: digest and MGF1 with NULL, salt of 32 bytes, no trailer field."""
    sha256 = "300d06096086480165030402010500"
    mgf1 = "301a06092a864886f70d010108" + sha256
    parameters = "3034" + "a00f" + sha256 + "a11c" + mgf1 + "a203020120"
    assert signature_identifier(SignatureScheme.RSA_PSS, "sha256").hex() == (
        "304106092a864886f70d01010a" + parameters
    )


@pytest.mark.parametrize("commitment", Commitment)
def test_a_commitment_is_stated_as_the_library_states_it(commitment: Commitment) -> None:
    plain = ours("RSA-2048")
    path = plain.form.path
    form = container_form(path, SignatureScheme.RSA_PKCS1, commitment)
    wanted = getattr(GenericCommitment, f"PROOF_OF_{commitment.name}")
    settings = PdfCMSSignedAttributes(
        cades_signed_attrs=CAdESSignedAttrSpec(commitment_type=wanted.asn1)
    )
    digest = new("sha256", b"document").digest()
    theirs = asyncio.run(
        stock("RSA-2048").async_sign(
            digest, "sha256", use_pades=True, signed_attr_settings=settings
        )
    ).dump()
    value = parsed(theirs)["signer_infos"][0]["signature"].native
    assert form.container(form.attributes(digest), value) == theirs
    assert form.fits(form.attributes(digest), value)


def test_attributes_are_those_of_the_baseline_profile_and_no_other() -> None:
    digest = new("sha256", b"document").digest()
    data = parsed(ours("RSA-2048").sign(digest))
    (info,) = data["signer_infos"]
    assert [entry["type"].native for entry in info["signed_attrs"]] == [
        "content_type",
        "message_digest",
        "signing_certificate_v2",
    ]
    assert info["signed_attrs"][1]["values"][0].native == digest
    (reference,) = info["signed_attrs"][2]["values"][0]["certs"]
    assert reference["cert_hash"].native == new("sha256", der(PKI.director)).digest()
    assert not info["unsigned_attrs"]
    assert data["encap_content_info"]["content"].native is None


def test_the_certificates_are_exactly_the_path_without_the_root() -> None:
    data = parsed(ours("RSA-2048").sign(bytes(32)))
    embedded = {choice.chosen.dump() for choice in data["certificates"]}
    assert embedded == {der(PKI.director), *chain_of(PKI.director)}


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 65535, 65536])
def test_lengths_are_written_and_read_in_the_shortest_form(size: int) -> None:
    written = tlv(0x04, bytes(size))
    (read,) = elements(written)
    assert (read.tag, len(read.content), read.whole) == (0x04, size, written)


def test_a_value_that_runs_beyond_the_end_is_refused() -> None:
    for broken in (b"\x04", b"\x04\x05abc", b"\x04\x82\x01", b"\x04\x84\xff\xff\xff\xff"):
        with pytest.raises(ValueError, match=r"^a (value|length) "):
            list(elements(broken))


@pytest.mark.parametrize(("value", "written"), [(0, "020100"), (127, "02017f"), (128, "02020080")])
def test_integers_keep_their_sign(value: int, written: str) -> None:
    assert integer(value).hex() == written
