# SPDX-License-Identifier: Apache-2.0
"""A page is prepared so that it shows something else once a later signature brings its objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.model import Role, Verdict
from support.loose import NUMBERS, OWN, with_shadow
from support.pki import make_pki
from support.sealed import forge, judged, rules

if TYPE_CHECKING:
    from esign.trust import TrustStore


def issued(page: bytes) -> bytes:
    return forge().seal(forge().sign(page, make_pki().director, Role.PERSON))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_page_that_draws_what_a_signature_brings_is_not_accepted(
    number: int, trust: TrustStore
) -> None:
    report = judged(issued(with_shadow(number)), trust)
    assert report.verdict is Verdict.FAILED
    assert "changes-after-signature" in rules(report)


def test_neither_is_one_that_names_another_generation(trust: TrustStore) -> None:
    report = judged(issued(with_shadow(NUMBERS[0], 1)), trust)
    assert report.verdict is Verdict.FAILED


def test_the_page_may_draw_what_it_has(trust: TrustStore) -> None:
    assert judged(issued(with_shadow(OWN)), trust).verdict is Verdict.PASSED
