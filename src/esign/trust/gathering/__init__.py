# SPDX-License-Identifier: Apache-2.0
"""Gathering evidence of validity: from the trust folder, then from the authorities themselves."""

from esign.trust.gathering.addresses import hosts_named
from esign.trust.gathering.cache import StatusCache
from esign.trust.gathering.finding import EvidenceFinder, StatusSupply
from esign.trust.gathering.online import OnlineTrustStore
from esign.trust.gathering.reach import Miss, Reach
from esign.trust.gathering.supply import FetchedStatus
from esign.trust.gathering.watching import WatchfulTrustStore

__all__ = [
    "EvidenceFinder",
    "FetchedStatus",
    "Miss",
    "OnlineTrustStore",
    "Reach",
    "StatusCache",
    "StatusSupply",
    "WatchfulTrustStore",
    "hosts_named",
]
