# SPDX-License-Identifier: Apache-2.0
"""`esign demo --token`: the trial office's keys on a token in software."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from esign.cli.output import say
from esign.cli.words import word
from esign.errors import ConfigurationError
from esign.system import SystemRandom

if TYPE_CHECKING:
    from pathlib import Path


def use_token(folder: Path) -> None:
    """Let SoftHSM2 use the office's own tokens; made, with both keys on it, if there is none.

    Raises:
        ConfigurationError: SoftHSM2, or what speaks to tokens, is not installed.
    """
    try:
        import_module("pkcs11")
    except ImportError as fault:
        raise ConfigurationError("token.not_installed") from fault
    from esign.demo.token import (  # noqa: PLC0415 - few have what it needs
        move_keys_to_token,
        prepare_token_store,
        token_settings,
    )
    from esign.signing.keys.token import find_library  # noqa: PLC0415 - the same

    library, settings = find_library("softhsm2"), token_settings(folder)
    os.environ["SOFTHSM2_CONF"] = str(settings)
    if not settings.is_file():
        prepare_token_store(folder)
        move_keys_to_token(folder, library, SystemRandom())
    say(word("cli.demo.token", settings=settings))
