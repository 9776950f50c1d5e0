# SPDX-License-Identifier: Apache-2.0
"""Which trust folders are refused, and with which words."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.messages import Language
from esign.resources import shipped
from esign.trust import Standing, TrustStore
from support.pki import PASSPHRASE, Pki, chain_of, make_pki
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def pki() -> Pki:
    return make_pki()


@pytest.fixture
def folder(pki: Pki, tmp_path: Path) -> Path:
    return pki.trust_dir(tmp_path / "trust")


def refusal(folder: Path) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        TrustStore.load(folder)
    for language in Language:
        assert caught.value.message(language)
        assert caught.value.remedy(language)
        assert all(detail.message(language) for detail in caught.value.details)
    return caught.value


def rewrite(folder: Path, change: Callable[[str], str]) -> None:
    path = folder / "trust.toml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_a_private_key_in_the_folder_is_refused(pki: Pki, folder: Path) -> None:
    pki.p12(pki.director, folder / "director.p12", PASSPHRASE)
    assert refusal(folder).code == "trust.private_key"
    (folder / "director.p12").unlink()
    (folder / "notes.txt").write_text("-----BEGIN PRIVATE KEY-----\n", encoding="utf-8")
    assert refusal(folder).code == "trust.private_key"


def test_a_root_that_differs_from_its_pin_is_refused(pki: Pki, folder: Path) -> None:
    (folder / "ours-root.pem").write_bytes(pki.lookalike.root.identity.pem)
    assert refusal(folder).code == "trust.pin_mismatch"


def test_an_anchor_must_be_an_authority(pki: Pki, folder: Path) -> None:
    old = sha256(pki.ours.root.identity.der).hexdigest()
    new = sha256(pki.director.der).hexdigest()
    rewrite(folder, lambda text: text.replace(old, new))
    (folder / "ours-root.pem").write_bytes(pki.director.pem)
    assert refusal(folder).code == "trust.anchor_no_authority"


def test_a_missing_folder_or_file_is_named(folder: Path, tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").code == "trust.missing"
    (folder / "ours-root.pem").unlink()
    assert refusal(folder).code == "trust.anchor_missing"
    (folder / "trust.toml").unlink()
    assert refusal(folder).code == "trust.missing"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("issuing.pem", "trust.unreadable_certificate"),
        ("issuing.crl", "trust.unreadable_list"),
        ("trust.toml", "trust.not_toml"),
    ],
)
def test_an_unreadable_file_is_named(folder: Path, name: str, code: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe nothing of use")
    assert refusal(folder).code == code


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("trusted_from", "trusted_form", "anchor[0].trusted_form"),
        ('"agency"]', '"agncy"]', "anchor[0].roles"),
        ('"title"', '"tittle"', "role[0].subject_has"),
        ("version = 1", "version = 2", "version"),
        ("T00:00:00Z", "T00:00:00", "anchor[0].trusted_from"),
        ('sha256 = "', 'sha256 = "zz', "anchor[0].sha256"),
        ('file = "', 'file = "../', "anchor[0].file"),
        ('name = "person"', 'name = "persn"', "role[0].name"),
    ],
)
def test_a_wrong_word_in_the_file_is_found(folder: Path, old: str, new: str, path: str) -> None:
    rewrite(folder, lambda text: text.replace(old, new, 1))
    error = refusal(folder)
    assert error.code == "trust.invalid"
    assert path in {detail.path for detail in error.details}


def test_a_misspelt_word_gets_a_suggestion(folder: Path) -> None:
    rewrite(folder, lambda text: text.replace("trusted_until", "trusted_untill"))
    details = refusal(folder).details
    assert any("trusted_until" in detail.remedy(Language.VIETNAMESE) for detail in details)


def test_a_file_without_anchors_is_refused(folder: Path) -> None:
    (folder / "trust.toml").write_text("version = 1\n", encoding="utf-8")
    assert "trust.no_anchor" in {detail.code for detail in refusal(folder).details}


def test_the_shipped_folder_loads_and_trusts_none_of_ours(pki: Pki) -> None:
    store = TrustStore.load(shipped("certs"))
    came = (*chain_of(pki.director), pki.ours.root.identity.der)
    assert store.assess(pki.director.der, came, FIXED_NOW).standing is Standing.UNTRUSTED
