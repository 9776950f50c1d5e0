# SPDX-License-Identifier: Apache-2.0
"""Between the two phases of a signature anything may be exchanged; nothing exchanged is taken."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from asn1crypto import cms, core

from esign.errors import InputError
from esign.model import Role, SealedPdf, SignatureScheme, SignedPdf
from esign.signing import (
    OpenSignature,
    begin_seal,
    begin_signature,
    begin_statement_seal,
    finish,
    finish_with_container,
    seal,
    seal_statement,
    sign,
)
from esign.signing.keys.files import FileKey
from support.pages import prepared
from support.pki import SECOND_DIRECTOR, Identity, chain_of, make_pki
from support.signatories import Bench

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PKI = make_pki()
STATEMENT = b"tree head"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def opened(bench: Bench) -> OpenSignature:
    return begin_signature(prepared(), bench.director)


def value(opened: OpenSignature, identity: Identity = PKI.director) -> bytes:
    """What the holder's key makes of the attributes, wherever that key may be."""
    key = FileKey(identity.key, identity.der, chain_of(identity), opened.scheme)
    return key.sign(opened.attributes, opened.digest_algorithm)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        act()
    return caught.value.code


def test_both_phases_make_what_one_call_makes(bench: Bench, opened: OpenSignature) -> None:
    signed = sign(prepared(), bench.director)
    assert finish(opened, value(opened)) == signed.data
    seal_opened = begin_seal(signed, bench.seal)
    assert finish(seal_opened, value(seal_opened, PKI.seal)) == seal(signed, bench.seal).data


def test_an_open_signature_says_what_is_to_be_signed_and_by_whom(opened: OpenSignature) -> None:
    start, end = opened.gap
    covered = opened.data[:start] + opened.data[end:]
    assert opened.digest == hashlib.sha256(covered).digest()
    assert opened.digest in opened.attributes
    assert (opened.role, opened.field, opened.path[0]) == (Role.PERSON, "signer", PKI.director.der)
    assert set(opened.data[start + 1 : end - 1]) == {ord("0")}


def test_a_statement_is_sealed_in_two_phases_too(bench: Bench) -> None:
    opened = begin_statement_seal(STATEMENT, bench.seal)
    assert opened.digest == hashlib.sha256(STATEMENT).digest()
    assert finish(opened, value(opened, PKI.seal)) == seal_statement(STATEMENT, bench.seal)


def test_a_value_by_another_key_is_refused(opened: OpenSignature) -> None:
    for other in (PKI.second_director, PKI.seal, PKI.stranger.director, PKI.ecdsa_director):
        signature = value(replace(opened, scheme=_scheme(other)), other)
        assert refusal(lambda value=signature: finish(opened, value)) == "signing.value_wrong"


def _scheme(identity: Identity) -> SignatureScheme:
    rsa = hasattr(identity.key.private_numbers(), "p")
    return SignatureScheme.RSA_PKCS1 if rsa else SignatureScheme.ECDSA


@pytest.mark.parametrize("signature", [b"", b"\0", bytes(256), b"\xff" * 256, bytes(257)])
def test_what_is_no_value_is_refused(bench: Bench, signature: bytes) -> None:
    for holder in (bench.pki.director, bench.pki.ecdsa_director):
        opened = begin_signature(prepared(), bench.signatory(holder, Role.PERSON))
        assert refusal(lambda opened=opened: finish(opened, signature)) == "signing.value_wrong"


def test_a_value_over_another_document_is_refused(bench: Bench, opened: OpenSignature) -> None:
    other = begin_signature(prepared(3), bench.director)
    assert refusal(lambda: finish(opened, value(other))) == "signing.value_wrong"


def test_a_value_by_another_scheme_of_the_same_key_is_refused(opened: OpenSignature) -> None:
    other = value(replace(opened, scheme=SignatureScheme.RSA_PSS))
    assert refusal(lambda: finish(opened, other)) == "signing.value_wrong"


