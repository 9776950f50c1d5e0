# SPDX-License-Identifier: Apache-2.0
"""The story of annexes in files of their own, each sealed in the name of its document.

NĐ 30/2020/NĐ-CP, Annex I, Part I, Section II.8.b: the agency signs every such file, the competent
person does not. What that person signs, the document, names each annex with the SHA-256 of the file
that was admitted; so the annexes are fixed before anybody signs.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from esign import acceptance
from esign.errors import ConfigurationError, Detail, InputError
from esign.files import read_bounded
from esign.kinds import annex_files
from esign.limits import run_limited
from esign.model import RenderedAnnex, SealedAnnex
from esign.register import annex_stage, prepared_annex_stage
from esign.rehearsal import refuse_missing
from esign.signing import TextSeal, begin_sole_seal
from esign.stamping import ANNEX_EXAMINATION, dress_alone, sealable, stamp_annex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from esign.model import AnnexFile, Numbered, Report, Request
    from esign.ports import Renderer
    from esign.register import Register, Stage
    from esign.signing import OpenSignature, Signatory
    from esign.stamping import Sealable
    from esign.trust import TrustStore

    AdmittedAnnexes = Mapping[str, Sealable]

LARGEST: Final = 20 * 1024**2
"""Bytes of one annex."""

STANDS_ALONE: Final = "request.secret"
"""The one error that stands alone: nothing is said of what is marked secret."""

SOLE_POLICY: Final = "sealed"
"""A recipient's policy for what nobody but the agency signs."""


def annex_digest(folder: Path, name: str) -> str:
    """SHA-256 (hex) of the annex of that name in a folder.

    Raises:
        InputError: the name leads out of the folder, or the file cannot be read or is too large.
    """
    with _told_of_annex(name):
        return hashlib.sha256(_read(folder, name)).hexdigest()


def admit_annexes(
    request: Request,
    folder: Path,
    trust: TrustStore,
    at: datetime,
    register: Register | None = None,
) -> AdmittedAnnexes:
    """Have every annex that a request names judged in a limited process; found by its digest.

    Args:
        request: names them.
        folder: where they lie, beside the request.
        trust: judges the pages as a recipient does.
        at: when; normally now.
        register: tells which files a number was taken with before, if it was.

    Raises:
        InputError: one has changed since the number was taken, cannot be read, is not the file that
            the request names, is not safe to sign, is marked secret, has no room for the text of
            the agency's signature, or has what a recipient would object to.
    """
    if register is not None:
        _refuse_changed(request, register)
    admitted = {}
    for each in annex_files(request.content):
        with _told_of_annex(each.file):
            found = admitted[each.sha256] = _admitted(each, folder)
            acceptance.refuse_unusual(found.data, trust=trust, at=at)
    return admitted


def prepare_annexes(
    numbered: Numbered, admitted: AdmittedAnnexes, register: Register, actor: str
) -> None:
    """Stamp a document's annexes; they wait in the register, the first ones made for good.

    Raises:
        InputError: one is neither there nor at hand.
        EsignError: the register refuses.
    """
    request_id = numbered.request.request_id
    files: dict[Stage, bytes] = {}
    for each in annex_files(numbered.request.content):
        stage = prepared_annex_stage(each.ordinal)
        if register.kept(request_id, stage) is None:
            refuse_missing(numbered.request, admitted)
            found = admitted[each.sha256]
            pages = dress_alone(found, title=each.title)
            files[stage] = stamp_annex(RenderedAnnex(numbered, each, pages, found.pages)).data
    if files:
        register.keep(request_id, files, actor=actor)


def begin_annexes(
    numbered: Numbered, register: Register, seal: Signatory, renderer: Renderer
) -> Iterator[tuple[AnnexFile, OpenSignature]]:
    """The agency's signature of each of a document's annexes, but for its value.

    Raises:
        KeyFaultError: the agency's certificate may not sign now, or is another agency's.
        ConfigurationError: an annex is lost, or there is no font for the text.
    """
    for each in annex_files(numbered.request.content):
        prepared = _kept(numbered, each, prepared_annex_stage(each.ordinal), register)
        text = TextSeal.of_annex(numbered.number.text, renderer.text_font)
        yield each, begin_sole_seal(prepared, numbered.agency.name, seal.showing(text))


