# SPDX-License-Identifier: Apache-2.0
"""The keys of SFTP: the server's from the settings, and the account's from a file."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

import paramiko

from esign.errors import ConfigurationError
from esign.files import open_to_others

if TYPE_CHECKING:
    from pathlib import Path


def host_key(name: str, line: str) -> paramiko.PKey:
    """The key by which a server is known.

    Args:
        name: of the transport.
        line: type and base64, as a line of `known_hosts` ends.

    Raises:
        ConfigurationError: it is no key.
    """
    sort, _, text = line.strip().partition(" ")
    try:
        return paramiko.PKey.from_type_string(
            sort, base64.b64decode(text.split()[0], validate=True)
        )
    except (paramiko.SSHException, binascii.Error, ValueError, IndexError, EOFError) as error:
        raise ConfigurationError("transport.host_key_unreadable", service=name) from error


def private_key(name: str, file: Path | None, secret: str) -> paramiko.PKey | None:
    """The key to sign in with; None where that is done by password.

    Args:
        name: of the transport.
        file: holds the key, for nobody else to read.
        secret: its passphrase; empty where it has none.

    Raises:
        ConfigurationError: it cannot be used.
    """
    if file is None:
        return None
    unusable = ConfigurationError("transport.sftp_key", service=name, name=str(file))
    for sort in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            if open_to_others(file):
                raise unusable
            return sort.from_private_key_file(str(file), secret or None)
        except (paramiko.PasswordRequiredException, OSError) as error:
            raise unusable from error
        except (paramiko.SSHException, ValueError):
            continue  # a key of another sort
    raise unusable
