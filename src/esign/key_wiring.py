# SPDX-License-Identifier: Apache-2.0
"""Keys and signatories, put together as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.model import Role
from esign.settings import spellings_of
from esign.signing import (
    ApiVersion,
    KeyOptions,
    Mark,
    RemoteProfile,
    Signatory,
    open_key,
    refuse_other_bearer,
)

if TYPE_CHECKING:
    from esign.ports import Clock, SecretPrompt, SigningKey
    from esign.settings import KeySettings, Settings
    from esign.trust import TrustStore


def open_signatory(
    settings: Settings,
    role: Role,
    prompt: SecretPrompt,
    judging: tuple[TrustStore, Clock],
    key: SigningKey | None = None,
) -> Signatory:
    """The person or the agency that the settings name, ready to sign.

    Args:
        settings: whose table `[signer]` or `[seal]` counts.
        role: which of the two.
        prompt: asked for the passphrase or PIN.
        judging: what judges certificates, and the clock.
        key: the key, if it is open already; else the table names it.

    Raises:
        ConfigurationError: the table is missing or unfit.
        KeyFaultError: the key cannot be opened, or its certificate is not as the table says.
    """
    own = settings.signer if role is Role.PERSON else settings.seal
    if own is None:
        table = "signer" if role is Role.PERSON else "seal"
        raise ConfigurationError("settings.table_missing", table=table)
    mark = Mark.load(own.mark, own.mark_width_mm, own.mark_height_mm)
    key = key or open_configured_key(own, prompt)
    signatory = Signatory(key, mark, role, *judging).knowing(spellings_of(settings))
    stating = settings.signing.commitment if own.commitment is None else own.commitment
    return signatory.committing() if stating else signatory


def open_configured_key(settings: KeySettings, prompt: SecretPrompt) -> SigningKey:
    """The key of a table such as `[signer]` or `[key.NAME]`, ready to sign.

    Raises:
        ConfigurationError: the table is unfit.
        KeyFaultError: the key cannot be opened, or its certificate is not as the table says.
    """
    options = KeyOptions(
        settings.scheme,
        settings.certificate,
        settings.module,
        settings.sessions or 1,
        remote=_profile(settings),
    )
    key = open_key(settings.key, prompt, options)
    refuse_other_bearer(key.certificate, settings.name, settings.title)
    return key


def _profile(settings: KeySettings) -> RemoteProfile | None:
    """The credential at a signing service that a key's table means, if it means one."""
    service = settings.service
    if service is None:
        return None
    return RemoteProfile(
        settings.key.partition(":")[2],
        service.url,
        service.credential,
        ApiVersion(service.version),
        service.client,
        service.seconds,
    )
