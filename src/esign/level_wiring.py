# SPDX-License-Identifier: Apache-2.0
"""What lasting proof needs, put together as the settings say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from esign.augmenting import Raising
from esign.fetching import CircuitBreaker
from esign.model import Level
from esign.settings import RevocationSettings
from esign.signing import HttpTimestampAuthority, Terms
from esign.system import SystemRandom, cache_home
from esign.trust import (
    EvidenceFinder,
    FetchedStatus,
    OnlineTrustStore,
    Reach,
    StatusCache,
    TrustStore,
    WatchfulTrustStore,
    hosts_named,
    read_folder,
)

if TYPE_CHECKING:
    from pathlib import Path

    from esign.ports import Clock, TimestampAuthority
    from esign.settings import Settings
    from esign.trust import StatusSupply, TrustFolder


def cache_folder(settings: Settings) -> Path:
    """Where is kept what can be fetched again."""
    return settings.cache.folder if settings.cache is not None else cache_home()


def timestamps_of(settings: Settings, clock: Clock) -> TimestampAuthority | None:
    """The configured time-stamp authorities; None where there are none."""
    table = settings.timestamp
    if table is None:
        return None
    terms = Terms(table.seconds, table.budget, table.policy)
    return HttpTimestampAuthority(
        table.urls, terms, SystemRandom(), clock, _circuits(settings, clock)
    )


def trust_of(settings: Settings, clock: Clock) -> TrustStore:
    """The trust folder's store; it asks for the newest status where `[revocation]` allows it.

    Raises:
        ConfigurationError: the trust folder is unsound.
    """
    supply = _supply(settings, clock)
    if supply is None:
        return TrustStore.load(settings.trust.folder)
    return WatchfulTrustStore(read_folder(settings.trust.folder, ()), supply)


def finder_of(settings: Settings, clock: Clock) -> EvidenceFinder:
    """Finds evidence in the trust folder, and where `[revocation]` allows it, on the network.

    Raises:
        ConfigurationError: the trust folder is unsound.
    """
    return EvidenceFinder.load(settings.trust.folder, _supply(settings, clock))


def raising_of(settings: Settings, clock: Clock) -> Raising | None:
    """What raises files; None where no time-stamp authority is configured.

    Raises:
        ConfigurationError: the trust folder is unsound.
    """
    authority = timestamps_of(settings, clock)
    if authority is None or settings.timestamp is None:
        return None
    level, trust = Level(settings.timestamp.level), trust_of(settings, clock)
    return Raising(level, authority, finder_of(settings, clock), trust, clock)


def online_trust_of(settings: Settings, folder: TrustFolder, clock: Clock) -> OnlineTrustStore:
    """A store that asks the network for what files and the folder lack.

    Without hosts in `[revocation]` those may be asked that the folder names, and that authorities
    name whose certificates lead to an anchor.
    """
    table = settings.revocation or RevocationSettings.model_validate({})
    reach = replace(_reach(table, folder), vouched=not table.hosts)
    return OnlineTrustStore(folder, _fetching(settings, reach, clock), clock)


def _supply(settings: Settings, clock: Clock) -> StatusSupply | None:
    table = settings.revocation
    if table is None:
        return None
    reach = _reach(table, read_folder(settings.trust.folder, ()))
    return _fetching(settings, reach, clock)


def _reach(table: RevocationSettings, folder: TrustFolder) -> Reach:
    named = hosts_named((*folder.anchor_certificates, *folder.intermediates))
    published = {host for anchor in folder.anchors for host in anchor.hosts}
    return Reach(
        hosts=frozenset(host.lower() for host in table.hosts) or named | published,
        seconds=table.seconds,
        largest=table.largest_kb * 1024,
        fresh=timedelta(hours=table.fresh_hours),
        private=table.private,
    )


def _fetching(settings: Settings, reach: Reach, clock: Clock) -> FetchedStatus:
    cache = StatusCache(cache_folder(settings) / "status", reach.largest)
    return FetchedStatus(reach, cache, SystemRandom(), _circuits(settings, clock))


def _circuits(settings: Settings, clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(cache_folder(settings) / "services.json", clock)
