# SPDX-License-Identifier: Apache-2.0
"""What the operating system offers: the clock, randomness, and ways to obtain a passphrase."""

from __future__ import annotations

import getpass
import os
import secrets
import stat
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from esign.errors import KeyFaultError
from esign.model import VIETNAM

if TYPE_CHECKING:
    from pathlib import Path

    from esign.ports import SecretPrompt


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class SystemRandom:
    """The operating system's source of randomness."""

    def bits(self, count: int) -> int:
        """A number of `count` unpredictable bits."""
        return secrets.randbits(count)


@dataclass(frozen=True, slots=True)
class TerminalPrompt:
    """Asks the person at the terminal; nothing typed is shown."""

    def passphrase(self, label: str) -> str:
        """The passphrase typed for `label`."""
        if not sys.stdin.isatty():
            raise KeyFaultError("settings.no_credential", label=label)
        return getpass.getpass(f"{label}: ")


class DescriptorPrompt:
    """Reads one passphrase a line from an open file descriptor, in the order of asking."""

    def __init__(self, descriptor: int) -> None:
        self._lines = os.fdopen(descriptor, encoding="utf-8", closefd=False)

    def passphrase(self, label: str) -> str:
        """The next line of the descriptor."""
        line = self._lines.readline().rstrip("\r\n")
        if not line:
            raise KeyFaultError("settings.no_credential", label=label)
        return line


@dataclass(frozen=True, slots=True)
class CredentialFolder:
    """Passphrase files named after the key's file, as systemd's LoadCredential lays them out."""

    folder: Path
    otherwise: SecretPrompt

    def passphrase(self, label: str) -> str:
        """The content of the file `label`, or what the next source says."""
        path = self.folder / label
        if not path.is_file():
            return self.otherwise.passphrase(label)
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyFaultError("settings.credential_open_to_others", name=str(path))
        return path.read_text(encoding="utf-8").rstrip("\r\n")


def new_request_id() -> str:
    """A request id that people can read out: the day, then 40 random bits."""
    today = f"{SystemClock().now().astimezone(VIETNAM):%Y%m%d}"
    return f"{today}-{secrets.token_hex(5).upper()}"


def account() -> str:
    """The operating-system account this process runs under."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
