# SPDX-License-Identifier: Apache-2.0
"""Whom to trust, for what and when: judges certificates by a folder, offline, and nothing else.

Knows certificates only; documents and signatures are judged elsewhere.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from esign.trust.certificate import Holder, holder
from esign.trust.certificate_files import read_public
from esign.trust.evidence import Evidence
from esign.trust.fitness import has_listed_keys, strong_digest
from esign.trust.folder import TrustFolder, read_folder
from esign.trust.grounds import Grounds, Material
from esign.trust.plain_folder import read_any_folder
from esign.trust.policy import Anchor
from esign.trust.standing import CertificateStanding, Standing
from esign.trust.store import TrustStore
from esign.trust.token import TimestampToken, read_token
from esign.trust.vouching import leads_on
from esign.trust.wording import vietnam_day, vietnam_time

if TYPE_CHECKING:
    from esign.trust.gathering import EvidenceFinder as EvidenceFinder
    from esign.trust.gathering import FetchedStatus as FetchedStatus
    from esign.trust.gathering import Miss as Miss
    from esign.trust.gathering import OnlineTrustStore as OnlineTrustStore
    from esign.trust.gathering import Reach as Reach
    from esign.trust.gathering import StatusCache as StatusCache
    from esign.trust.gathering import StatusSupply as StatusSupply
    from esign.trust.gathering import WatchfulTrustStore as WatchfulTrustStore
    from esign.trust.gathering import hosts_named as hosts_named

_GATHERING = frozenset(
    (
        "EvidenceFinder",
        "FetchedStatus",
        "Miss",
        "OnlineTrustStore",
        "Reach",
        "StatusCache",
        "StatusSupply",
        "WatchfulTrustStore",
        "hosts_named",
    )
)
"""What asks authorities. Judging asks nobody, and starts sooner without."""

__all__ = [
    "Anchor",
    "CertificateStanding",
    "Evidence",
    "EvidenceFinder",
    "FetchedStatus",
    "Grounds",
    "Holder",
    "Material",
    "Miss",
    "OnlineTrustStore",
    "Reach",
    "Standing",
    "StatusCache",
    "StatusSupply",
    "TimestampToken",
    "TrustFolder",
    "TrustStore",
    "WatchfulTrustStore",
    "has_listed_keys",
    "holder",
    "hosts_named",
    "leads_on",
    "read_any_folder",
    "read_folder",
    "read_public",
    "read_token",
    "strong_digest",
    "vietnam_day",
    "vietnam_time",
]

if not TYPE_CHECKING:  # a type checker knows the names from above, and sees misspelt ones

    def __getattr__(name: str) -> object:
        if name not in _GATHERING:
            raise AttributeError(f"module 'esign.trust' has no attribute {name!r}")
        value = getattr(import_module("esign.trust.gathering"), name)
        globals()[name] = value
        return value
