# SPDX-License-Identifier: Apache-2.0
"""Files as the register of their office knows them, and its packages, while they are raised."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from esign import acceptance
from esign.errors import InputError, OutputError
from esign.exchange import file_stem
from esign.files import make_folder, read_bounded, write_whole
from esign.kinds import annex_files
from esign.packing import is_earlier, newest_package
from esign.register import annex_stage, refuse_unless_out

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Entry, Register, Stage


@dataclass(frozen=True, slots=True)
class Archive:
    """The office's own register beside the files that are raised.

    Attributes:
        register: may be written.
        output: the folder of issued files.
        actor: under which account files are raised.
    """

    register: Register
    output: Path
    actor: str = "esign"


@dataclass(frozen=True, slots=True)
class Known:
    """A file that the register knows.

    Attributes:
        entry: its document.
        stage: which of the document's files it is.
        after: SHA-256 (hex) of the newest version that the register keeps.
        data: what is raised: that version; or the file, where it was raised without the register.
        is_new: whether it is the latter, which the register does not keep yet.
    """

    entry: Entry
    stage: Stage
    after: str
    data: bytes
    is_new: bool


def known_file(data: bytes, archive: Archive) -> Known | None:
    """What the register knows of a file; None where it is nobody's here.

    Raises:
        InputError: its document is not out, or the register keeps a newer version that does not
            begin with this file.
        ConfigurationError: the account may not raise it, or the register's version is damaged.
    """
    versions = archive.register.versions
    found, part = versions.holding(sha256(data).hexdigest()), ""
    for digest in () if found else acceptance.earlier_digests(data):
        found, part = versions.holding(digest), digest
        if found is not None:
            break
    if found is None:
        return None
    entry, stage = found
    refuse_unless_out(entry)
    versions.require_augmenter(archive.actor)
    newest = versions.of(entry.request_id, stage)[-1].sha256
    if not part:
        kept = versions.newest(entry.request_id, stage) or data
        return Known(entry, stage, sha256(kept).hexdigest(), kept, is_new=False)
    if part != newest:
        raise InputError("level.other_branch", number=entry.number.text)
    return Known(entry, stage, newest, data, is_new=True)


def files_of(request_id: str, archive: Archive) -> tuple[Path, ...]:
    """A document and its annexes in the output folder; what is not there is written first.

    Raises:
        InputError: there is no such document, or it is not out.
        OutputError: another file lies in its place, or the folder cannot be written.
        ConfigurationError: the account may not raise it, or a file of the register is damaged.
    """
    register = archive.register
    numbered = register.numbered(request_id)
    entry = register.entry_of(numbered.request)
    if entry is not None:
        refuse_unless_out(entry)
    register.versions.require_augmenter(archive.actor)
    stages: dict[str, Stage] = {file_stem(numbered): "pdf"}
    for annex in annex_files(numbered.request.content):
        stages[file_stem(numbered, annex=annex.ordinal)] = annex_stage(annex.ordinal)
    make_folder(archive.output)
    paths = []
    for stem, stage in stages.items():
        newest = register.versions.newest(request_id, stage)
        if newest is not None:
            paths.append(archive.output / f"{stem}.pdf")
            _require_there(paths[-1], newest, (request_id, stage), archive)
    if not paths:
        raise InputError("level.no_file", number=numbered.number.text)
    return tuple(paths)


def renew_package(entry: Entry, folder: Path, archive: Archive) -> None:
    """Let the package that lies in a folder hold the newest versions, if it is this document's.

    Raises:
        OutputError: it cannot be written.
        ConfigurationError: a file of the register is lost or damaged.
    """
    numbered = archive.register.numbered(entry.request_id)
    path = folder / f"{file_stem(numbered)}.edxml"
    if not path.is_file():
        return
    newest, lying = newest_package(numbered, archive.register), read_bounded(path)
    if newest is not None and lying != newest and is_earlier(lying, newest):
        write_whole(path, newest, overwrite=True)


def _require_there(path: Path, newest: bytes, whose: tuple[str, Stage], archive: Archive) -> None:
    """Require that a version of this very file lies there; the newest is written where none does.

    Raises:
        OutputError: another file lies there.
    """
    if not path.exists():
        write_whole(path, newest)
        return
    data = read_bounded(path)
    found = archive.register.versions.holding(sha256(data).hexdigest())
    own = found is not None and (found[0].request_id, found[1]) == whose
    if not own and not data.startswith(newest):
        raise OutputError("output.exists", name=str(path))
