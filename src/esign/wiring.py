# SPDX-License-Identifier: Apache-2.0
"""Where the outside world enters: clock, randomness, passphrases, and the office put together."""

from __future__ import annotations

import getpass
import os
import secrets
import stat
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError, KeyFaultError
from esign.issuance import Office
from esign.kinds import KindFolder
from esign.model import VIETNAM, Role
from esign.register import Register
from esign.rendering import TypstRenderer
from esign.settings import LoadedSettings, Settings, agency_of, load_settings
from esign.signing import Mark, Signatory, open_key
from esign.trust import TrustStore

if TYPE_CHECKING:
    from esign.ports import Clock, SecretPrompt
    from esign.settings import KeySettings


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


def secret_prompt(settings: Settings, descriptor: int | None = None) -> SecretPrompt:
    """File descriptor if given, else the credentials directory, else the terminal."""
    if descriptor is not None:
        return DescriptorPrompt(descriptor)
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if settings.credentials is not None:
        return CredentialFolder(settings.credentials.folder, TerminalPrompt())
    return CredentialFolder(Path(folder), TerminalPrompt()) if folder else TerminalPrompt()


def new_request_id() -> str:
    """A request id that people can read out: the day, then 40 random bits."""
    today = f"{SystemClock().now().astimezone(VIETNAM):%Y%m%d}"
    return f"{today}-{secrets.token_hex(5).upper()}"


def open_kinds(loaded: LoadedSettings) -> KindFolder:
    """The kinds of the configured template folder."""
    return KindFolder(loaded.values.templates.folder)


def open_renderer(loaded: LoadedSettings) -> TypstRenderer:
    """The renderer with the configured fonts."""
    return TypstRenderer(loaded.values.templates.folder, loaded.values.fonts.folders)


def font_file(loaded: LoadedSettings | None = None) -> Path | None:
    """A file of the text font, for drawing marks; None when only the last resort is at hand."""
    return open_renderer(loaded or load_settings()).font.file


def open_trust(
    settings: Path | None, trust_dir: Path | None = None, crls: tuple[Path, ...] = ()
) -> TrustStore:
    """The trust folder given, else the configured one, with additional CRL files."""
    folder = trust_dir or load_settings(settings).values.trust.folder
    return TrustStore.load(folder, crls)


def open_register(settings: Settings, clock: Clock) -> Register:
    """The register of the configured folder.

    Raises:
        ConfigurationError: none is configured, or it cannot be used.
    """
    if settings.books is None:
        raise ConfigurationError("settings.table_missing", table="register")
    return Register.open(settings.books.folder, clock=clock, random=SystemRandom())


def open_office(
    settings: LoadedSettings | Path | str | None = None,
    *,
    prompt: SecretPrompt | None = None,
    clock: Clock | None = None,
) -> Office:
    """Put together everything that issuing needs; passphrases are asked for once, here.

    Args:
        settings: settings already loaded, or the path of a settings file.
        prompt: where passphrases come from; by default as `secret_prompt` says.
        clock: the computer's clock unless another is given.

    Raises:
        ConfigurationError: a table, file or folder that issuing needs is missing or unfit.
        KeyFaultError: a passphrase is wrong, or a certificate may not sign.
    """
    loaded = settings if isinstance(settings, LoadedSettings) else load_settings(_path(settings))
    values, clock = loaded.values, clock or SystemClock()
    prompt = prompt or secret_prompt(values)
    agency = agency_of(values)
    if values.output is None:
        raise ConfigurationError("settings.table_missing", table="output")
    trust = TrustStore.load(values.trust.folder)
    return Office(
        agency=agency,
        kinds=open_kinds(loaded),
        renderer=open_renderer(loaded),
        register=open_register(values, clock),
        signer=_signatory(values.signer, Role.PERSON, trust, clock, prompt),
        seal=_signatory(values.seal, Role.AGENCY, trust, clock, prompt),
        trust=trust,
        clock=clock,
        output=values.output.folder,
        lookup_address=values.lookup.address if values.lookup else "",
    )


def _path(path: Path | str | None) -> Path | None:
    return None if path is None else Path(path)


def _signatory(
    settings: KeySettings | None,
    role: Role,
    trust: TrustStore,
    clock: Clock,
    prompt: SecretPrompt,
) -> Signatory:
    if settings is None:
        table = "signer" if role is Role.PERSON else "seal"
        raise ConfigurationError("settings.table_missing", table=table)
    mark = Mark.load(settings.mark, settings.mark_width_mm, settings.mark_height_mm)
    return Signatory(open_key(settings.key, prompt), mark, role, trust, clock)
