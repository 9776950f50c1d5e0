# SPDX-License-Identifier: Apache-2.0
"""The trust folder on disk: `trust.toml`, certificates (`*.pem`) and revocation lists (`*.crl`)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography import x509

from esign.errors import ConfigurationError
from esign.trust.certificate import der, is_authority, parse
from esign.trust.policy import read_policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from esign.trust.policy import Anchor, RoleRule

POLICY = "trust.toml"
_KEY_FILES = frozenset({".p12", ".pfx", ".key", ".jks"})


@dataclass(frozen=True, slots=True)
class TrustFolder:
    """A trust folder, loaded and found sound; anchors known by their pin only have no file."""

    anchors: tuple[Anchor, ...]
    roles: tuple[RoleRule, ...]
    anchor_certificates: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    lists: tuple[x509.CertificateRevocationList, ...]


def read_folder(directory: Path, crl_files: Sequence[Path]) -> TrustFolder:
    """Load a trust folder and further revocation lists.

    Raises:
        ConfigurationError: something is missing, unreadable or unsound.
    """
    files = _contents(directory)
    if POLICY not in files:
        raise ConfigurationError("trust.missing", folder=directory)
    policy = read_policy(_text(files[POLICY]))
    certificates = {
        name: _certificates(name, content)
        for name, content in files.items()
        if name.endswith(".pem")
    }
    anchors = [_anchor(anchor, certificates) for anchor in policy.anchors if anchor.file]
    named = {anchor.file for anchor in policy.anchors}
    lists = [_list(name, content) for name, content in files.items() if name.endswith(".crl")]
    lists += [_list(path.name, _bytes(path)) for path in crl_files]
    return TrustFolder(
        anchors=policy.anchors,
        roles=policy.roles,
        anchor_certificates=tuple(anchors),
        intermediates=tuple(
            entry
            for name, entries in sorted(certificates.items())
            if name not in named
            for entry in entries
        ),
        lists=tuple(lists),
    )


def _contents(directory: Path) -> dict[str, bytes]:
    """Every file of the folder by name; a private key among them is an error."""
    if not directory.is_dir():
        raise ConfigurationError("trust.missing", folder=directory)
    files = {path.name: _bytes(path) for path in sorted(directory.iterdir()) if path.is_file()}
    for name, content in files.items():
        if any(name.lower().endswith(suffix) for suffix in _KEY_FILES) or b"PRIVATE KEY" in content:
            raise ConfigurationError("trust.private_key", file=name)
    return files


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ConfigurationError("trust.unreadable_file", file=path.name) from fault


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise ConfigurationError("trust.not_toml", reason="UTF-8") from fault


def _certificates(name: str, content: bytes) -> tuple[x509.Certificate, ...]:
    try:
        found = [parse(der(entry)) for entry in x509.load_pem_x509_certificates(content)]
    except ValueError as fault:
        raise ConfigurationError("trust.unreadable_certificate", file=name) from fault
    readable = tuple(entry for entry in found if entry is not None)
    if len(readable) < len(found):
        raise ConfigurationError("trust.unreadable_certificate", file=name)
    return readable


def _anchor(
    anchor: Anchor, certificates: Mapping[str, tuple[x509.Certificate, ...]]
) -> x509.Certificate:
    if anchor.file not in certificates:
        raise ConfigurationError("trust.anchor_missing", name=anchor.name, file=anchor.file)
    found = certificates[anchor.file]
    if len(found) != 1 or sha256(der(found[0])).hexdigest() != anchor.sha256:
        raise ConfigurationError("trust.pin_mismatch", name=anchor.name, file=anchor.file)
    if not is_authority(found[0]):
        raise ConfigurationError("trust.anchor_no_authority", name=anchor.name, file=anchor.file)
    return found[0]


def _list(name: str, content: bytes) -> x509.CertificateRevocationList:
    load = x509.load_pem_x509_crl if b"-----BEGIN" in content else x509.load_der_x509_crl
    try:
        found = load(content)
        _ = found.issuer, found.extensions, found.next_update_utc
    except (ValueError, TypeError, x509.DuplicateExtension) as fault:
        raise ConfigurationError("trust.unreadable_list", file=name) from fault
    return found
