# SPDX-License-Identifier: Apache-2.0
"""A seal that does not close the document for good."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm
from pyhanko.sign.signers.cms_embedder import SigMDPSetup

from esign.model import Role, SignatureField, Verdict
from support.pages import prepared
from support.pki import make_pki
from support.sealed import forge, judged, rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyhanko.pdf_utils import generic

    from esign.trust import TrustStore

ALL = b"/Action /All\n/P 1\n"


def sealed_with_lock(lock: bytes) -> bytes:
    """A document that was prepared with another lock on its seal field, signed and sealed."""
    assert prepared().data.count(ALL) == 1
    page = prepared().data.replace(ALL, lock.ljust(len(ALL)))
    return forge().seal(forge().sign(page, make_pki().director, Role.PERSON))


def locking(
    permitted: MDPPerm | None, *, everything: bool = True
) -> Callable[[generic.DictionaryObject, str], SigMDPSetup | None]:
    """A seal's own reference, whatever its field says."""
    action = FieldMDPAction.ALL if everything else FieldMDPAction.INCLUDE
    spec = FieldMDPSpec(action, None if everything else [SignatureField.SIGNER])

    def locks(field: generic.DictionaryObject, algorithm: str) -> SigMDPSetup | None:
        if field["/T"] != SignatureField.SEAL:
            return None
        return SigMDPSetup(algorithm, field_lock=spec, docmdp_perms=permitted)

    return locks


def assert_not_closed(data: bytes, trust: TrustStore) -> None:
    report = judged(data, trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"seal-lock"}


@pytest.mark.parametrize("lock", [b"/Action /All\n/P 2\n", b"/Action /All\n/P 3\n"])
def test_a_seal_that_permits_changes_is_not_accepted(lock: bytes, trust: TrustStore) -> None:
    assert_not_closed(sealed_with_lock(lock), trust)


@pytest.mark.parametrize("lock", [b"/Action /All\n/P 2\n", b"/Action /All\n", b"/P 1\n"])
def test_a_field_that_announced_a_weaker_lock_is_not_accepted(
    lock: bytes, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign.signing.revision._locks", locking(MDPPerm.NO_CHANGES))
    assert_not_closed(sealed_with_lock(lock), trust)


@pytest.mark.parametrize("permitted", [None, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
def test_a_seal_whose_own_reference_permits_changes_is_not_accepted(
    permitted: MDPPerm | None, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign.signing.revision._locks", locking(permitted))
    assert_not_closed(sealed_with_lock(ALL), trust)


def test_a_seal_that_locks_some_fields_only_is_not_accepted(
    trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = locking(MDPPerm.NO_CHANGES, everything=False)
    monkeypatch.setattr("esign.signing.revision._locks", locks)
    assert_not_closed(sealed_with_lock(ALL), trust)


def test_a_seal_without_a_lock_is_not_accepted(
    trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign.signing.revision._locks", lambda *_: None)
    assert_not_closed(sealed_with_lock(ALL), trust)


def test_the_lock_may_stand_in_the_seals_own_reference_alone(
    trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign.signing.revision._locks", locking(MDPPerm.NO_CHANGES))
    announced = re.search(rb"/Lock \d+ 0 R", prepared().data)
    assert announced is not None
    page = prepared().data.replace(announced[0], b" " * len(announced[0]))
    report = judged(forge().seal(forge().sign(page, make_pki().director, Role.PERSON)), trust)
    assert "seal-lock" not in rules(report)
