# SPDX-License-Identifier: Apache-2.0
"""Taking certificates into a trust folder and out of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from esign.errors import ConfigurationError, InputError, OutputError
from esign.files import write_whole
from esign.trust.certificate import subject_text
from esign.trust.certificate_files import folder_files
from esign.trust.folder import POLICY
from esign.trust.policy import read_policy
from esign.trust.upkeep.admission import file_name
from esign.trust.upkeep.trust_file import with_entries, with_file, without_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cryptography import x509

    from esign.trust.policy import Anchor

    Entry = tuple[Anchor, x509.Certificate]


def planned(
    directory: Path, entries: Sequence[Entry], *, skip_known: bool = False
) -> tuple[Entry, ...]:
    """What taking certificates in would come to; one whose pin waits there only gets its file.

    Args:
        directory: the trust folder.
        entries: certificates, and as what they are to be trusted.
        skip_known: whether those that are there already are passed over.

    Raises:
        ConfigurationError: the folder is unsound, or belongs to the program.
        InputError: a certificate or a name is there already.
    """
    known = _anchors(directory)
    there = {anchor.sha256 for anchor in known if anchor.file} if skip_known else set()
    return tuple(
        (_placed(anchor, known), certificate)
        for anchor, certificate in entries
        if anchor.sha256 not in there
    )


def add(directory: Path, entries: Sequence[Entry]) -> None:
    """Take certificates in, as `planned` said.

    Raises:
        ConfigurationError: the trust file cannot be changed soundly.
        OutputError: a file cannot be written.
    """
    text = _text(directory)
    waiting = {anchor.sha256 for anchor in _anchors(directory) if not anchor.file}
    text = with_entries(text, [anchor for anchor, _ in entries if anchor.sha256 not in waiting])
    for anchor, _ in entries:
        if anchor.sha256 in waiting:
            text = with_file(text, anchor.name, anchor.file)
    for anchor, certificate in entries:
        content = certificate.public_bytes(Encoding.PEM)
        write_whole(directory / anchor.file, content, overwrite=True)
    write_whole(directory / POLICY, text.encode(), overwrite=True)


def keep_intermediates(directory: Path, certificates: Iterable[x509.Certificate]) -> None:
    """Put authorities' certificates beside the anchors; they are trusted no more than a file's.

    Raises:
        OutputError: a file cannot be written.
    """
    for certificate in certificates:
        content = certificate.public_bytes(Encoding.PEM)
        name = file_name(subject_text(certificate), certificate)
        write_whole(directory / name, content, overwrite=True)


def entry_named(directory: Path, name: str) -> Anchor:
    """The entry of that name.

    Raises:
        ConfigurationError: the folder is unsound, or belongs to the program.
        InputError: there is none.
    """
    found = {anchor.name: anchor for anchor in _anchors(directory)}
    if name not in found:
        raise InputError("trust.no_such_entry", name=name, names=", ".join(found) or "—")
    return found[name]


def remove(directory: Path, anchor: Anchor) -> None:
    """Take an entry out, with its certificate's file.

    Raises:
        ConfigurationError: the trust file cannot be changed soundly, or nobody would be left.
        OutputError: a file cannot be written.
    """
    text = without_entry(_text(directory), anchor.name)
    write_whole(directory / POLICY, text.encode(), overwrite=True)
    others = {entry.file for entry in read_policy(text).anchors}
    if anchor.file and anchor.file not in others:
        try:
            (directory / anchor.file).unlink(missing_ok=True)
        except OSError as fault:
            raise OutputError("output.not_writable", name=anchor.file) from fault


def _placed(anchor: Anchor, known: Sequence[Anchor]) -> Anchor:
    for entry in known:
        if entry.sha256 == anchor.sha256:
            if entry.file or entry.is_signer is not anchor.is_signer:
                raise InputError("trust.add_duplicate", name=entry.name)
            return replace(entry, file=anchor.file)
        if entry.name == anchor.name:
            raise InputError("trust.add_name_taken", name=entry.name)
    return anchor


def _anchors(directory: Path) -> tuple[Anchor, ...]:
    if "_shipped" in directory.resolve().parts:
        raise ConfigurationError("trust.shipped_folder", folder=directory)
    folder_files(directory)
    return read_policy(_text(directory)).anchors


def _text(directory: Path) -> str:
    try:
        return (directory / POLICY).read_text(encoding="utf-8")
    except OSError as fault:
        raise ConfigurationError("trust.missing", folder=directory) from fault
    except UnicodeDecodeError as fault:
        raise ConfigurationError("trust.not_toml", reason="UTF-8") from fault
