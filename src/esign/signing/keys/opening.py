# SPDX-License-Identifier: Apache-2.0
"""Opening a signing key, once; whether its certificate may sign is judged elsewhere."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.signing.keys.external import open_external
from esign.signing.keys.files import open_pem, open_pkcs12
from esign.signing.keys.material import KeyOptions
from esign.signing.keys.reference import FORMS, KeyReference, KeySort, parse_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from esign.ports import SecretPrompt, SigningKey

    Opener = Callable[[KeyReference, SecretPrompt, KeyOptions], SigningKey]


def _open_token(reference: KeyReference, prompt: SecretPrompt, options: KeyOptions) -> SigningKey:
    """A key on a token; see `token.open_token_key`.

    Raises:
        ConfigurationError: what speaks to tokens is not installed.
    """
    try:
        import_module("pkcs11")
    except ImportError as fault:
        raise ConfigurationError("token.not_installed") from fault
    opener: Opener = import_module("esign.signing.keys.token").open_token_key
    return opener(reference, prompt, options)


def _open_remote(reference: KeyReference, prompt: SecretPrompt, options: KeyOptions) -> SigningKey:
    """A key at a signing service; only who has one pays for what speaks to it."""
    opener: Opener = import_module("esign.signing.keys.remote").open_remote_key
    return opener(reference, prompt, options)


OPENERS: Mapping[KeySort, Opener] = {
    KeySort.PKCS12: open_pkcs12,
    KeySort.PEM: open_pem,
    KeySort.PKCS11: _open_token,
    KeySort.CSC: _open_remote,
    KeySort.EXTERNAL: open_external,
}
"""Who opens which sort of key."""


def open_key(reference: str, prompt: SecretPrompt, options: KeyOptions | None = None) -> SigningKey:
    """The signing key that `reference` names, ready to sign.

    Args:
        reference: a key of any sort; see `reference.FORMS`.
        prompt: asked once for the passphrase or PIN.
        options: what the settings say of it beside.

    Raises:
        ConfigurationError: the reference is of another form, or does not go with the options.
        KeyFaultError: the key, its certificate or its place is missing or unfit, or the passphrase
            or PIN is wrong; nothing is retried.
    """
    parsed = parse_reference(reference)
    if parsed.sort not in OPENERS:
        known = ", ".join(FORMS[sort] for sort in OPENERS)
        raise ConfigurationError("key.unknown_scheme", known=known)
    return OPENERS[parsed.sort](parsed, prompt, options or KeyOptions())
