# SPDX-License-Identifier: Apache-2.0
"""The office put together from its settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.issuance import Office
from esign.kinds import KindFolder
from esign.model import Role
from esign.register import Register
from esign.rehearsal import Desk
from esign.rendering import TypstRenderer
from esign.resources import shipped
from esign.settings import LoadedSettings, Settings, agency_of, load_settings
from esign.signing import Mark, Signatory, open_key
from esign.system import (
    CredentialFolder,
    DescriptorPrompt,
    SystemClock,
    SystemRandom,
    TerminalPrompt,
    account,
)
from esign.trust import TrustStore

if TYPE_CHECKING:
    from esign.ports import Clock, SecretPrompt, SigningKey
    from esign.settings import KeySettings


def secret_prompt(settings: Settings, descriptor: int | None = None) -> SecretPrompt:
    """File descriptor if given, else the credentials directory, else the terminal."""
    if descriptor is not None:
        return DescriptorPrompt(descriptor)
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if settings.credentials is not None:
        return CredentialFolder(settings.credentials.folder, TerminalPrompt())
    return CredentialFolder(Path(folder), TerminalPrompt()) if folder else TerminalPrompt()


def open_kinds(loaded: LoadedSettings) -> KindFolder:
    """The kinds of the configured template folder."""
    return KindFolder(loaded.values.templates.folder)


def open_renderer(loaded: LoadedSettings) -> TypstRenderer:
    """The renderer with the configured fonts."""
    return TypstRenderer(loaded.values.templates.folder, loaded.values.fonts.folders)


def font_file() -> Path | None:
    """A file of the system's text font, for drawing marks; None when there is no fit one."""
    return TypstRenderer(shipped("templates")).font.file


def open_register(settings: Settings, clock: Clock) -> Register:
    """The register of the configured folder.

    Raises:
        ConfigurationError: none is configured, or it cannot be used.
    """
    if settings.books is None:
        raise ConfigurationError("settings.table_missing", table="register")
    return Register.open(settings.books.folder, clock=clock, random=SystemRandom())


def find_register(settings: Settings, clock: Clock) -> Register | None:
    """The register of the configured folder if there is one yet; none is made.

    Raises:
        ConfigurationError: none is configured, or it cannot be used.
    """
    made = settings.books is None or (settings.books.folder / "register.sqlite3").is_file()
    return open_register(settings, clock) if made else None


def open_desk(loaded: LoadedSettings) -> Desk:
    """What checks requests: no key is opened, and no register made that is not there yet.

    Raises:
        ConfigurationError: a table or folder that it needs is missing or unfit.
    """
    clock = SystemClock()
    register = find_register(loaded.values, clock)
    agency = agency_of(loaded.values)
    return Desk(agency, open_kinds(loaded), open_renderer(loaded), register, clock)


def open_office(
    settings: LoadedSettings | Path | str | None = None,
    *,
    prompt: SecretPrompt | None = None,
    clock: Clock | None = None,
    signer_key: SigningKey | None = None,
    seal_key: SigningKey | None = None,
) -> Office:
    """Put together everything that issuing needs; passphrases are asked for once, here.

    Args:
        settings: settings already loaded, or the path of a settings file.
        prompt: where passphrases come from; by default as `secret_prompt` says.
        clock: the computer's clock unless another is given.
        signer_key: the competent person's key, already open; else the settings name it.
        seal_key: the agency's key, already open; else the settings name it.

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

    def signatory(own: KeySettings | None, key: SigningKey | None, role: Role) -> Signatory:
        return Signatory(*_opened(own, key, role, prompt), role, trust, clock)

    return Office(
        agency=agency,
        kinds=open_kinds(loaded),
        renderer=open_renderer(loaded),
        register=open_register(values, clock),
        signer=signatory(values.signer, signer_key, Role.PERSON),
        seal=signatory(values.seal, seal_key, Role.AGENCY),
        trust=trust,
        clock=clock,
        output=values.output.folder,
        lookup_address=values.lookup.address if values.lookup else "",
        actor=account(),
    )


def _path(path: Path | str | None) -> Path | None:
    return None if path is None else Path(path)


def _opened(
    settings: KeySettings | None, key: SigningKey | None, role: Role, prompt: SecretPrompt
) -> tuple[SigningKey, Mark]:
    if settings is None:
        table = "signer" if role is Role.PERSON else "seal"
        raise ConfigurationError("settings.table_missing", table=table)
    mark = Mark.load(settings.mark, settings.mark_width_mm, settings.mark_height_mm)
    return key or open_key(settings.key, prompt), mark
