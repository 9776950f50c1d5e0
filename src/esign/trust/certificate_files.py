# SPDX-License-Identifier: Apache-2.0
"""Certificates and revocation lists in files, PEM or DER; a private key among them is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from esign.errors import ConfigurationError, EsignError
from esign.files import read_bounded
from esign.trust.certificate import UNREADABLE, der, parse

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 64 << 20
"""Bytes of the largest file that is read; big authorities have lists of some millions."""
MOST_FILES = 2000
CERTIFICATE_BLOCK = b"-----BEGIN CERTIFICATE-----"
LIST_BLOCK = b"-----BEGIN X509 CRL-----"
_PEM = b"-----BEGIN"
_KEY_FILES = (".p12", ".pfx", ".key", ".jks")


def folder_files(directory: Path) -> dict[str, bytes]:
    """Every file of a folder by name.

    Raises:
        ConfigurationError: there is no such folder, a file cannot be read, or one holds a private
            key.
    """
    try:
        paths = sorted(path for path in directory.iterdir() if path.is_file())
    except OSError as fault:
        raise ConfigurationError("trust.missing", folder=directory) from fault
    if len(paths) > MOST_FILES:
        raise ConfigurationError("trust.too_many_files", folder=directory, most=MOST_FILES)
    return {path.name: read_public(path) for path in paths}


def read_public(path: Path) -> bytes:
    """The content of a file that must hold nothing secret.

    Raises:
        ConfigurationError: it cannot be read, or holds a private key.
    """
    if path.name.lower().endswith(_KEY_FILES):
        raise ConfigurationError("trust.private_key", file=path.name)
    content = read_content(path)
    if b"PRIVATE KEY" in content:
        raise ConfigurationError("trust.private_key", file=path.name)
    return content


def read_content(path: Path) -> bytes:
    """The content of a file.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        return read_bounded(path, LARGEST)
    except EsignError as fault:
        raise ConfigurationError("trust.unreadable_file", file=path.name) from fault


def read_certificates(name: str, content: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of a file, at least one, all of them readable.

    Raises:
        ConfigurationError: it is not as it must be.
    """
    try:
        loaded = (
            x509.load_pem_x509_certificates(content)
            if _PEM in content
            else [x509.load_der_x509_certificate(content)]
        )
        found = [parse(der(entry)) for entry in loaded]
    except UNREADABLE as fault:
        raise ConfigurationError("trust.unreadable_certificate", file=name) from fault
    readable = tuple(entry for entry in found if entry is not None)
    if len(readable) < len(found):
        raise ConfigurationError("trust.unreadable_certificate", file=name)
    return readable


def read_list(name: str, content: bytes) -> x509.CertificateRevocationList:
    """The revocation list of a file.

    Raises:
        ConfigurationError: it cannot be read.
    """
    load = x509.load_pem_x509_crl if _PEM in content else x509.load_der_x509_crl
    try:
        found = load(content)
        _ = found.issuer, found.extensions, found.next_update_utc
    except UNREADABLE as fault:
        raise ConfigurationError("trust.unreadable_list", file=name) from fault
    return found
