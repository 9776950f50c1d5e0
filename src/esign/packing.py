# SPDX-License-Identifier: Apache-2.0
"""The package of a document that was issued before, with the newest versions of its files.

Proof is appended to documents after they were packed. A package that is handed out later says the
same as the one that was made at issuing, and holds the files as they are by now.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from esign import exchange
from esign.errors import InputError
from esign.exchange import file_stem
from esign.kinds import annex_files
from esign.register import ISSUED, annex_stage

if TYPE_CHECKING:
    from esign.model import Numbered
    from esign.register import Register, Stage


def pack_again(pdf: bytes, register: Register, actor: str) -> bytes:
    """The package of an original that this register has kept, and that is in force.

    Args:
        pdf: the original, or any version of it that was raised since.
        register: the office's.
        actor: by which account it is handed out.

    Raises:
        InputError: the register does not know this file, its document is not released or no longer
            in force, or its request names no receiver.
        ConfigurationError: the account may not hand it out.
    """
    numbered = register.numbered_of(sha256(pdf).hexdigest())
    entry = register.entry_to_issue(numbered.request, actor)
    if entry is not None and entry.state not in ISSUED:
        raise InputError("standing.unreleased", number=numbered.number.text)
    package = newest_package(numbered, register)
    if package is None:
        raise InputError("edxml.no_receivers", number=numbered.number.text)
    return package


def newest_package(numbered: Numbered, register: Register) -> bytes | None:
    """A document's package with the newest version of each file; None where nobody receives it.

    Raises:
        ConfigurationError: a file of the register is lost or damaged.
    """
    request_id = numbered.request.request_id
    kept = register.kept(request_id, "package")
    if kept is None:
        return None
    stages: dict[str, Stage] = {file_stem(numbered): "pdf"}
    for annex in annex_files(numbered.request.content):
        stages[file_stem(numbered, annex=annex.ordinal)] = annex_stage(annex.ordinal)
    raised = {
        f"{stem}.pdf": register.versions.newest(request_id, stage)
        for stem, stage in stages.items()
        if len(register.versions.of(request_id, stage)) > 1
    }
    if not raised:
        return kept
    package = exchange.unpack(kept)
    attachments = tuple(
        replace(each, data=raised.get(each.name) or each.data) for each in package.attachments
    )
    return exchange.write(replace(package, attachments=attachments))


def is_earlier(package: bytes, newest: bytes) -> bool:
    """Whether a package is another one with earlier versions of the same files, and nothing else.

    Args:
        package: any bytes.
        newest: a package of ours.
    """
    try:
        before, after = exchange.unpack(package), exchange.unpack(newest)
    except InputError:
        return False
    same = replace(before, attachments=after.attachments) == after
    named = [each.name for each in before.attachments] == [each.name for each in after.attachments]
    pairs = zip(before.attachments, after.attachments, strict=False)
    return same and named and all(new.data.startswith(old.data) for old, new in pairs)
