# SPDX-License-Identifier: Apache-2.0
"""What the operating system offers: clock, randomness, language, ways to obtain a passphrase."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from esign.errors import KeyFaultError
from esign.files import open_to_others
from esign.messages import Language, message
from esign.model import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from esign.errors import Detail
    from esign.ports import SecretPrompt

_NO_FILE_NAME = frozenset("/\\:\0")


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
        return _typed("settings.ask_passphrase", label, "settings.no_credential")

    def pin(self, label: str, about: Sequence[Detail], *, in_person: bool) -> str:
        """The PIN typed for the token `label`, after the person was told about it."""
        self.tell(about)
        unattended = "settings.pin_in_person" if in_person else "settings.no_credential"
        return _typed("settings.ask_pin", label, unattended)

    def tell(self, about: Sequence[Detail]) -> None:
        """Write what is about to be used on standard error."""
        for detail in about:
            sys.stderr.write(f"{detail.message(language())}\n")
        sys.stderr.flush()


class DescriptorPrompt:
    """Reads one passphrase or PIN a line from an open file descriptor, in the order of asking.

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

    def pin(self, label: str, about: Sequence[Detail], *, in_person: bool) -> str:
        """The next line of the descriptor."""
        if in_person:
            raise KeyFaultError("settings.pin_in_person", label=label)
        self.tell(about)
        return self.passphrase(label)

    def tell(self, about: Sequence[Detail]) -> None:
        """Write what is about to be used on standard error."""
        TerminalPrompt().tell(about)


@dataclass(frozen=True, slots=True)
class CredentialFolder:
    """Passphrase files named after the key's file, as systemd's LoadCredential lays them out.

    A token's PIN lies in the file of the token's label. A label that is no plain file name is never
    looked for here.
    """

    folder: Path
    otherwise: SecretPrompt

    def passphrase(self, label: str) -> str:
        """The content of the file `label`, or what the next source says."""
        stored = self._stored(label)
        if stored is not None:
            return stored
        with self._naming_the_file(label):
            return self.otherwise.passphrase(label)

    def pin(self, label: str, about: Sequence[Detail], *, in_person: bool) -> str:
        """The content of the file `label`, or what the next source says; never with `in_person`."""
        stored = None if in_person else self._stored(label)
        if stored is not None:
            return stored
        with self._naming_the_file(label):
            return self.otherwise.pin(label, about, in_person=in_person)

    def tell(self, about: Sequence[Detail]) -> None:
        """As the next source does."""
        self.otherwise.tell(about)

    @contextmanager
    def _naming_the_file(self, label: str) -> Iterator[None]:
        """Where nobody can be asked, say which file is missing."""
        try:
            yield
        except KeyFaultError as fault:
            if fault.code != "settings.no_credential":
                raise
            file = str(self.folder / label)
            raise KeyFaultError("settings.credential_missing", file=file, label=label) from fault

    def _stored(self, label: str) -> str | None:
        if label in {"", ".", ".."} or set(label) & _NO_FILE_NAME:
            return None
        path = self.folder / label
        if not path.is_file():
            return None
        if open_to_others(path):
            raise KeyFaultError("settings.credential_open_to_others", name=str(path))
        return _readable(str(path), lambda: path.read_text(encoding="utf-8")).rstrip("\r\n")


def _typed(question: str, label: str, unattended: str) -> str:
    """What a person types; without a terminal, an error of the code `unattended`."""
    if not sys.stdin.isatty():
        raise KeyFaultError(unattended, label=label)
    asked = message(question, language(), {"label": label})
    return _readable(label, lambda: getpass.getpass(asked))


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


def cache_home() -> Path:
    """Where is kept what can be fetched again: as the service manager says, or at home."""
    if given := os.environ.get("CACHE_DIRECTORY"):
        return Path(given.partition(":")[0])
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "esign"
