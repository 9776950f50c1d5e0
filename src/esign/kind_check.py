# SPDX-License-Identifier: Apache-2.0
"""Is a template folder a kind that can be issued? Every fault at once, with file, line and remedy.

1. its files are there, readable and keep the rules;
2. the page uses what the schema gives, and shows what the schema calls printed;
3. the samples are requests of the kind;
4. the samples are laid out, stamped and packed as issuing does, within limits;
5. the first sample is laid out without its optional fields.

A step whose ground is missing is left out.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, Detail, EsignError, InputError
from esign.kinds import (
    BASE,
    PAGE,
    FileFault,
    KindFolder,
    folder_faults,
    refuse_future,
    remarks,
    request_from,
    sample_faults,
    sample_place,
    settled,
    without_optional,
)
from esign.limits import Bounds
from esign.model import Agency
from esign.rehearsal import Desk, try_out
from esign.rendering import TypstRenderer, page_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from esign.model import DocumentKind, Request
    from esign.ports import Clock

AUTHORS_BOUNDS: Final = Bounds(seconds=20, megabytes=1024)
"""What laying out a sample may cost; an author does not want to wait for long."""
SOME_AGENCY: Final = Agency(
    name="Sở Giáo dục và Đào tạo tỉnh Ví Dụ",
    heading="SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    parent="UBND TỈNH VÍ DỤ",
    abbreviation="SGDĐT",
    code="H99.12",
    place="Ví Dụ",
)
MISREAD: Final = frozenset({"template.syntax", "template.unknown_variable"})
LIMITS: Final = "template.limits"


@dataclass(frozen=True, slots=True)
class KindReport:
    """What was found in a template folder.

    Attributes:
        name: the kind's.
        faults: what keeps it from being used, in the order of the steps; none when it is sound.
        remarks: what its samples should be looked at again for; these refuse nothing.
        pages: how many pages each sample takes that could be laid out.
    """

    name: str
    faults: tuple[FileFault, ...]
    remarks: tuple[FileFault, ...]
    pages: Mapping[str, int]


def check_kind(
    folder: Path,
    *,
    base: Path,
    clock: Clock,
    fonts: Sequence[Path] = (),
    bounds: Bounds | None = AUTHORS_BOUNDS,
) -> KindReport:
    """Check one template folder, inside a templates folder or on its own.

    Args:
        folder: with `kind.toml`, `schema.json`, `page.typ.j2` and the samples.
        base: the templates folder whose `_base` and `_law` it uses where it has none beside it.
        clock: says what holds today.
        fonts: folders with fonts.
        bounds: what laying out one sample may cost; None for a template one trusts.

    Raises:
        InputError: there is no such folder.
        ConfigurationError: the base or the fonts are at fault.
    """
    if not folder.is_dir():
        raise InputError("input.missing", name=str(folder))
    with _beside_base(folder.resolve(), base) as own:
        return _Checking(own, clock, fonts, bounds).report()


@contextmanager
def _beside_base(folder: Path, base: Path) -> Iterator[Path]:
    """The folder where the shared parts lie beside it: itself, or a copy."""
    if (folder.parent / BASE).is_dir():
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="esign-kind-") as place:
        root = Path(place).resolve()
        for shared in base.glob("_*"):
            shutil.copytree(shared, root / shared.name)
        yield Path(shutil.copytree(folder, root / folder.name, symlinks=True))


class _Checking:
    """The check of one folder, step by step."""

    def __init__(
        self, folder: Path, clock: Clock, fonts: Sequence[Path], bounds: Bounds | None
    ) -> None:
        self._folder, self._root = folder, folder.parent
        self._fonts, self._bounds, self._clock = fonts, bounds, clock
        self._misread = False
        self._faults: list[FileFault] = []
        self._remarks: list[FileFault] = []
        self._pages: dict[str, int] = {}

    def report(self) -> KindReport:
        faults, kind = folder_faults(self._folder)
        self._faults += [self._told_relatively(each) for each in faults]
        read = page_faults(self._folder, kind)
        self._faults += read
        self._misread = any(each.detail.code in MISREAD for each in read)
        if kind is not None:
            self._try(kind)
        once = {(each.file, each.line, repr(each.detail)): each for each in self._faults}
        return KindReport(
            self._folder.name, tuple(once.values()), tuple(self._remarks), self._pages
        )

    def _try(self, kind: DocumentKind) -> None:
        good: list[Request] = []
        renderer = TypstRenderer(self._root, self._fonts, bounds=self._bounds)
        desk = Desk(SOME_AGENCY, KindFolder(self._root), renderer, None, self._clock)
        for path in sorted(self._folder.glob("sample*.toml"), key=lambda each: each.stem):
            faults, request = sample_faults(path, kind)
            self._faults += faults
            if request is None:
                continue
            if self._lay_out(path, request, kind, desk):
                good.append(request)
            elif any(each.detail.code == LIMITS for each in self._faults):
                return  # every further page would take as long
        if good:
            self._leave_out(good[0], kind, desk)

    def _lay_out(self, path: Path, request: Request, kind: DocumentKind, desk: Desk) -> bool:
        """Whether a sample goes through all that comes before a signature."""
        chosen = settled(kind, request.content)
        try:
            refuse_future(chosen, request, desk.today)
            desk.renderer.check(request, chosen)
            page = try_out(request, chosen, desk)
        except InputError as error:
            self._faults += _of_sample(error, path)
            return False
        except ConfigurationError as error:
            # a variable that is nowhere was found by reading the template already
            if error.code != "template.jinja" or not self._misread:
                self._faults.append(self._of_page(error))
            return False
        self._pages[path.name] = page.pages
        law = desk.kinds.law
        self._remarks += [
            FileFault(*sample_place(path, each.path), each)
            for each in remarks(chosen, request, desk.today, law)
        ]
        return True

    def _leave_out(self, request: Request, kind: DocumentKind, desk: Desk) -> None:
        """The page without its optional fields: all of them, then one at a time to name it."""
        found: list[FileFault] = []
        for field, content in without_optional(kind.schema, request.content):
            fault = self._fault_without(field, {**content, **_head(request)}, kind, desk)
            if fault is not None:
                found.append(fault)
            if (fault is None and not field) or (fault and fault.detail.code == LIMITS):
                break
        named = [each for each in found if each.detail.path]
        self._faults += named or found

    def _fault_without(
        self, field: str, fields: Mapping[str, object], kind: DocumentKind, desk: Desk
    ) -> FileFault | None:
        try:
            less = request_from(fields, desk.kinds)
            desk.renderer.draft(less, settled(kind, less.content), desk.agency)
        except InputError:
            return None  # some field that is left out is needed by another
        except ConfigurationError as error:
            told = self._of_page(error)
            if error.code == LIMITS:
                return told
            facts = {"field": field, "reason": error.facts.get("reason", error.code)}
            code = "template.optional_needed" if field else "template.optionals_needed"
            return FileFault(told.file, told.line, Detail(code, field, facts))
        return None

    def _of_page(self, error: ConfigurationError) -> FileFault:
        """A fault of the template, at the place it names, or else where the page has its boxes."""
        if "file" in error.facts:
            file, line = self._relative(error.facts["file"]), int(str(error.facts.get("line", 0)))
            facts = {**error.facts, "file": file}
            return FileFault(file, line, Detail(error.code, "", facts))
        page = (self._folder / PAGE).read_text(encoding="utf-8")
        lines = page.splitlines()
        ends = [at for at, text in enumerate(lines, 1) if "closing" in text or "signature(" in text]
        detail = Detail(error.code, "", error.facts)
        return FileFault(f"{self._folder.name}/{PAGE}", (ends or [len(lines)])[-1], detail)

    def _told_relatively(self, fault: FileFault) -> FileFault:
        detail = fault.detail
        if "file" not in detail.facts:
            return fault
        facts = {**detail.facts, "file": self._relative(detail.facts["file"])}
        return FileFault(fault.file, fault.line, Detail(detail.code, detail.path, facts))

    def _relative(self, file: object) -> str:
        path = Path(str(file))
        return path.relative_to(self._root).as_posix() if path.is_absolute() else str(file)


def _of_sample(error: EsignError, path: Path) -> Iterator[FileFault]:
    details = error.details or (Detail(error.code, "", error.facts),)
    for each in details:
        yield FileFault(*sample_place(path, each.path), each)


def _head(request: Request) -> dict[str, object]:
    return {"kind": request.kind, "request_id": request.request_id}
