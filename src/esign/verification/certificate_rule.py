# SPDX-License-Identifier: Apache-2.0
"""The rule about a signer's certificate, for our own documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model import Verdict
from esign.trust import Standing, has_listed_keys
from esign.verification.outcome import Outcome, failed, undecided

if TYPE_CHECKING:
    from esign.verification.facts import Signature
    from esign.verification.policy import Policy

_STANDINGS = {
    Standing.GOOD: Verdict.PASSED,
    Standing.REVOKED: Verdict.FAILED,
    Standing.UNSUITABLE: Verdict.FAILED,
}


def certificate(signature: Signature, _: Policy) -> Outcome:
    """It is trusted, by keys of the sorts that the law lists (TT 15/2025/TT-BKHCN Annex I)."""
    standing = signature.standing
    if standing is None:
        return undecided("verification.no_certificate")
    facts = dict(standing.facts)
    if standing.standing is Standing.GOOD and not has_listed_keys(standing.path):
        return failed("trust.certificate_key", **facts)
    return _STANDINGS.get(standing.standing, Verdict.INDETERMINATE), standing.code, facts
