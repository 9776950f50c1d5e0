# SPDX-License-Identifier: Apache-2.0
"""The trust folder on disk: `trust.toml`, certificates (`*.pem`) and revocation lists (`*.crl`)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError, Detail
from esign.trust.certificate import der, is_authority
from esign.trust.certificate_files import (
    folder_files,
    read_certificates,
    read_content,
    read_list,
)
from esign.trust.policy import read_policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cryptography import x509

    from esign.trust.policy import Anchor, RoleRule

POLICY = "trust.toml"


@dataclass(frozen=True, slots=True)
class TrustFolder:
    """A trust folder, loaded and found sound; anchors known by their pin only have no file.

    Attributes:
        anchors: authorities and single signers that are trusted.
        roles: how a certificate shows its holder's capacity.
        anchor_certificates: those of the trusted authorities, as far as they are there.
        intermediates: further certificates.
        lists: revocation lists.
        remarks: what the reader of a report should know of the folder.
    """

    anchors: tuple[Anchor, ...]
    roles: tuple[RoleRule, ...]
    anchor_certificates: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    lists: tuple[x509.CertificateRevocationList, ...]
    remarks: tuple[Detail, ...] = ()


def read_folder(directory: Path, crl_files: Sequence[Path]) -> TrustFolder:
    """Load a trust folder and further revocation lists.

    Raises:
        ConfigurationError: something is missing, unreadable or unsound.
    """
    files = folder_files(directory)
    if POLICY not in files:
        raise ConfigurationError("trust.missing", folder=directory)
    policy = read_policy(_text(files[POLICY]))
    certificates = {
        name: read_certificates(name, content)
        for name, content in files.items()
        if name.endswith(".pem")
    }
    filed = {
        anchor: certificate_of(anchor, certificates) for anchor in policy.anchors if anchor.file
    }
    named = {anchor.file for anchor in policy.anchors}
    lists = [read_list(name, content) for name, content in files.items() if name.endswith(".crl")]
    lists += [read_list(path.name, read_content(path)) for path in crl_files]
    return TrustFolder(
        anchors=policy.anchors,
        roles=policy.roles,
        anchor_certificates=tuple(entry for anchor, entry in filed.items() if not anchor.is_signer),
        intermediates=tuple(
            entry
            for name, entries in sorted(certificates.items())
            if name not in named
            for entry in entries
        ),
        lists=tuple(lists),
    )


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise ConfigurationError("trust.not_toml", reason="UTF-8") from fault


def certificate_of(
    anchor: Anchor, certificates: Mapping[str, tuple[x509.Certificate, ...]]
) -> x509.Certificate:
    """The certificate that an entry of the trust file names.

    Args:
        anchor: the entry; it names a file.
        certificates: those of the folder, by file.

    Raises:
        ConfigurationError: it is not there, not the pinned one, or of the other sort.
    """
    if anchor.file not in certificates:
        raise ConfigurationError("trust.anchor_missing", name=anchor.name, file=anchor.file)
    found = certificates[anchor.file]
    if len(found) != 1 or sha256(der(found[0])).hexdigest() != anchor.sha256:
        raise ConfigurationError("trust.pin_mismatch", name=anchor.name, file=anchor.file)
    if is_authority(found[0]) is anchor.is_signer:
        code = "trust.signer_is_authority" if anchor.is_signer else "trust.anchor_no_authority"
        raise ConfigurationError(code, name=anchor.name, file=anchor.file)
    return found[0]