def _swapped_file(opened: OpenSignature, other: OpenSignature) -> OpenSignature:
    return replace(opened, data=other.data, gap=other.gap)


def _swapped_digest(opened: OpenSignature, other: OpenSignature) -> OpenSignature:
    return replace(opened, digest=other.digest, attributes=other.attributes)


EXCHANGES: dict[str, Callable[[OpenSignature, OpenSignature], OpenSignature]] = {
    "the file": _swapped_file,
    "the digest": lambda opened, other: replace(opened, digest=other.digest),
    "digest and attributes": _swapped_digest,
    "the certificate": lambda opened, _: replace(
        opened, path=(PKI.second_director.der, *opened.path[1:])
    ),
    "the digest algorithm": lambda opened, _: replace(opened, digest_algorithm="sha512"),
    "one byte of the page": lambda opened, _: replace(
        opened, data=opened.data[:5000] + b"~" + opened.data[5001:]
    ),
    "the gap": lambda opened, _: replace(opened, gap=(opened.gap[0], opened.gap[1] + 1)),
    "no gap": lambda opened, _: replace(opened, gap=(0, 0)),
    "more behind the end": lambda opened, _: replace(opened, data=opened.data + b"\n"),
    "a filled gap": lambda opened, _: replace(
        opened, data=opened.data.replace(b"/Contents <0000", b"/Contents <3082")
    ),
}


@pytest.mark.parametrize("exchange", EXCHANGES.values(), ids=EXCHANGES)
def test_whatever_is_exchanged_between_the_phases_is_refused(
    bench: Bench,
    opened: OpenSignature,
    exchange: Callable[[OpenSignature, OpenSignature], OpenSignature],
) -> None:
    changed = exchange(opened, begin_signature(prepared(3), bench.director))
    assert changed != opened
    good = value(opened)
    assert refusal(lambda: finish(changed, good)).startswith("signing.")


def test_a_document_with_its_digest_swapped_consistently_still_needs_its_own_value(
    bench: Bench, opened: OpenSignature
) -> None:
    other = begin_signature(prepared(3), bench.director)
    swapped = replace(other, claimed_at=opened.claimed_at)
    assert refusal(lambda: finish(swapped, value(opened))) == "signing.value_wrong"


def test_the_signed_file_is_sealed_like_any_other(bench: Bench, opened: OpenSignature) -> None:
    page = prepared()
    data = finish_with_container(opened, returned(opened))
    signed = SignedPdf(page.numbered, data, page.subject, page.pages)
    assert isinstance(seal(signed, bench.seal), SealedPdf)


# What phone apps and ministries' clients return: a whole CMS.


def returned(
    opened: OpenSignature,
    change: Callable[[cms.SignedData], object] = lambda _: None,
    identity: Identity = PKI.director,
) -> bytes:
    """The container a good client returns, or what is left of it after a change."""
    content = cms.ContentInfo.load(
        opened.form.container(opened.attributes, value(opened, identity))
    )
    change(content["content"])
    return content.dump(force=True)


def test_a_container_lands_in_the_file_as_we_would_have_written_it(opened: OpenSignature) -> None:
    assert finish_with_container(opened, returned(opened)) == finish(opened, value(opened))


def _without_certificates(signed: cms.SignedData) -> None:
    signed["certificates"] = None


def _other_order(signed: cms.SignedData) -> None:
    signed["certificates"] = list(reversed(signed["certificates"]))


@pytest.mark.parametrize("change", [_without_certificates, _other_order])
def test_a_container_of_another_shape_is_written_in_ours(
    opened: OpenSignature, change: Callable[[cms.SignedData], object]
) -> None:
    ours = finish(opened, value(opened))
    assert finish_with_container(opened, returned(opened, change)) == ours


def test_a_container_beside_a_statement_is_taken_too(bench: Bench) -> None:
    opened = begin_statement_seal(STATEMENT, bench.seal)
    container = returned(opened, identity=PKI.seal)
    assert finish_with_container(opened, container) == seal_statement(STATEMENT, bench.seal)


