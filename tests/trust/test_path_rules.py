# SPDX-License-Identifier: Apache-2.0
"""Certificates whose signatures fit and whose own rules forbid the path (RFC 5280 §6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from esign.demo.pki import CERTIFYING, Authority, Profile
from esign.trust import Standing
from support.paths import URL, Recipient, below, extended, holder, root
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from esign.demo.pki import Identity
    from esign.trust import CertificateStanding


def country(code: str) -> x509.DirectoryName:
    return x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, code)]))


def policy(number: int) -> x509.CertificatePolicies:
    identifier = x509.ObjectIdentifier(f"1.3.6.1.4.1.99999.{number}")
    return x509.CertificatePolicies([x509.PolicyInformation(identifier, None)])


HERE, ELSEWHERE = country("VN"), country("LA")
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.9"), b"\x05\x00")
POLICY_REQUIRED = x509.PolicyConstraints(require_explicit_policy=0, inhibit_policy_mapping=None)


def standing_of(
    director: Identity, authorities: Sequence[Authority], top: Authority, folder: Path
) -> CertificateStanding:
    store = Recipient(folder, top).store((top, *authorities))
    came = [entry.identity.der for entry in authorities]
    return store.assess(director.der, came, FIXED_NOW)


def standing_under(
    folder: Path,
    *rules: x509.ExtensionType,
    leaf: Sequence[x509.ExtensionType] = (),
) -> CertificateStanding:
    """How a director stands whose authority bears these critical extensions."""
    top = root()
    issuing = Authority(extended(below(top, "Issuing").identity, top, *rules), URL)
    director = extended(holder(issuing), issuing, *leaf)
    return standing_of(director, (issuing,), top, folder)


def assert_forbidden(standing: CertificateStanding) -> None:
    assert (standing.standing, standing.code) == (Standing.UNTRUSTED, "trust.path_invalid")


def test_an_authority_that_may_not_have_another_below_it(tmp_path: Path) -> None:
    top = root()
    middle = below(top, "Middle", Profile(CERTIFYING, (), path_length=0))
    issuing = below(middle, "Issuing")
    assert_forbidden(standing_of(holder(issuing), (middle, issuing), top, tmp_path))


def test_an_authority_whose_key_may_not_sign_certificates(tmp_path: Path) -> None:
    top = root()
    issuing = below(top, "Issuing", Profile(frozenset({"crl_sign"}), (), path_length=0))
    assert_forbidden(standing_of(holder(issuing), (issuing,), top, tmp_path))


@pytest.mark.parametrize(
    "constraints",
    [x509.NameConstraints([ELSEWHERE], None), x509.NameConstraints(None, [HERE])],
    ids=["other names permitted", "this name excluded"],
)
def test_a_holder_whose_name_the_authority_may_not_certify(
    constraints: x509.NameConstraints, tmp_path: Path
) -> None:
    assert_forbidden(standing_under(tmp_path, constraints))


def test_a_rule_of_the_authority_that_nobody_here_understands(tmp_path: Path) -> None:
    assert_forbidden(standing_under(tmp_path, UNKNOWN))


def test_a_rule_of_the_holder_that_nobody_here_understands(tmp_path: Path) -> None:
    standing = standing_under(tmp_path, leaf=[UNKNOWN])
    assert standing.standing is Standing.UNSUITABLE
    assert standing.code == "trust.certificate_extension"


@pytest.mark.parametrize("leaf", [(), (policy(2),)], ids=["no policy", "another policy"])
def test_a_holder_without_the_policy_that_the_authority_requires(
    leaf: Sequence[x509.ExtensionType], tmp_path: Path
) -> None:
    assert_forbidden(standing_under(tmp_path, policy(1), POLICY_REQUIRED, leaf=leaf))


@pytest.mark.parametrize(
    ("rules", "leaf"),
    [
        ([], []),
        ([x509.NameConstraints([HERE], None)], []),
        ([x509.NameConstraints(None, [ELSEWHERE])], []),
        ([policy(1), POLICY_REQUIRED], [policy(1)]),
    ],
    ids=["no rule", "name permitted", "other names excluded", "policy as required"],
)
def test_rules_that_are_kept_do_no_harm(
    rules: Sequence[x509.ExtensionType], leaf: Sequence[x509.ExtensionType], tmp_path: Path
) -> None:
    assert standing_under(tmp_path, *rules, leaf=leaf).standing is Standing.GOOD


def test_a_path_of_three_authorities_is_good(tmp_path: Path) -> None:
    top = root()
    middle = below(top, "Middle", Profile(CERTIFYING, (), path_length=1))
    issuing = below(middle, "Issuing", Profile(CERTIFYING, (), path_length=0))
    standing = standing_of(holder(issuing), (issuing, middle), top, tmp_path)
    assert standing.standing is Standing.GOOD
