# SPDX-License-Identifier: Apache-2.0
"""The story of going on after a restore: issued files that the register does not know come back.

A file is judged as a recipient would; only one that is found good, and is the agency's own, speaks
for itself: number and date by its metadata, content by its attached data.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from esign import acceptance, exchange
from esign.annexes import SOLE_POLICY
from esign.errors import EsignError, InputError
from esign.files import read_bounded
from esign.kinds import annex_files, carried_digest, digest, settled
from esign.model import Request, Verdict
from esign.register import IssuedFile, annex_stage, own_id
from esign.rendering import ATTACHMENT_NAME, attachments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from esign.kinds import Books
    from esign.model import Agency, AnnexFile, Report
    from esign.ports import Clock, KindCatalogue
    from esign.register import Register, Stage
    from esign.trust import TrustStore

DOCUMENT_POLICY: Final = "issued"
_ANNEX_SAYS: Final = re.compile(rb"[:<](AnnexOf|SourceDigest)>([^<]*)</")
"""Of which document an annex is, and which file it was made from; never compressed."""

_SAID: Final = ("number", "issued_on", "lookup_code", "document_id")


@dataclass(frozen=True, slots=True)
class Records:
    """What is needed to read back what an office has issued.

    Attributes:
        agency: whose documents.
        kinds: their kinds.
        trust: by which they are judged.
        clock: when.
        lookup_address: as the settings say; empty for none.
    """

    agency: Agency
    kinds: KindCatalogue
    trust: TrustStore
    clock: Clock
    lookup_address: str = ""


def unknown_files(folder: Path, register: Register) -> Iterator[Path]:
    """The PDFs of a folder that the register does not know as originals, by name."""
    if not folder.is_dir():
        return
    for path in sorted(folder.glob("*.pdf")):
        known = register.by_sha256(sha256(read_bounded(path)).hexdigest())
        if known is None:
            yield path


def read_back(path: Path, records: Records, requests: Iterable[Request] = ()) -> IssuedFile:
    """An issued file as it speaks of itself, found good.

    Its annexes in files of their own and its package are read as well, where they lie beside it.

    Args:
        path: the file.
        records: how it is read and judged.
        requests: what may have been issued; the one that the file was made from gives it its id.

    Raises:
        InputError: it is no PDF, another agency's, none of the documents that are issued here, or
            an annex.
        VerificationError: a recipient would not accept it.
    """
    data = read_bounded(path)
    report = _judged(data, path.name, records)
    document, said = report.document, _attached(data, path.name)
    if document.get("agency_code") != records.agency.code:
        raise InputError("recovery.other_agency", name=path.name)
    if any(not document.get(name) for name in _SAID):
        raise InputError("recovery.no_document", name=path.name)
    kind = settled(records.kinds.kind(str(said["kind"])), said["content"])
    request = Request(kind.name, "", said["content"], digest(kind.name, said["content"]))
    made_from = {carried_digest(kind, each): each for each in requests if each.kind == kind.name}
    file = IssuedFile(
        data=data,
        request=made_from.get(request.digest)
        or replace(request, request_id=own_id(request.digest)),
        kind=kind,
        number=document["number"],
        issued_on=date.fromisoformat(document["issued_on"]),
        lookup_code=document["lookup_code"],
        lookup_base=records.lookup_address,
    )
    day = f"{file.issued_on:%Y/%m/%d}"
    if document["document_id"] != f"{records.agency.code},{day},{file.number}":
        raise InputError("recovery.no_document", name=path.name)
    return replace(file, beside=_beside(path, file, document["document_id"], records))


@dataclass(frozen=True, slots=True)
class Series:
    """A series, and the number that somebody says was its last."""

    book: str
    year: int
    last: int


def refuse_beyond(series: Series, files: Iterable[tuple[Path, IssuedFile]], books: Books) -> None:
    """Refuse a last number that an issued file shows to be too low.

    Raises:
        InputError: names the file and its number.
    """
    for path, file in files:
        value = int(file.number.partition("/")[0])
        book = books.of(file.kind)
        of_series = (book.name, file.issued_on.year) == (series.book, series.year)
        if of_series and value > series.last:
            last, number, title = series.last, file.number, book.title
            raise InputError("recovery.beyond", path=path, title=title, last=last, number=number)


def readable(paths: Iterable[Path], records: Records) -> Iterator[tuple[Path, IssuedFile]]:
    """Those of the files that are documents issued here; all others are passed over."""
    for path in paths:
        try:
            yield path, read_back(path, records)
        except EsignError:
            continue


def missing_beside(file: IssuedFile) -> tuple[str, ...]:
    """The titles of the annexes in files of their own that were not found beside a document."""
    named = annex_files(file.request.content)
    return tuple(each.title for each in named if annex_stage(each.ordinal) not in file.beside)


def _beside(path: Path, file: IssuedFile, document_id: str, records: Records) -> dict[Stage, bytes]:
    """Annexes and package that lie beside a document, each found to be its own by its content."""
    digits = file.number.partition("/")[0]
    near = [each for each in sorted(path.parent.iterdir()) if each.name.startswith(f"{digits}-")]
    found: dict[Stage, bytes] = {}
    for annex in annex_files(file.request.content):
        ending = f"-phu-luc-{annex.ordinal}.pdf"
        for each in near:
            data = read_bounded(each) if each.name.endswith(ending) else b""
            if data and _is_annex(data, annex, document_id, records):
                found[annex_stage(annex.ordinal)] = data
    files = (file.data, *found.values())
    for each in near:
        data = read_bounded(each) if each.suffix == ".edxml" else b""
        if data and _is_package(data, document_id, files, records):
            found["package"] = data
    return found


def _is_annex(data: bytes, annex: AnnexFile, document_id: str, records: Records) -> bool:
    """Whether a file is that annex of that document, and a recipient would accept it."""
    said = sorted(_ANNEX_SAYS.findall(data))
    if said != [(b"AnnexOf", document_id.encode()), (b"SourceDigest", annex.sha256.encode())]:
        return False
    at = records.clock.now()
    try:
        report = acceptance.inspect(data, trust=records.trust, at=at, policy=SOLE_POLICY)
    except EsignError:
        return False
    own = report.document.get("agency_code") == records.agency.code
    return own and report.verdict is Verdict.PASSED


def _is_package(data: bytes, document_id: str, files: tuple[bytes, ...], records: Records) -> bool:
    """Whether a package is that of the document: it carries these files, or earlier versions."""
    try:
        package = exchange.unpack(data)
    except InputError:
        return False
    own = (package.document_id, package.sender.code) == (document_id, records.agency.code)
    carried = [each.data for each in package.attachments]
    pairs = zip(carried, files, strict=False)
    return own and len(carried) == len(files) and all(new.startswith(old) for old, new in pairs)


def _judged(data: bytes, name: str, records: Records) -> Report:
    """What a recipient finds; of a document that the agency alone signs, by the policy for such."""
    at = records.clock.now()
    report = acceptance.inspect(data, trust=records.trust, at=at, policy=DOCUMENT_POLICY, name=name)
    known = records.kinds.kinds().get(report.document.get("kind", ""))
    if known is not None and known.sealed_alone:
        report = acceptance.inspect(data, trust=records.trust, at=at, policy=SOLE_POLICY, name=name)
    return acceptance.require_passed(report, "verification")


def _attached(data: bytes, name: str) -> dict[str, Any]:
    """The data that travel inside, as JSON; the caller judges the file."""
    found = attachments(data, ATTACHMENT_NAME)
    try:
        said = json.loads(found[0]) if len(found) == 1 else None
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("content"), dict):
        raise InputError("recovery.no_document", name=name)
    return said
