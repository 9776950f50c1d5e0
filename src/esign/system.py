# SPDX-License-Identifier: Apache-2.0
"""What the operating system offers: clock, randomness, language, ways to obtain a passphrase."""

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
from esign.messages import Language, message
from esign.model import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable
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


def language() -> Language:
    """The language of this run: English where `ESIGN_LANG` asks for it, else Vietnamese."""
    english = os.environ.get("ESIGN_LANG", "").strip().casefold().startswith("en")
    return Language.ENGLISH if english else Language.VIETNAMESE


@dataclass(frozen=True, slots=True)
class TerminalPrompt:
    """Asks the person at the terminal; nothing typed is shown."""

    def passphrase(self, label: str) -> str:
        """The passphrase typed for `label`."""
        if not sys.stdin.isatty():
            raise KeyFaultError("settings.no_credential", label=label)
        question = message("settings.ask_passphrase", language(), {"label": label})
        return _readable(label, lambda: getpass.getpass(question))


class DescriptorPrompt:
    """Reads one passphrase a line from an open file descriptor, in the order of asking.

    Raises:
        KeyFaultError: the descriptor is not open for reading.
    """

    def __init__(self, descriptor: int) -> None:
        try:
            self._lines = os.fdopen(descriptor, encoding="utf-8", closefd=False)
        except (OSError, ValueError) as error:
            raise KeyFaultError("settings.descriptor_closed", descriptor=descriptor) from error

    def passphrase(self, label: str) -> str:
        """The next line of the descriptor."""
        line = _readable(label, self._lines.readline).rstrip("\r\n")
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
        if open_to_others(path):
            raise KeyFaultError("settings.credential_open_to_others", name=str(path))
        return _readable(str(path), lambda: path.read_text(encoding="utf-8")).rstrip("\r\n")


def open_to_others(path: Path) -> bool:
    """Whether other accounts may use a file or folder; never so where modes say nothing."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _readable(label: str, read: Callable[[], str]) -> str:
    """What `read` gives, if it is text that UTF-8 can hold; an error must not quote any of it."""
    try:
        text = read()
        text.encode()
    except UnicodeError:
        raise KeyFaultError("settings.passphrase_not_text", label=label) from None
    except OSError as error:
        raise KeyFaultError(
            "settings.passphrase_unreadable", label=label, reason=error.strerror
        ) from error
    return text


def new_request_id() -> str:
    """A request id that people can read out: the day, then 40 random bits."""
    today = f"{SystemClock().now().astimezone(VIETNAM):%Y%m%d}"
    return f"{today}-{secrets.token_hex(5).upper()}"


def account() -> str:
    """The operating-system account this process runs under, whatever the environment says."""
    if sys.platform == "win32":
        return os.getlogin()
    from pwd import getpwuid  # noqa: PLC0415 - Windows has no such module

    try:
        return getpwuid(os.getuid()).pw_name
    except KeyError:  # an account without a name, as in some containers
        return f"uid {os.getuid()}"
