# SPDX-License-Identifier: Apache-2.0
"""A certificate that may not sign is refused before anything is written."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import KeyFaultError
from esign.messages import Language
from esign.model import Role
from esign.signing import Signatory, seal, sign
from support.pages import prepared
from support.pki import AGENCY, DIRECTOR, SECOND_DIRECTOR, TITLE
from support.signatories import Bench

if TYPE_CHECKING:
    from pathlib import Path

    from support.pki import Identity, Pki


def code(signatory: Signatory, name: str | None = None) -> str:
    with pytest.raises(KeyFaultError) as caught:
        signatory.refuse_unfit(name)
    for language in Language:
        assert caught.value.message(language)
        # Only where the names differ must the clerk see both.
        named = DIRECTOR in caught.value.message(language)
        assert named == (caught.value.code == "key.other_name" and signatory.role is Role.PERSON)
    return caught.value.code


UNFIT = {
    "expired": "key.expired",
    "future": "key.not_yet_valid",
    "revoked": "key.revoked",
    "wrong_usage": "key.unsuitable",
    "tls_only": "key.unsuitable",
    "roleless": "key.not_a_person",
    "two_roles": "key.not_a_person",
    "revoked_seal": "key.revoked",
}


def holder(pki: Pki, fault: str) -> Identity:
    found: Identity = getattr(pki.faulty, fault)
    return found


@pytest.mark.parametrize(("fault", "expected"), UNFIT.items())
def test_each_fault_is_told_apart(tmp_path: Path, fault: str, expected: str) -> None:
    bench = Bench(tmp_path)
    role = Role.AGENCY if fault == "revoked_seal" else Role.PERSON
    assert code(bench.signatory(holder(bench.pki, fault), role)) == expected


@pytest.mark.parametrize("fault", ["expired", "future", "revoked", "wrong_usage", "roleless"])
def test_signing_refuses_what_the_check_refuses(tmp_path: Path, fault: str) -> None:
    bench = Bench(tmp_path)
    with pytest.raises(KeyFaultError) as caught:
        sign(prepared(), bench.signatory(holder(bench.pki, fault), Role.PERSON))
    assert caught.value.code == UNFIT[fault]


@pytest.mark.parametrize("tree", ["stranger", "lookalike"])
def test_a_stranger_is_refused_even_under_our_names(tmp_path: Path, tree: str) -> None:
    bench = Bench(tmp_path)
    identity = getattr(bench.pki, tree).director
    assert code(bench.signatory(identity, Role.PERSON)) == "key.untrusted"


@pytest.mark.parametrize(
    ("crls", "expected"),
    [
        ("none", "key.revocation_unknown"),
        ("foreign", "key.revocation_unknown"),
        ("stale", "key.revocation_stale"),
        ("issuing_revoked", "key.revoked"),
    ],
)
def test_a_status_that_cannot_be_known_is_refused(tmp_path: Path, crls: str, expected: str) -> None:
    assert code(Bench(tmp_path, crls).director) == expected


def test_a_certificate_that_expires_meanwhile_is_refused_at_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    director = bench.director
    director.refuse_unfit(DIRECTOR)
    bench.clock.moment += timedelta(days=365 * 6)
    assert code(director, DIRECTOR) != ""


@pytest.mark.parametrize(
    "name", [SECOND_DIRECTOR, "Nguyễn Minh", "Nguyen Minh Chau", f"{DIRECTOR} ", ""]
)
def test_another_name_than_the_printed_one_is_refused(tmp_path: Path, name: str) -> None:
    assert code(Bench(tmp_path).director, name) == "key.other_name"


def test_another_title_than_the_printed_one_is_refused(tmp_path: Path) -> None:
    director = Bench(tmp_path).director
    director.refuse_unfit(DIRECTOR, TITLE.upper())
    with pytest.raises(KeyFaultError) as caught:
        director.refuse_unfit(DIRECTOR, "Phó Giám đốc")
    assert caught.value.code == "key.other_title"


def test_upper_case_and_decomposed_letters_are_the_same_name(tmp_path: Path) -> None:
    director = Bench(tmp_path).director
    director.refuse_unfit(DIRECTOR.upper())
    director.refuse_unfit(unicodedata.normalize("NFD", DIRECTOR))


def test_a_page_that_prints_another_signer_is_not_signed(tmp_path: Path) -> None:
    with pytest.raises(KeyFaultError) as caught:
        sign(prepared(signer=SECOND_DIRECTOR), Bench(tmp_path).director)
    assert caught.value.code == "key.other_name"


def test_the_seal_bears_the_agencys_name(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.seal.refuse_unfit(AGENCY)
    assert code(bench.seal, "Sở Y tế tỉnh Ví Dụ") == "key.other_name"


def test_an_agencys_certificate_does_not_sign_for_a_person_nor_the_reverse(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path)
    assert code(bench.signatory(bench.pki.seal, Role.PERSON)) == "key.not_a_person"
    assert code(bench.signatory(bench.pki.director, Role.AGENCY)) == "key.not_an_agency"


def test_the_two_signatories_cannot_be_swapped(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with pytest.raises(KeyFaultError) as caught:
        sign(prepared(), bench.seal)
    assert caught.value.code == "key.not_a_person"
    with pytest.raises(KeyFaultError) as caught:
        seal(sign(prepared(), bench.director), bench.director)
    assert caught.value.code == "key.not_an_agency"


def test_the_reason_of_an_unsuitable_certificate_is_given(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with pytest.raises(KeyFaultError) as caught:
        bench.signatory(bench.pki.faulty.tls_only, Role.PERSON).refuse_unfit()
    (detail,) = caught.value.details
    assert detail.code == "trust.certificate_purpose"
