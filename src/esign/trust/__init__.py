# SPDX-License-Identifier: Apache-2.0
"""Whom to trust, for what and when: judges certificates by a folder, offline, and nothing else.

Knows certificates only; documents and signatures are judged elsewhere.
"""

from esign.trust.certificate import Holder, holder
from esign.trust.fitness import strong_digest
from esign.trust.standing import CertificateStanding, Standing
from esign.trust.store import TrustStore
from esign.trust.token import TimestampToken, read_token
from esign.trust.wording import vietnam_time

__all__ = [
    "CertificateStanding",
    "Holder",
    "Standing",
    "TimestampToken",
    "TrustStore",
    "holder",
    "read_token",
    "strong_digest",
    "vietnam_time",
]
