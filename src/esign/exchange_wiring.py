# SPDX-License-Identifier: Apache-2.0
"""Ways to the document axis, put together as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, KeyFaultError
from esign.exchange.transports import (
    HttpProfile,
    HubProfile,
    HubTransport,
    VxpProfile,
    VxpTransport,
    folder_transport,
)
from esign.register import DIRECTORY_DAYS
from esign.settings import HubSettings, SftpSettings, VxpSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.ports import Clock, SecretPrompt, Transport
    from esign.settings import ExchangeSettings, Settings, TransportSettings

MEGABYTE: Final = 1024 * 1024
LARGEST_MESSAGE: Final = 50 * MEGABYTE
"""Where `[exchange]` says nothing."""


def exchange_of(settings: Settings) -> ExchangeSettings | None:
    """How packages are exchanged; None where that was not set up, and nothing is queued."""
    return settings.exchange


def most_bytes_of(settings: Settings) -> int:
    """The size of the largest package."""
    exchange = settings.exchange
    return LARGEST_MESSAGE if exchange is None else exchange.package_limit_mb * MEGABYTE


def directory_days_of(settings: Settings) -> int:
    """How old a list of agencies may be that refuses what it does not know."""
    exchange = settings.exchange
    return DIRECTORY_DAYS if exchange is None else exchange.directory_days


def open_transports(
    settings: Settings, clock: Clock, prompt: SecretPrompt
) -> Mapping[str, Transport]:
    """Every way that the settings describe, by its name; nobody is connected to yet.

    Args:
        settings: whose tables `[transport.NAME]` count.
        clock: tells the time.
        prompt: asked for each way's secret, under the table's name.

    Raises:
        ConfigurationError: a file that a table names, a library, or a secret is missing or unfit.
    """
    return {name: open_transport(settings, name, clock, prompt) for name in settings.transport}


def open_transport(settings: Settings, name: str, clock: Clock, prompt: SecretPrompt) -> Transport:
    """One of them; otherwise as `open_transports`.

    Raises:
        ConfigurationError: also where no table has that name.
    """
    table = settings.transport.get(name)
    if table is None:
        known = ", ".join(sorted(settings.transport)) or "—"
        raise ConfigurationError("settings.no_such_transport", name=name, known=known)
    most = most_bytes_of(settings)
    if isinstance(table, VxpSettings):
        http = _http(name, table, prompt)
        profile = VxpProfile(http, table.system_id, table.list_days, table.raw_download, most)
        return VxpTransport(name, profile, _secret(name, prompt), clock)
    if isinstance(table, HubSettings):
        hub = HubProfile(_http(name, table, prompt), table.system_id, table.list_days, most)
        return HubTransport(name, hub, _secret(name, prompt), clock)
    if isinstance(table, SftpSettings):
        return _sftp(name, table, (clock, prompt), most)
    return folder_transport(name, table.folder, clock, table.settle_seconds, most)


def address_of(table: TransportSettings) -> str:
    """Where a way leads to, for showing."""
    if isinstance(table, VxpSettings | HubSettings):
        return table.url
    if isinstance(table, SftpSettings):
        return f"sftp://{table.user}@{table.host}:{table.port}/{table.path}"
    return str(table.folder)


def needs_secret(table: TransportSettings) -> bool:
    """Whether a way is opened with a secret, kept under its name."""
    if isinstance(table, SftpSettings):
        return table.key_file is None or not table.key_plain
    return isinstance(table, VxpSettings | HubSettings)


def _secret(label: str, prompt: SecretPrompt) -> str:
    """What opens a way; it is no signing key, so its lack is a fault of the settings."""
    try:
        secret = prompt.passphrase(label)
    except KeyFaultError as fault:
        raise ConfigurationError(fault.code, details=fault.details, **fault.facts) from fault
    if not secret:
        raise ConfigurationError("transport.empty_secret", label=label)
    return secret


def _http(name: str, table: VxpSettings | HubSettings, prompt: SecretPrompt) -> HttpProfile:
    return HttpProfile(
        table.url.rstrip("/"),
        table.ca_file,
        table.client_certificate,
        table.client_key,
        lambda: _secret(f"{name} client key", prompt),
        table.proxy,
        table.seconds,
        table.budget,
    )


def _sftp(
    name: str, table: SftpSettings, asked: tuple[Clock, SecretPrompt], most: int
) -> Transport:
    try:
        from esign.exchange.transports.sftp import (  # noqa: PLC0415 - its library is an extra
            SftpProfile,
            sftp_transport,
        )
    except ModuleNotFoundError as error:
        raise ConfigurationError("transport.library_missing", service=name) from error
    clock, prompt = asked
    profile = SftpProfile(
        table.host,
        table.port,
        table.user,
        table.host_key,
        table.path,
        table.key_file,
        table.seconds,
        table.budget,
    )
    secret = _secret(name, prompt) if needs_secret(table) else ""
    return sftp_transport(name, profile, secret, clock, (table.settle_seconds, most))
