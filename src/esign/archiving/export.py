# SPDX-License-Identifier: Apache-2.0
"""The story of handing a dossier over: originals and packages from the register, one description.

NĐ 30/2020 Annex VI Part I: a dossier is exported with all its documents and their metadata as
`.pdf` and `.xml`, in the order of time. The folder appears whole or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from esign.archiving.description import Described, describe, too_long
from esign.errors import InputError, OutputError
from esign.exchange import file_stem
from esign.files import appearing_folder, write_whole
from esign.kinds import annex_files
from esign.messages import Language, message
from esign.model import VIETNAM
from esign.packing import newest_package
from esign.register import State, Step, annex_stage
from esign.rendering import page_count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.errors import Detail
    from esign.model import Numbered
    from esign.register import Dossier, Entry, Filed, Register

DESCRIPTION: Final = "dossier.xml"
STEP_OF: Final = {State.CORRECTED: Step.CORRECT, State.REPLACED: Step.REPLACE}
"""The act whose document tells more of a state."""

_LONGEST_STEM: Final = 46
"""Characters of a file's name without `.pdf`, as provincial hubs limit them to 50 with it."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A dossier that was written.

    Attributes:
        folder: where it lies.
        documents: how many documents it has.
        files: how many originals, annexes and packages lie in it.
        pages: of all originals.
        remarks: fields that are longer than Annex VI foresees, written whole nevertheless.
    """

    folder: Path
    documents: int
    files: int
    pages: int
    remarks: tuple[Detail, ...]


def export_dossier(register: Register, dossier: Dossier, folder: Path) -> Exported:
    """Write a dossier into a new folder: `001-….pdf`, its annexes and package, and `dossier.xml`.

    Raises:
        InputError: nothing lies in the dossier.
        OutputError: the folder is there already, or cannot be written.
        ConfigurationError: a file of the register is lost or damaged. Nothing is left behind then.
    """
    documents = register.dossiers.documents(dossier)
    if not documents:
        raise InputError("dossier.empty", notation=dossier.notation)
    if folder.exists() or folder.is_symlink():
        raise OutputError("output.exists", name=str(folder))
    with appearing_folder(folder) as part:
        described = [
            _written(register, filed, part, ordinal)
            for ordinal, filed in enumerate(documents, start=1)
        ]
        description = describe(dossier, described)
        write_whole(part / DESCRIPTION, description)
    files = [name for each in described for name in (each.pdf, *each.annexes, each.package) if name]
    pages = sum(each.pages or 0 for each in described)
    return Exported(folder, len(documents), len(files), pages, tuple(too_long(description)))


def _written(register: Register, filed: Filed, folder: Path, ordinal: int) -> Described:
    """Write a document's files; one on paper, or received, has none here."""
    if filed.entry is None:
        return Described(filed)
    standing = _standing(register, filed.entry)
    pdf = register.versions.newest(filed.entry.request_id)
    if pdf is None:
        return Described(filed, standing=standing)
    numbered = register.numbered(filed.entry.request_id)
    name = f"{ordinal:03d}-{file_stem(numbered)}"[:_LONGEST_STEM].rstrip("-")
    write_whole(folder / f"{name}.pdf", pdf)
    package = newest_package(numbered, register)
    if package is not None:
        write_whole(folder / f"{name}.edxml", package)
    return Described(
        filed,
        pdf=f"{name}.pdf",
        sha256=sha256(pdf).hexdigest(),
        package=f"{name}.edxml" if package is not None else "",
        pages=page_count(pdf),
        standing=standing,
        annexes=tuple(_annexes(register, numbered, folder, ordinal)),
        priority=numbered.request.priority,
    )


def _annexes(register: Register, numbered: Numbered, folder: Path, ordinal: int) -> Iterator[str]:
    """Write a document's annexes in files of their own; yields their names."""
    for annex in annex_files(numbered.request.content):
        data = register.versions.newest(numbered.request.request_id, annex_stage(annex.ordinal))
        if data is not None:
            whole = file_stem(numbered, annex=annex.ordinal)
            end = f"-phu-luc-{annex.ordinal}"
            room = _LONGEST_STEM - len(end)
            stem = f"{ordinal:03d}-{whole.removesuffix(end)}"[:room].rstrip("-")
            write_whole(folder / f"{stem}{end}.pdf", data)
            yield f"{stem}{end}.pdf"


def _standing(register: Register, entry: Entry) -> str:
    """What became of a document that is no longer in force as it stands, in the archive's words."""
    if entry.state not in {State.CORRECTED, State.REPLACED, State.RECALLED}:
        return ""
    by = [
        link.by.number.text
        for link in register.lifecycle.links(entry.request_id)
        if link.of.id == entry.id and STEP_OF.get(entry.state) is link.act
    ]
    day = f"{entry.state_at.astimezone(VIETNAM):%d/%m/%Y}"
    facts = {"by": ", ".join(by), "day": day}
    standing = message(f"dossier.standing.{entry.state}", Language.VIETNAMESE, facts)
    return f"{standing}: {entry.reason}" if entry.reason else standing
