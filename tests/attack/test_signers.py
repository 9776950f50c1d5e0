# SPDX-License-Identifier: Apache-2.0
"""The wrong people sign, or the right ones with certificates that no longer hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.model import Role, Verdict
from esign.resources import shipped
from esign.trust import TrustStore
from support.pages import prepared
from support.pki import make_pki
from support.sealed import forge, judged, rules, sealed_page, signed_page, trust_store

if TYPE_CHECKING:
    from pathlib import Path


def test_a_strangers_signature_is_not_accepted(trust: TrustStore) -> None:
    report = judged(forge().document(person=make_pki().stranger.director), trust)
    assert report.verdict is Verdict.INDETERMINATE
    # The names fit, and yet nobody vouches for them: that is no reassurance.
    assert rules(report) == {"certificate", "roles-in-order", "signers-are-those-named"}


def test_a_strangers_seal_is_not_accepted(trust: TrustStore) -> None:
    report = judged(forge().document(agency=make_pki().stranger.seal), trust)
    assert report.verdict is Verdict.INDETERMINATE


def test_a_lookalike_authority_of_the_same_name_is_not_accepted(trust: TrustStore) -> None:
    impostor = make_pki().lookalike
    report = judged(forge().document(impostor.director, impostor.seal), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.signatures[0].issuer == judged(sealed_page(), trust).signatures[0].issuer
    assert {entry.role for entry in report.signatures} == {None}


def test_an_unknown_root_is_neither_passed_nor_failed() -> None:
    report = judged(sealed_page(), TrustStore.load(shipped("certs")))
    assert report.verdict is Verdict.INDETERMINATE
    # The names fit, and yet nobody vouches for them: that is no reassurance.
    assert rules(report) == {"certificate", "roles-in-order", "signers-are-those-named"}


def test_a_seal_before_the_director_is_not_accepted(trust: TrustStore) -> None:
    sealed = forge().seal(prepared().data)
    report = judged(forge().sign(sealed, make_pki().director, Role.PERSON), trust)
    assert report.verdict is Verdict.FAILED
    assert "roles-in-order" in rules(report)


def test_swapped_roles_are_not_accepted(trust: TrustStore) -> None:
    pki = make_pki()
    report = judged(forge().document(person=pki.seal, agency=pki.director), trust)
    assert report.verdict is Verdict.FAILED
    assert "roles-in-order" in rules(report)


def test_two_persons_without_the_agency_are_not_accepted(trust: TrustStore) -> None:
    report = judged(forge().document(agency=make_pki().second_director), trust)
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {"roles-in-order", "signers-are-those-named"}


@pytest.mark.parametrize("holder", ["roleless", "two_roles"])
def test_a_signer_of_unknown_capacity_is_not_accepted(holder: str, trust: TrustStore) -> None:
    report = judged(forge().document(person=getattr(make_pki().faulty, holder)), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"roles-in-order"}


@pytest.mark.parametrize(
    ("holder", "verdict"),
    [
        ("revoked", Verdict.FAILED),
        ("wrong_usage", Verdict.FAILED),
        ("tls_only", Verdict.FAILED),
        ("expired", Verdict.INDETERMINATE),
        ("future", Verdict.INDETERMINATE),
    ],
)
def test_a_certificate_with_a_fault_is_not_accepted(
    holder: str, verdict: Verdict, trust: TrustStore
) -> None:
    report = judged(forge().document(person=getattr(make_pki().faulty, holder)), trust)
    assert report.verdict is verdict
    outside = {"claimed-times"} if holder in {"expired", "future"} else set()
    assert rules(report) == {"certificate"} | outside


def test_a_weak_key_is_not_accepted(trust: TrustStore) -> None:
    report = judged(forge().document(person=make_pki().faulty.weak), trust)
    assert report.verdict is Verdict.FAILED


def test_a_revoked_seal_is_not_accepted(trust: TrustStore) -> None:
    report = judged(forge().document(agency=make_pki().faulty.revoked_seal), trust)
    assert report.verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("crls", "verdict"),
    [
        ("none", Verdict.INDETERMINATE),
        ("root_only", Verdict.INDETERMINATE),
        ("stale", Verdict.INDETERMINATE),
        ("future", Verdict.INDETERMINATE),
        ("foreign", Verdict.INDETERMINATE),
        ("issuing_revoked", Verdict.FAILED),
    ],
)
def test_revocation_that_cannot_be_known_is_never_passed(
    crls: str, verdict: Verdict, tmp_path: Path
) -> None:
    report = judged(sealed_page(), trust_store(tmp_path, crls))
    assert report.verdict is verdict
    assert rules(report) == {"certificate"}


def test_a_third_signature_after_the_seal_is_not_accepted(trust: TrustStore) -> None:
    data = forge().sign_anew(sealed_page(), make_pki().second_director)
    report = judged(data, trust)
    assert report.verdict is Verdict.FAILED
    assert {"signature-count", "changes-after-signature"} <= rules(report)


def test_a_signature_moved_to_another_document_is_not_accepted(trust: TrustStore) -> None:
    other = forge().sign(prepared(2).data, make_pki().director, Role.PERSON)
    report = judged(forge().seal(_with_contents_of(signed_page(), other)), trust)
    assert report.verdict is Verdict.FAILED
    assert "integrity" in rules(report)


def _with_contents_of(giver: bytes, taker: bytes) -> bytes:
    """The taker's file with the giver's signature in its place."""
    return taker.replace(_contents(taker), _contents(giver))


def _contents(data: bytes) -> bytes:
    start = data.rindex(b"<", 0, data.rindex(b"/ByteRange"))
    return data[start : data.index(b">", start) + 1]


@pytest.mark.parametrize("seal", ["seal", "ecdsa_seal"])
@pytest.mark.parametrize("director", ["director", "ecdsa_director"])
def test_the_right_people_are_accepted(director: str, seal: str, trust: TrustStore) -> None:
    pki = make_pki()
    report = judged(forge().document(getattr(pki, director), getattr(pki, seal)), trust)
    assert report.verdict is Verdict.PASSED
    assert [entry.role for entry in report.signatures] == [Role.PERSON, Role.AGENCY]
