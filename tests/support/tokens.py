# SPDX-License-Identifier: Apache-2.0
"""Tokens in software for tests: one store a process, as many tokens in it as wanted."""

from __future__ import annotations

import atexit
import os
import shutil
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from esign.demo.pki import Identity

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so").resolve()
SPY = Path("/usr/lib/x86_64-linux-gnu/pkcs11-spy.so").resolve()
PIN = "24681357"
_ordinals = count(1)


def need_softhsm() -> Path:
    """SoftHSM2's library; skips the test where it is not installed."""
    if not SOFTHSM.is_file():
        pytest.skip("SoftHSM2 is not installed (Debian package softhsm2)")
    return SOFTHSM


def need_spy() -> Path:
    """OpenSC's library that writes down every call; skips the test where it is not installed."""
    if not SPY.is_file():
        pytest.skip("pkcs11-spy is not installed (Debian package opensc)")
    return SPY


@cache
def token_store() -> Path:
    """The folder of this process's tokens; SoftHSM2 reads where it is when it is loaded."""
    from esign.demo.softhsm import store_settings  # noqa: PLC0415 - needs the extra

    folder = Path(mkdtemp(prefix="esign-tokens-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(store_settings(folder / "tokens"), encoding="utf-8")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    return folder


@dataclass(frozen=True)
class SoftToken:
    """A token that a test has made."""

    label: str
    pin: str = PIN

    def reference(self, key: str = "", module: Path = SOFTHSM) -> str:
        """The reference of a key on it: `object=…` or `id=…`."""
        chosen = f";{key}" if key else ""
        return f"pkcs11:token={quote(self.label)}{chosen}?module-path={module}"

    def load(self, identity: Identity, label: str, number: int, **attributes: Any) -> None:
        """Put an identity onto it."""
        from esign.demo.softhsm import load_identity  # noqa: PLC0415 - needs the extra

        with self.writing() as session:
            load_identity(session, identity, label, number, **attributes)

    def writing(self) -> Any:
        """A session for writing; it logs in unless this process has done so already."""
        import pkcs11  # noqa: PLC0415 - an extra

        token = pkcs11.lib(str(SOFTHSM)).get_token(token_label=self.label)
        try:
            return token.open(rw=True, user_pin=self.pin)
        except pkcs11.UserAlreadyLoggedIn:
            return token.open(rw=True)


def soft_token(**identities: Identity) -> SoftToken:
    """A new token with these identities on it, each under its name; ids count from 1."""
    library = need_softhsm()
    token_store()
    from esign.demo.softhsm import make_token  # noqa: PLC0415 - needs the extra

    token = SoftToken(f"Thiết bị {next(_ordinals)}")
    make_token(library, token.label, token.pin)
    for number, (label, identity) in enumerate(identities.items(), start=1):
        token.load(identity, label, number)
    return token