def seal_annexes(
    numbered: Numbered,
    register: Register,
    seal: Signatory,
    renderer: Renderer,
    finishing: Callable[[AnnexFile, OpenSignature], bytes] | None = None,
) -> tuple[SealedAnnex, ...]:
    """Sign a document's annexes by the agency; each is found good by a recipient's policy.

    Args:
        numbered: the document.
        register: keeps the annexes as they wait.
        seal: the agency; of its key the certificate is enough where `finishing` is given.
        renderer: has the font of the text.
        finishing: finishes a signature that was begun; by default the agency's key does, at once.

    Raises:
        KeyFaultError, ConfigurationError: as `begin_annexes`.
        VerificationError: a recipient would refuse one.
    """
    sealed = []
    for each, opened in begin_annexes(numbered, register, seal, renderer):
        data = finishing(each, opened) if finishing else seal.finish(opened)
        acceptance.require_passed(judged_alone(data, seal.trust, seal.now()), "self_check")
        sealed.append(SealedAnnex(numbered, each, data))
    return tuple(sealed)


def judged_alone(data: bytes, trust: TrustStore, at: datetime) -> Report:
    """What a recipient finds of a file that nobody but the agency signs."""
    return acceptance.inspect(data, trust=trust, at=at, policy=SOLE_POLICY)


def kept_annexes(numbered: Numbered, register: Register) -> tuple[SealedAnnex, ...]:
    """A sealed document's annexes, as the register keeps them: the newest version of each.

    Raises:
        ConfigurationError: one is lost or damaged.
    """
    return tuple(
        SealedAnnex(numbered, each, _newest(numbered, each, register))
        for each in annex_files(numbered.request.content)
    )


def _refuse_changed(request: Request, register: Register) -> None:
    """Name the annex by which a request differs from the one that took its number."""
    entry = register.find(request.request_id)
    if entry is None or entry.digest == request.digest:
        return
    for each in annex_files(request.content):
        kept = register.kept(request.request_id, prepared_annex_stage(each.ordinal))
        # its metadata, never compressed, say which file it was made from
        if kept is not None and each.sha256.encode() not in kept:
            raise InputError("annex.changed", name=each.file, number=entry.number.text)


@contextmanager
def _told_of_annex(name: str) -> Iterator[None]:
    """Let every error say that it is an annex that it is about."""
    try:
        yield
    except InputError as fault:
        if fault.code.startswith("annex.") or fault.code == STANDS_ALONE:
            raise
        cause = Detail(fault.code, facts=fault.facts)
        raise InputError("annex.unfit", details=(cause, *fault.details), name=name) from fault


def _admitted(annex: AnnexFile, folder: Path) -> Sealable:
    data = _read(folder, annex.file)
    if hashlib.sha256(data).hexdigest() != annex.sha256:
        raise InputError("annex.other_file", name=annex.file)
    options = {"name": annex.file, "boxes": {}}
    return sealable(run_limited(ANNEX_EXAMINATION, data, name=annex.file, options=options))


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError("annex.elsewhere", name=name)
    return read_bounded(path, LARGEST)


def _newest(numbered: Numbered, annex: AnnexFile, register: Register) -> bytes:
    stage = annex_stage(annex.ordinal)
    data = register.versions.newest(numbered.request.request_id, stage)
    return _require_kept(data, numbered, annex)


def _kept(numbered: Numbered, annex: AnnexFile, stage: Stage, register: Register) -> bytes:
    return _require_kept(register.kept(numbered.request.request_id, stage), numbered, annex)


def _require_kept(data: bytes | None, numbered: Numbered, annex: AnnexFile) -> bytes:
    if data is None:
        raise ConfigurationError("annex.lost", number=numbered.number.text, file=annex.file)
    return data
