# SPDX-License-Identifier: Apache-2.0
"""A folder of certificates without `trust.toml`, trusted as it stands: for one run of a command.

Every certificate says by itself what it is trusted for. One of an authority is an anchor; any other
is trusted for itself alone, and vouches for nobody. Time-stamps need their purpose (RFC 3161 §2.3):
the certificate that stamps is for that and nothing else, and an authority's own extended key usage,
where it has one, limits what it vouches for. Where there is a folder `timestamp` inside, only what
lies there vouches for time-stamps, and for nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from esign.errors import ConfigurationError, Detail
from esign.resources import shipped
from esign.trust.certificate import is_authority, sha256_of, subject_text
from esign.trust.certificate_files import (
    CERTIFICATE_BLOCK,
    LIST_BLOCK,
    folder_files,
    read_certificates,
    read_content,
    read_list,
)
from esign.trust.folder import POLICY, TrustFolder, read_folder
from esign.trust.policy import Anchor, read_policy
from esign.trust.purposes import SIGNERS, STAMPS, purposes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cryptography import x509

    from esign.model import Role

INNER = "timestamp"
_CERTIFICATES = (".pem", ".crt", ".cer", ".der")
_ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class _Contents(NamedTuple):
    """What a folder holds, each certificate with its file's name."""

    certificates: list[tuple[str, x509.Certificate]]
    lists: list[x509.CertificateRevocationList]
    ignored: list[str]


def read_any_folder(directory: Path, crl_files: Sequence[Path] = ()) -> TrustFolder:
    """A trust folder, or one of bare certificates.

    Raises:
        ConfigurationError: it is neither, or something in it is unreadable or unsound.
    """
    if (directory / POLICY).is_file():
        return read_folder(directory, crl_files)
    return read_plain_folder(directory, crl_files)


def read_plain_folder(directory: Path, crl_files: Sequence[Path] = ()) -> TrustFolder:
    """The certificates of a folder and of the folder `timestamp` in it, with all lists beside them.

    How a certificate shows its holder's capacity is as in the trust file that is shipped.

    Raises:
        ConfigurationError: there is no certificate, or a file is unreadable or holds a private key.
    """
    if not directory.is_dir():
        raise ConfigurationError("trust.no_folder", folder=directory)
    own = _contents(folder_files(directory))
    inside = directory / INNER
    apart = inside.is_dir()
    stamps = _contents(folder_files(inside), f"{INNER}/") if apart else _Contents([], [], [])
    found: dict[str, Anchor] = {}
    for name, certificate in own.certificates:
        roles = purposes_of(certificate) & (SIGNERS if apart else SIGNERS | STAMPS)
        _keep(found, _anchor(name, certificate, roles))
    for name, certificate in stamps.certificates:
        _keep(found, _anchor(name, certificate, purposes_of(certificate) & STAMPS))
    if not found:
        raise ConfigurationError("trust.empty_folder", folder=directory)
    certificates = [entry for _, entry in (*own.certificates, *stamps.certificates)]
    handed = [read_list(path.name, read_content(path)) for path in crl_files]
    shipped_policy = (shipped("certs") / POLICY).read_text(encoding="utf-8")
    return TrustFolder(
        anchors=tuple(anchor for anchor in found.values() if anchor.roles),
        roles=read_policy(shipped_policy).roles,
        anchor_certificates=tuple(dict.fromkeys(filter(is_authority, certificates))),
        intermediates=(),
        lists=(*own.lists, *stamps.lists, *handed),
        remarks=tuple(_remarks(found, (*own.ignored, *stamps.ignored))),
    )


def _contents(files: Mapping[str, bytes], prefix: str = "") -> _Contents:
    found = _Contents([], [], [])
    for name, content in files.items():
        shown = f"{prefix}{name}"
        if name.lower().endswith(".crl") or _holds_list(name, content):
            found.lists.append(read_list(shown, content))
        elif name.lower().endswith(_CERTIFICATES):
            found.certificates.extend((shown, entry) for entry in read_certificates(shown, content))
        else:
            found.ignored.append(shown)
    return found


def _holds_list(name: str, content: bytes) -> bool:
    pem = name.lower().endswith(".pem") and CERTIFICATE_BLOCK not in content
    return pem and LIST_BLOCK in content


def _anchor(name: str, certificate: x509.Certificate, roles: frozenset[Role]) -> Anchor:
    # How long it is valid, it says itself, and is judged like everything else it says.
    return Anchor(
        name=subject_text(certificate),
        file=name,
        sha256=sha256_of(certificate),
        trusted_from=_ALWAYS[0],
        trusted_until=_ALWAYS[1],
        roles=roles,
        is_signer=not is_authority(certificate),
    )


def _keep(found: dict[str, Anchor], anchor: Anchor) -> None:
    """The same certificate in two places is trusted for what either says."""
    before = found.get(anchor.sha256)
    if before is not None:
        anchor = replace(before, roles=before.roles | anchor.roles)
    found[anchor.sha256] = anchor


def _remarks(found: Mapping[str, Anchor], ignored: Sequence[str]) -> Iterator[Detail]:
    for anchor in found.values():
        if not anchor.roles:
            yield Detail("trust.no_purpose", facts={"file": anchor.file})
    if ignored:
        yield Detail("trust.ignored_files", facts={"files": ", ".join(ignored)})
