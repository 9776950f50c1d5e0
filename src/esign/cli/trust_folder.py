# SPDX-License-Identifier: Apache-2.0
"""Whose certificates a recipient's command believes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import esign
from esign.trust import TrustStore

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trust:
    """A trust folder with its store, so that every answer can name the folder."""

    folder: Path
    store: TrustStore


def open_trust(
    settings: Path | None, trust_dir: Path | None = None, crls: tuple[Path, ...] = ()
) -> Trust:
    """The trust folder given, else that of the settings named, else the shipped one.

    An `esign.toml` of the current folder does not count: it may have come with the file to judge.
    Settings are read only where they decide, through the package so that they load only then.
    """
    folder = trust_dir
    if folder is None:
        folder = esign.load_settings(settings, discover=False).values.trust.folder
    return Trust(folder, TrustStore.load(folder, crls))
