# SPDX-License-Identifier: Apache-2.0
"""The office put together from its settings."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from esign.evidence import Sealing
from esign.exchange_wiring import directory_days_of
from esign.issuance import Keys, Office
from esign.key_wiring import open_signatory
from esign.kinds import KindFolder
from esign.level_wiring import raising_of, timestamps_of, trust_of
from esign.model import Role
from esign.register import DAYS_TO_SIGN
from esign.register_wiring import books_of, clock_behind, find_register, open_register
from esign.rehearsal import Desk
from esign.rendering import PAGE_BOUNDS, TypstRenderer
from esign.resources import shipped
from esign.settings import (
    LoadedSettings,
    Settings,
    agency_of,
    fingerprints,
    load_settings,
    spellings_of,
)
from esign.system import (
    CredentialFolder,
    DescriptorPrompt,
    SystemClock,
    TerminalPrompt,
    account,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from esign.ports import Clock, SecretPrompt, SigningKey
    from esign.signing import Signatory
    from esign.trust import TrustStore

_CERTIFICATES: Final = {Role.PERSON: "signer.certificate", Role.AGENCY: "seal.certificate"}
"""What the record calls the certificate in each role."""


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


def open_desk(loaded: LoadedSettings, *, writable: bool = False) -> Desk:
    """What checks requests: no key is opened, and no register made that is not there yet.

    Args:
        loaded: the settings.
        writable: a register of an older version may be brought up to date, as what is checked is
            going to be issued.

    Raises:
        ConfigurationError: a table or folder that it needs is missing or unfit.
    """
    clock = SystemClock()
    register = find_register(loaded.values, clock, writable=writable)
    return Desk(
        agency=agency_of(loaded.values),
        kinds=open_kinds(loaded),
        renderer=open_renderer(loaded),
        register=register,
        clock=clock,
        books=books_of(loaded.values),
        days_to_sign=days_to_sign(loaded.values),
        directory_days=directory_days_of(loaded.values),
    )


def open_office(  # noqa: PLR0913 - all but the first are named
    settings: LoadedSettings | Path | str | None = None,
    *,
    prompt: SecretPrompt | None = None,
    clock: Clock | None = None,
    signer_key: SigningKey | None = None,
    seal_key: SigningKey | None = None,
    open_first: Collection[Role] = (Role.PERSON, Role.AGENCY),
    after_restore: bool = False,
) -> Office:
    """Put together everything that issuing needs; passphrases are asked for once.

    Args:
        settings: settings already loaded, or the path of a settings file.
        prompt: where passphrases come from; by default as `secret_prompt` says.
        clock: the computer's clock unless another is given.
        signer_key: the competent person's key, already open; else the settings name it.
        seal_key: the agency's key, already open; else the settings name it.
        open_first: whose keys are opened here; another one is opened when it is first needed, so
            that a desk asks for nothing but its own.
        after_restore: whether somebody vouches that nothing which is issued now was issued after
            the backup that the register came from; without effect where it came from none.

    Raises:
        ConfigurationError: a table, file or folder that issuing needs is missing or unfit.
        KeyFaultError: a passphrase is wrong, or a certificate may not sign.
    """
    loaded = settings if isinstance(settings, LoadedSettings) else load_settings(_path(settings))
    values, clock = loaded.values, clock or SystemClock()
    prompt = prompt or secret_prompt(values)
    trust = trust_of(values, clock)
    noted = _Noted(values)

    def signatory(role: Role, key: SigningKey | None) -> Signatory:
        opened = open_signatory(values, role, prompt, (trust, clock), key)
        noted.opened(role, opened)
        return opened

    keys = Keys(
        lambda: signatory(Role.PERSON, signer_key), lambda: signatory(Role.AGENCY, seal_key)
    )
    office = _office(loaded, keys, trust, clock, vouched=after_restore)
    prompt.tell(clock_behind(office.register, clock))
    for role in open_first:
        keys.of(role)
    noted.begin(office)
    return office


def _office(
    loaded: LoadedSettings, keys: Keys, trust: TrustStore, clock: Clock, *, vouched: bool
) -> Office:
    """The office with its register opened; nothing is asked for."""
    values, agency = loaded.values, agency_of(loaded.values)
    if values.output is None:
        raise values.lacking("output")
    return Office(
        agency=agency,
        kinds=open_kinds(loaded),
        renderer=open_renderer(loaded),
        register=open_register(values, clock, vouched=vouched),
        keys=keys,
        trust=trust,
        clock=clock,
        output=values.output.folder,
        lookup_address=values.lookup.address if values.lookup else "",
        actor=account(),
        books=books_of(values),
        days_to_sign=days_to_sign(values),
        signer_name=(values.signer.name or "") if values.signer else "",
        raising=raising_of(values, clock),
        sign_first=values.signing.order == "sign-first",
        spellings=spellings_of(values),
        directory_days=directory_days_of(values),
    )


class _Noted:
    """Lets the register's record name what changed of settings, templates and certificates.

    The certificate of a key that is opened later is noted then.
    """

    def __init__(self, settings: Settings) -> None:
        self._digests = {**fingerprints(settings), "program": metadata.version("esign")}
        self._office: Office | None = None

    def begin(self, office: Office) -> None:
        """Note what is known by now, and from now on whatever becomes known."""
        self._office = office
        self._note(office)

    def opened(self, role: Role, signatory: Signatory) -> None:
        """A key was opened."""
        self._digests[_CERTIFICATES[role]] = signatory.certificate_sha256
        if self._office is not None:
            self._note(self._office)

    def _note(self, office: Office) -> None:
        unseen = set(_CERTIFICATES.values()) - self._digests.keys()
        office.register.note_configuration(self._digests, actor=office.actor, unseen=unseen)


def open_seal(settings: Settings, prompt: SecretPrompt, clock: Clock) -> Signatory:
    """The agency's seal alone, for what no person has to sign.

    Raises:
        ConfigurationError: the settings name none, or it is unfit.
        KeyFaultError: its passphrase is wrong.
    """
    return open_signatory(settings, Role.AGENCY, prompt, (trust_of(settings, clock), clock))


def open_sealing(settings: Settings, prompt: SecretPrompt) -> Sealing:
    """What sealing the register's record needs: the agency's key, and no person's.

    Raises:
        ConfigurationError: a table that it needs is missing or unfit.
        KeyFaultError: the passphrase is wrong.
    """
    clock = SystemClock()
    agency, seal = agency_of(settings), open_seal(settings, prompt, clock)
    register = open_register(settings, clock)
    return Sealing(register, seal, agency, timestamps_of(settings, clock), account())


def sealing_of(office: Office, settings: Settings) -> Sealing:
    """The same from an office that is open."""
    stamps = timestamps_of(settings, office.clock)
    return Sealing(office.register, office.seal, office.agency, stamps, office.actor)


def _path(path: Path | str | None) -> Path | None:
    return None if path is None else Path(path)
