# SPDX-License-Identifier: Apache-2.0
"""Policies are data: shipped or in a file, and refused whole when anything about them is wrong."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, ExitStatus, UsageError
from esign.messages import Language
from esign.model import Verdict
from esign.verification import shipped_policies
from esign.verification.policy import load_policy
from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.proving import judged, reader

if TYPE_CHECKING:
    from pathlib import Path


def shipped(name: str) -> str:
    folder = files("esign.verification") / "policies"
    return (folder / f"{name}.toml").read_text(encoding="utf-8")


def refusal(text: str, folder: Path) -> ConfigurationError:
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_policy(str(file))
    for language in Language:
        assert "own.toml" in caught.value.message(language)
        assert caught.value.remedy(language)
        assert all(detail.message(language) for detail in caught.value.details)
    return caught.value


def test_an_unknown_name_is_refused_with_those_that_are_known() -> None:
    for name in ("isued", "", "missing.toml", "../policies/issued"):
        with pytest.raises(UsageError) as caught:
            load_policy(name)
        assert caught.value.exit_status is ExitStatus.USAGE
        for known in shipped_policies():
            assert known in caught.value.remedy(Language.ENGLISH)


@pytest.mark.parametrize("name", shipped_policies())
def test_a_shipped_policy_can_be_copied_to_a_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(shipped(name), encoding="utf-8")
    own = load_policy(str(file))
    assert own.name == "mine.toml"
    assert (own.rules, own.level) == (load_policy(name).rules, load_policy(name).level)


@pytest.mark.parametrize("text", ["", "\n# nothing\n"])
def test_an_empty_file_is_refused(text: str, tmp_path: Path) -> None:
    assert refusal(text, tmp_path).code == "verification.policy_empty"


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    assert refusal("rules = [", tmp_path).code == "verification.policy_not_toml"
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError):
        load_policy(str(tmp_path / "own.toml"))


@pytest.mark.parametrize("name", ["issued", "signed"])
@pytest.mark.parametrize("rule", ["integrity", "certificate", "byte-range", "algorithms"])
def test_a_walk_that_proves_nothing_is_refused(name: str, rule: str, tmp_path: Path) -> None:
    text = shipped(name).replace(f'  "{rule}",\n', "")
    error = refusal(text, tmp_path)
    assert [(entry.code, entry.path) for entry in error.details] == [
        ("verification.policy_lacks", "rules")
    ]
    assert rule in error.details[0].message(Language.ENGLISH)


@pytest.mark.parametrize(
    ("name", "old", "new", "path", "code"),
    [
        ("signed", '"integrity"', '"integrety"', "rules", "policy_unknown"),
        ("signed", '"integrity",', '"integrity", "integrity",', "rules", "policy_twice"),
        ("signed", '"integrity",', '"integrity", "seal-lock",', "rules", "policy_unknown"),
        ("issued", '"integrity",', '"integrity", "later-changes",', "rules", "policy_unknown"),
        ("signed", "sha1_until = 2017", "sha1_until = 2027", "sha1_until", "policy_form"),
        ("signed", 'level = "B-B"', 'level = "B-X"', "level", "policy_form"),
        ("signed", 'origin = "any"', 'origin = "every"', "origin", "policy_form"),
        ("signed", 'origin = "any"', 'origin = "any"\ncolour = 1', "colour", "policy_unknown"),
        (
            "signed",
            'origin = "any"',
            'origin = "any"\nroles = ["agency"]',
            "roles",
            "policy_unknown",
        ),
        ("issued", '["person", "agency"]', '["agency", "person"]', "roles", "policy_form"),
        ("issued", '["person", "agency"]', "[]", "roles", "policy_form"),
        (
            "issued",
            '["ETSI.CAdES.detached"]',
            '["adbe.pkcs7.sha1"]',
            "subfilters",
            "policy_unknown",
        ),
        ("issued", '"message_digest", ', "", "signed_attributes", "policy_lacks"),
    ],
)
def test_a_wrong_entry_is_named(  # noqa: PLR0913, PLR0917 - the table has that many columns
    name: str, old: str, new: str, path: str, code: str, tmp_path: Path
) -> None:
    text = shipped(name)
    assert old in text
    error = refusal(text.replace(old, new, 1), tmp_path)
    assert (f"verification.{code}", path) in {(entry.code, entry.path) for entry in error.details}


def test_a_policy_of_ones_own_judges(tmp_path: Path) -> None:
    file = tmp_path / "cades.toml"
    text = shipped("signed").replace('  "adbe.pkcs7.detached",\n', "")
    file.write_text(text, encoding="utf-8")
    data = signed(page(), cms_by(make_pki().director))
    report = judged(data, reader(), policy=str(file))
    assert (report.policy, report.verdict) == ("cades.toml", Verdict.INDETERMINATE)
    assert judged(data, reader(), policy="signed").verdict is Verdict.PASSED