def _unsigned_attribute(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["unsigned_attrs"] = [
        {"type": "counter_signature", "values": []},
    ]


def _signed_attribute(signed: cms.SignedData) -> None:
    moment = core.UTCTime("261120030000Z")
    signed["signer_infos"][0]["signed_attrs"].append(
        cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": moment})]})
    )


def _second_signer(signed: cms.SignedData) -> None:
    signed["signer_infos"].append(signed["signer_infos"][0].copy())


def _no_signer(signed: cms.SignedData) -> None:
    signed["signer_infos"] = []


def _content(signed: cms.SignedData) -> None:
    signed["encap_content_info"]["content"] = core.OctetString(b"another document")


def _other_serial(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["sid"].chosen["serial_number"] = 7


def _only_issuers(signed: cms.SignedData) -> None:
    signed["certificates"] = [
        entry for entry in signed["certificates"] if entry.chosen.dump() != PKI.director.der
    ]


def _other_digest_algorithm(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha512"}


def _flipped_value(signed: cms.SignedData) -> None:
    info = signed["signer_infos"][0]
    last = info["signature"].native
    info["signature"] = bytes((last[0] ^ 1,)) + last[1:]


CHANGES: dict[str, tuple[Callable[[cms.SignedData], object], str]] = {
    "an unsigned attribute": (_unsigned_attribute, "signing.container_unsigned_attributes"),
    "one more signed attribute": (_signed_attribute, "signing.container_other_attributes"),
    "a second signer": (_second_signer, "signing.container_unreadable"),
    "no signer": (_no_signer, "signing.container_unreadable"),
    "content inside": (_content, "signing.container_other_attributes"),
    "another serial number": (_other_serial, "signing.container_other_signer"),
    "the signer's certificate left out": (_only_issuers, "signing.container_other_signer"),
    "another digest algorithm": (_other_digest_algorithm, "signing.container_other_attributes"),
    "another value": (_flipped_value, "signing.value_wrong"),
}


@pytest.mark.parametrize(("change", "code"), CHANGES.values(), ids=CHANGES)
def test_a_container_that_says_anything_else_is_refused(
    opened: OpenSignature, change: Callable[[cms.SignedData], object], code: str
) -> None:
    container = returned(opened, change)
    assert refusal(lambda: finish_with_container(opened, container)) == code


def test_a_container_for_another_document_is_refused(bench: Bench, opened: OpenSignature) -> None:
    other = returned(begin_signature(prepared(3), bench.director))
    code = refusal(lambda: finish_with_container(opened, other))
    assert code == "signing.container_other_document"


def test_a_container_by_another_official_is_refused(bench: Bench, opened: OpenSignature) -> None:
    second = bench.signatory(PKI.second_director, Role.PERSON)
    other = begin_signature(prepared(signer=SECOND_DIRECTOR), second)
    container = returned(other, identity=PKI.second_director)
    code = refusal(lambda: finish_with_container(opened, container))
    assert code == "signing.container_other_signer"


def test_what_is_no_container_is_refused(opened: OpenSignature) -> None:
    good = returned(opened)
    for data in (b"", b"hello", b"0\x80", good[:-1], good + b"\0", b"\x30" * 5000, bytes(2 << 20)):
        code = refusal(lambda data=data: finish_with_container(opened, data))
        assert code == "signing.container_unreadable"


def test_no_flipped_byte_of_a_container_changes_the_file(opened: OpenSignature) -> None:
    """Every 13th byte; what is still taken yields the very file that was meant."""
    good = returned(opened)
    ours = finish(opened, value(opened))
    for place in range(0, len(good), 13):
        flipped = good[:place] + bytes((good[place] ^ 1,)) + good[place + 1 :]
        with suppress(InputError):
            assert finish_with_container(opened, flipped) == ours
