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

__all__ = [
    "KeySettings",
    "LoadedSettings",
    "RevocationSettings",
    "Settings",
    "agency_of",
    "fingerprints",
    "load_settings",
    "settings_table",
    "spellings_of",
]
