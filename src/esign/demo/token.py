# SPDX-License-Identifier: Apache-2.0
"""The demonstration office with its keys on a token in software instead of in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.demo.office import HOLDERS, SETTINGS_FILE, read_identity
from esign.demo.softhsm import load_identity, make_token, store_settings
from esign.files import make_folder, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from esign.ports import RandomSource

LABEL = "esign-demo"
PIN_DIGITS = 8


def token_settings(folder: Path) -> Path:
    """SoftHSM2's settings file of a demonstration office; there only if it has a token."""
    return folder / "token" / "softhsm2.conf"


def prepare_token_store(folder: Path) -> None:
    """A place for tokens in the office's folder; SoftHSM2 must be told of `token_settings`.

    Raises:
        OutputError: the folder cannot be written.
    """
    settings = token_settings(folder)
    make_folder(settings.parent, mode=0o700)
    make_folder(settings.parent / "tokens", mode=0o700)
    write_whole(settings, store_settings((settings.parent / "tokens").resolve()).encode())


def move_keys_to_token(folder: Path, library: Path, random: RandomSource) -> None:
    """Put both keys onto a new token, let the settings name them there, and store the PIN.

    The key files are removed.

    Raises:
        ConfigurationError: a key file of the office is damaged.
        OutputError: the folder cannot be written.
    """
    pin = f"{random.bits(64) % 10**PIN_DIGITS:0{PIN_DIGITS}d}"
    identities = {name: read_identity(folder, name) for name in HOLDERS}
    token = make_token(library, LABEL, pin)
    with token.open(rw=True, user_pin=pin) as session:
        for number, (name, identity) in enumerate(identities.items(), start=1):
            load_identity(session, identity, name, number)
    write_whole(folder / "credentials" / LABEL, pin.encode(), overwrite=True)
    _name_keys(folder / SETTINGS_FILE, {name: _reference(name) for name in HOLDERS})
    for name in HOLDERS:
        (folder / "keys" / f"{name}.p12").unlink()
        (folder / "credentials" / name).unlink()


def _reference(name: str) -> str:
    return f"pkcs11:token={LABEL};object={name}?module-name=softhsm2"


def _name_keys(settings: Path, references: Mapping[str, str]) -> None:
    text = settings.read_text(encoding="utf-8")
    for name, reference in references.items():
        text = text.replace(f'"pkcs12:keys/{name}.p12"', f'"{reference}"')
    write_whole(settings, text.encode(), overwrite=True)
