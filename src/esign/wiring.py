# SPDX-License-Identifier: Apache-2.0
"""The office put together from its settings."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.evidence import Sealing
from esign.issuance import Office
from esign.kinds import KindFolder
from esign.model import Role
from esign.register import DAYS_TO_SIGN
from esign.register_wiring import books_of, find_register, open_register
from esign.rehearsal import Desk
from esign.rendering import PAGE_BOUNDS, TypstRenderer
from esign.resources import shipped
from esign.settings import LoadedSettings, Settings, agency_of, fingerprints, load_settings
from esign.signing import HttpTimestampAuthority, Mark, Signatory, open_key
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
    from esign.ports import Clock, SecretPrompt, SigningKey, TimestampAuthority
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


def days_to_sign(settings: Settings) -> int:
    """How many days after the printed date may still be signed."""
    return settings.books.days_to_sign if settings.books else DAYS_TO_SIGN


def open_renderer(loaded: LoadedSettings) -> TypstRenderer:
    """The renderer with the configured fonts; own templates are laid out within limits."""
    values = loaded.values
    return TypstRenderer(values.templates.folder, values.fonts.folders, bounds=PAGE_BOUNDS)


def font_file() -> Path | None:
    """A file of the system's text font, for drawing marks; None when there is no fit one."""
    return TypstRenderer(shipped("templates")).font.file


def open_desk(loaded: LoadedSettings) -> Desk:
    """What checks requests: no key is opened, and no register made that is not there yet.

    Raises:
        ConfigurationError: a table or folder that it needs is missing or unfit.
    """
    clock = SystemClock()
    register = find_register(loaded.values, clock, writable=False)
    return Desk(
        agency=agency_of(loaded.values),
        kinds=open_kinds(loaded),
        renderer=open_renderer(loaded),
        register=register,
        clock=clock,
        books=books_of(loaded.values),
        days_to_sign=days_to_sign(loaded.values),
    )


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

    office = Office(
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
        books=books_of(values),
        days_to_sign=days_to_sign(values),
    )
    _note_configuration(values, office)
    return office


def _note_configuration(settings: Settings, office: Office) -> None:
    """Let the register's record name what changed of settings, templates and certificates."""
    digests = {
        **fingerprints(settings),
        "program": metadata.version("esign"),
        "seal.certificate": office.seal.certificate_sha256,
        "signer.certificate": office.signer.certificate_sha256,
    }
    office.register.note_configuration(digests, actor=office.actor)


def open_seal(settings: Settings, prompt: SecretPrompt, clock: Clock) -> Signatory:
    """The agency's seal alone, for what no person has to sign.

    Raises:
        ConfigurationError: the settings name none, or it is unfit.
        KeyFaultError: its passphrase is wrong.
    """
    key, mark = _opened(settings.seal, None, Role.AGENCY, prompt)
    return Signatory(key, mark, Role.AGENCY, TrustStore.load(settings.trust.folder), clock)


def timestamps_of(settings: Settings) -> TimestampAuthority | None:
    """The configured time-stamp authorities; None where there are none."""
    if settings.timestamp is None:
        return None
    table = settings.timestamp
    return HttpTimestampAuthority(table.urls, table.seconds, SystemRandom())


def open_sealing(settings: Settings, prompt: SecretPrompt) -> Sealing:
    """What sealing the register's record needs: the agency's key, and no person's.

    Raises:
        ConfigurationError: a table that it needs is missing or unfit.
        KeyFaultError: the passphrase is wrong.
    """
    clock = SystemClock()
    agency, seal = agency_of(settings), open_seal(settings, prompt, clock)
    register = open_register(settings, clock)
    return Sealing(register, seal, agency, timestamps_of(settings), account())


def sealing_of(office: Office, settings: Settings) -> Sealing:
    """The same from an office that is open."""
    stamps = timestamps_of(settings)
    return Sealing(office.register, office.seal, office.agency, stamps, office.actor)


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
