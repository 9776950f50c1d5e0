# SPDX-License-Identifier: Apache-2.0
"""Whose certificates a recipient's command believes."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import esign
from esign.cli.output import say_remarks
from esign.errors import Detail
from esign.system import SystemClock
from esign.trust import TrustStore, read_any_folder, read_folder

if TYPE_CHECKING:
    from pathlib import Path

    from esign.trust import OnlineTrustStore, TrustFolder


@dataclass(frozen=True, slots=True)
class Trust:
    """A trust folder with its store, so that every answer can name the folder.

    Attributes:
        folder: where it lies.
        store: judges by it.
        online: the store again, where it asks the network.
    """

    folder: Path
    store: TrustStore
    online: OnlineTrustStore | None = None

    @property
    def silent_hosts(self) -> tuple[Detail, ...]:
        """Who was to be asked over the network and could not be used, and why."""
        misses = self.online.misses if self.online else ()
        return tuple(Detail(f"online.missed.{miss.reason}", miss.host) for miss in misses)


def open_trust(
    settings: Path | None,
    trust_dir: Path | None = None,
    crls: tuple[Path, ...] = (),
    *,
    online: bool = False,
) -> Trust:
    """The folder given, else the trust folder of the settings named, else the shipped one.

    One that is given may hold bare certificates, without a trust file. An `esign.toml` of the
    current folder does not count: it may have come with the file to judge. Settings are read only
    where they decide, through the package so that they load only then.

    Args:
        settings: the settings file.
        trust_dir: the folder given.
        crls: further revocation lists.
        online: whether the network is asked for what files and folder lack.
    """
    if trust_dir is not None and not online:
        return _offline(trust_dir, read_any_folder(trust_dir, crls))
    values = esign.load_settings(settings, discover=False).values
    if trust_dir is None:
        directory, folder = values.trust.folder, read_folder(values.trust.folder, crls)
    else:
        directory, folder = trust_dir, read_any_folder(trust_dir, crls)
    if not online:
        return _offline(directory, folder)
    say_remarks(folder.remarks)
    # What asks the network is loaded by nobody else.
    wiring = import_module("esign.level_wiring")
    store: OnlineTrustStore = wiring.online_trust_of(values, folder, SystemClock())
    return Trust(directory, store, store)


def _offline(directory: Path, folder: TrustFolder) -> Trust:
    say_remarks(folder.remarks)
    return Trust(directory, TrustStore(folder))
