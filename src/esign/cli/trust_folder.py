# SPDX-License-Identifier: Apache-2.0
"""Whose certificates a recipient's command believes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import esign
from esign.trust import TrustStore

if TYPE_CHECKING:
    from pathlib import Path


def open_trust(
    settings: Path | None, trust_dir: Path | None = None, crls: tuple[Path, ...] = ()
) -> TrustStore:
    """The trust folder given, else the configured one, with additional CRL files.

    Settings are read only where they decide, through the package so that they load only then.
    """
    folder = trust_dir or esign.load_settings(settings).values.trust.folder
    return TrustStore.load(folder, crls)
