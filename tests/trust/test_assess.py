# SPDX-License-Identifier: Apache-2.0
"""Whom the trust store accepts: first those it must not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.messages import Language, message, remedy
from esign.model import Role
from esign.trust import Standing, TrustStore
from support.pki import Pki, chain_of, make_pki
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from pathlib import Path

    from esign.demo.pki import Identity
    from esign.trust import CertificateStanding


@pytest.fixture(scope="module")
def pki() -> Pki:
    return make_pki()


@pytest.fixture(scope="module")
def store(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> TrustStore:
    return TrustStore.load(pki.trust_dir(tmp_path_factory.mktemp("trust")))


def assess(store: TrustStore, identity: Identity) -> CertificateStanding:
    return store.assess(identity.der, chain_of(identity), FIXED_NOW)


def test_a_lookalike_authority_of_the_same_name_is_not_trusted(pki: Pki, store: TrustStore) -> None:
    assert pki.lookalike.director.certificate.issuer == pki.director.certificate.issuer
    standing = assess(store, pki.lookalike.director)
    assert standing.standing is Standing.UNTRUSTED
    assert standing.role is None
    assert standing.path == ()


def test_a_lookalike_root_that_comes_with_the_file_is_not_trusted(
    pki: Pki, store: TrustStore
) -> None:
    impostor = pki.lookalike
    came = (*chain_of(impostor.director), impostor.root.identity.der)
    standing = store.assess(impostor.director.der, came, FIXED_NOW)
    assert standing.standing is Standing.UNTRUSTED


def test_a_stranger_is_not_trusted(pki: Pki, store: TrustStore) -> None:
    assert assess(store, pki.stranger.director).standing is Standing.UNTRUSTED


def test_a_certificate_that_cannot_be_read_is_unsuitable(pki: Pki, store: TrustStore) -> None:
    for garbage in (b"", b"\x30\x03\x02\x01\x01", pki.director.der[:-1]):
        assert store.assess(garbage, (), FIXED_NOW).standing is Standing.UNSUITABLE


@pytest.mark.parametrize(
    ("holder", "standing"),
    [
        ("expired", Standing.EXPIRED),
        ("future", Standing.NOT_YET_VALID),
        ("revoked", Standing.REVOKED),
        ("revoked_seal", Standing.REVOKED),
        ("wrong_usage", Standing.UNSUITABLE),
        ("tls_only", Standing.UNSUITABLE),
        ("weak", Standing.UNSUITABLE),
    ],
)
def test_one_fault_is_enough(pki: Pki, store: TrustStore, holder: str, standing: Standing) -> None:
    assert assess(store, getattr(pki.faulty, holder)).standing is standing


def test_an_authority_may_not_sign_documents(pki: Pki, store: TrustStore) -> None:
    standing = store.assess(pki.ours.issuing.identity.der, (), FIXED_NOW)
    assert standing.code == "trust.certificate_authority"
    assert store.assess(pki.ours.root.identity.der, (), FIXED_NOW).standing is not Standing.GOOD


def test_a_holder_of_no_role_or_of_two_has_none(pki: Pki, store: TrustStore) -> None:
    for identity in (pki.faulty.roleless, pki.faulty.two_roles):
        standing = assess(store, identity)
        assert standing.standing is Standing.GOOD
        assert standing.role is None


@pytest.mark.parametrize(
    ("crls", "standing"),
    [
        ("none", Standing.REVOCATION_UNKNOWN),
        ("root_only", Standing.REVOCATION_UNKNOWN),
        ("foreign", Standing.REVOCATION_UNKNOWN),
        ("stale", Standing.REVOCATION_STALE),
        ("future", Standing.REVOCATION_STALE),
        ("issuing_revoked", Standing.REVOKED),
        ("empty", Standing.GOOD),
    ],
)
def test_revocation_must_be_known_and_current(
    pki: Pki, tmp_path: Path, crls: str, standing: Standing
) -> None:
    store = TrustStore.load(pki.trust_dir(tmp_path, crls=crls))
    assert assess(store, pki.director).standing is standing


def test_a_list_that_has_run_out_still_revokes(pki: Pki, tmp_path: Path) -> None:
    store = TrustStore.load(pki.trust_dir(tmp_path, crls="stale"))
    assert assess(store, pki.faulty.revoked).standing is Standing.REVOKED


def test_lists_can_be_handed_in_beside_the_folder(pki: Pki, tmp_path: Path) -> None:
    trust = pki.trust_dir(tmp_path / "trust", crls="none")
    lists = []
    for name, der in pki.crls().items():
        lists.append(tmp_path / name)
        lists[-1].write_bytes(der)
    store = TrustStore.load(trust, lists)
    assert assess(store, pki.director).standing is Standing.GOOD
    assert assess(store, pki.faulty.revoked).standing is Standing.REVOKED


def test_an_anchor_vouches_only_for_the_roles_it_is_trusted_with(pki: Pki, tmp_path: Path) -> None:
    store = TrustStore.load(pki.trust_dir(tmp_path, roles=("agency",)))
    assert assess(store, pki.director).code == "trust.role_not_granted"
    assert assess(store, pki.seal).standing is Standing.GOOD


def test_an_anchor_is_trusted_only_in_its_period(pki: Pki, store: TrustStore) -> None:
    before = FIXED_NOW - timedelta(days=365)
    standing = store.assess(pki.director.der, chain_of(pki.director), before)
    assert standing.standing is Standing.UNTRUSTED


def test_without_the_intermediate_there_is_no_path(pki: Pki, tmp_path: Path) -> None:
    store = TrustStore.load(pki.trust_dir(tmp_path, include_issuing=False))
    assert store.assess(pki.director.der, (), FIXED_NOW).standing is Standing.UNTRUSTED
    assert assess(store, pki.director).standing is Standing.GOOD


def test_an_anchor_known_by_its_pin_only_may_come_with_the_file(pki: Pki, tmp_path: Path) -> None:
    trust = pki.trust_dir(tmp_path)
    (trust / "ours-root.pem").unlink()
    text = (trust / "trust.toml").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("file"))
    (trust / "trust.toml").write_text("\n".join(lines), encoding="utf-8")
    store = TrustStore.load(trust)
    assert assess(store, pki.director).standing is Standing.UNTRUSTED
    came = (*chain_of(pki.director), pki.ours.root.identity.der)
    assert store.assess(pki.director.der, came, FIXED_NOW).standing is Standing.GOOD


def test_the_good_holders_are_good_in_their_roles(pki: Pki, store: TrustStore) -> None:
    good = {
        pki.director: Role.PERSON,
        pki.second_director: Role.PERSON,
        pki.ecdsa_director: Role.PERSON,
        pki.seal: Role.AGENCY,
        pki.ecdsa_seal: Role.AGENCY,
    }
    for identity, role in good.items():
        standing = assess(store, identity)
        assert standing.standing is Standing.GOOD
        assert standing.role is role
        assert standing.path[0] == identity.der
        assert standing.path[-1] == pki.ours.root.identity.der


def test_every_judgement_can_be_said_in_both_languages(pki: Pki, store: TrustStore) -> None:
    for identity in (pki.director, pki.stranger.director, pki.faulty.revoked, pki.faulty.weak):
        standing = assess(store, identity)
        for language in Language:
            assert message(standing.code, language, standing.facts)
            remedy(standing.code, language, standing.facts)
