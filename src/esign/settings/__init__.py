# SPDX-License-Identifier: Apache-2.0
"""Settings: `esign.toml`, then `ESIGN_*` from the environment; unknown keys are errors.

A nested key is written with two underscores in the environment: `ESIGN_OUTPUT__FOLDER`. Relative
paths count from the folder of the settings file.
"""

from esign.settings.fingerprints import fingerprints
from esign.settings.loading import (
    LoadedSettings,
    agency_of,
    load_settings,
    settings_table,
)
from esign.settings.spellings import spellings_of
from esign.settings.tables import KeySettings, RevocationSettings, Settings
from esign.settings.transports import (
    ExchangeSettings,
    HubSettings,
    SftpSettings,
    TransportSettings,
    VxpSettings,
    WatchedFolderSettings,
)

__all__ = [
    "ExchangeSettings",
    "HubSettings",
    "KeySettings",
    "LoadedSettings",
    "RevocationSettings",
    "Settings",
    "SftpSettings",
    "TransportSettings",
    "VxpSettings",
    "WatchedFolderSettings",
    "agency_of",
    "fingerprints",
    "load_settings",
    "settings_table",
    "spellings_of",
]
