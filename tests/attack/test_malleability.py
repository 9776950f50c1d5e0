# SPDX-License-Identifier: Apache-2.0
"""What no signature covers is written another way: it says the same, and yet it was altered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from esign.demo.pki import issue
from esign.model import Role, Verdict
from support.pages import prepared
from support.pki import HOLDERS, ORGANISATION, PERSON, make_pki
from support.sealed import forge, judged, rules, sealed_page, trust_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.trust import TrustStore

LONG_HEX = re.compile(rb"(?<=<)[0-9A-F]{1000,}(?=>)")


def with_last_container(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The file with its last signature container rewritten within the reserved space."""
    digits = list(LONG_HEX.finditer(data))[-1]
    written = change(bytes.fromhex(digits[0].decode())).hex().upper().encode()
    return data[: digits.start()] + written.ljust(len(digits[0]), b"0") + data[digits.end() :]


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_the_other_value_of_an_ecdsa_signature_is_not_accepted(
    curve: ec.EllipticCurve, trust: TrustStore
) -> None:
    key = ec.generate_private_key(curve)
    seal = issue(make_pki().ours.issuing, ORGANISATION, key, HOLDERS)
    good = forge().document(agency=seal)
    assert judged(good, trust).verdict is Verdict.PASSED

    def mirrored(contents: bytes) -> bytes:
        content = cms.ContentInfo.load(contents)
        info = content["content"]["signer_infos"][0]
        first, second = decode_dss_signature(info["signature"].native)
        info["signature"] = encode_dss_signature(first, curve.group_order - second)
        altered: bytes = content.dump(force=True)
        return altered

    report = judged(with_last_container(good, mirrored), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"container-form"}


def test_our_own_ecdsa_signatures_have_the_lower_value_every_time(trust: TrustStore) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    person = issue(make_pki().ours.issuing, PERSON, key, HOLDERS)
    signed = prepared().data
    for _ in range(8):  # by chance alone, one in two would be higher
        data = forge().sign(forge().sign(signed, person, Role.PERSON), make_pki().seal, Role.AGENCY)
        assert judged(data, trust).verdict is Verdict.PASSED


@pytest.mark.parametrize("count", [1, 3, 7])
def test_unused_bits_in_an_embedded_certificate_are_not_accepted(
    count: int, tmp_path: Path
) -> None:
    """The issuing authority's certificate is signed by another, and its last bits are free."""
    recipient = trust_store(tmp_path / "alone", include_issuing=False)
    issuing = make_pki().ours.issuing.identity.der
    altered = bytearray(issuing)
    altered[-257] = count

    def loosened(contents: bytes) -> bytes:
        assert contents.count(issuing) == 1
        return contents.replace(issuing, bytes(altered))

    assert judged(with_last_container(sealed_page(), loosened), recipient).verdict is (
        Verdict.INDETERMINATE
    )


@pytest.mark.parametrize("curve", [b"\x08\x2a\x86\x48\xce\x3d\x03\x01\x06", b"\x08" + bytes(8)])
def test_a_key_on_a_curve_that_nobody_knows_is_not_accepted(
    curve: bytes, trust: TrustStore
) -> None:
    known = b"\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"  # P-256

    def moved(contents: bytes) -> bytes:
        assert contents.count(known) == 1
        return contents.replace(known, curve)

    data = with_last_container(forge().document(agency=make_pki().ecdsa_seal), moved)
    assert judged(data, trust).verdict is Verdict.FAILED
