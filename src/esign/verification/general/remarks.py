# SPDX-License-Identifier: Apache-2.0
"""Remarks that were put on pages after signing, as a rule of the library's difference analysis.

The analysis knows no rule for annotations; certifications may permit them (DocMDP with permission
3, ISO 32000-2 Table 257).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    Reference,
)
from pyhanko.pdf_utils.reader import RawPdfPath
from pyhanko.sign.diff_analysis import (
    ModificationLevel,
    QualifiedWhitelistRule,
    ReferenceUpdate,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.commons import compare_dicts
from pyhanko.sign.diff_analysis.rules_api import RelativeContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.reader import HistoricalResolver

    Update = tuple[ModificationLevel, ReferenceUpdate]

NOTES: Final = frozenset(
    ("/Text", "/Popup", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Link")
)
"""Annotations that mark what is there; the others can show a text or a picture of their own."""
DRAWN: Final = "drawn"
_THIN: Final = 1
_MOST_PAGES: Final = 20_000


class RemarkRule(QualifiedWhitelistRule):
    """Annotations other than form fields may come, go and change; their pages stay.

    Attributes:
        subtypes: of those that came or changed; `DRAWN` among them if one brings its own picture.
    """

    def __init__(self) -> None:
        self.subtypes: set[str] = set()

    def apply_qualified(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[Update]:
        """The updates that are explained by remarks."""
        for update in self._pages(old, new):
            yield ModificationLevel.ANNOTATIONS, update

    def _pages(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        waiting = [(old.root.raw_get("/Pages"), new.root.raw_get("/Pages"))]
        for _ in range(_MOST_PAGES):
            if not waiting:
                return
            before, after = waiting.pop()
            if not isinstance(before, IndirectObject) or before != after:
                raise SuspiciousModification("page tree")
            was, now = old(before.reference), new(before.reference)
            if not isinstance(was, DictionaryObject) or not isinstance(now, DictionaryObject):
                raise SuspiciousModification("page tree")
            if "/Kids" in was:
                kids = list.__iter__(was["/Kids"]), list.__iter__(now["/Kids"])
                waiting.extend(zip(*kids, strict=True))
            else:
                yield from self._page(before.reference, (old, was), (new, now))
        raise SuspiciousModification("too many pages")

    def _page(
        self,
        page: Reference,
        before: tuple[HistoricalResolver, DictionaryObject],
        after: tuple[HistoricalResolver, DictionaryObject],
    ) -> Iterator[ReferenceUpdate]:
        (old, was), (new, now) = before, after
        changed = new.explicit_refs_in_revision()
        present, listed = _annotations(was), _annotations(now)
        if page in changed and present != listed:
            compare_dicts(was, now, frozenset({"/Annots"}))
            yield ReferenceUpdate(page)
        array = now.raw_get("/Annots") if "/Annots" in now else None
        if isinstance(array, IndirectObject) and array.reference in changed:
            yield ReferenceUpdate(array.reference, RelativeContext(page, RawPdfPath("/Annots")))
        for reference in present - listed:
            self._note(old(reference))
        for reference in listed & changed:
            annotation = new(reference)
            if reference in present:
                self._note(old(reference))
            elif not old.is_ref_unassignable(reference):
                raise SuspiciousModification("an older object became an annotation")
            if self._note(annotation):
                yield ReferenceUpdate(reference)
                for found in new.collect_dependencies(annotation, old.revision + 1):
                    yield ReferenceUpdate(found)

    def _note(self, annotation: object) -> bool:
        """Whether an object is a remark; form fields are the concern of other rules."""
        if not isinstance(annotation, DictionaryObject) or "/Subtype" not in annotation:
            raise SuspiciousModification("no annotation")
        kind = annotation["/Subtype"]
        if kind == "/Widget":
            return False
        self.subtypes.add(str(kind))
        if _draws_itself(annotation):
            self.subtypes.add(DRAWN)
        return True


def _draws_itself(annotation: DictionaryObject) -> bool:
    """Whether it brings a picture, or a frame so thick that it could cover something."""
    border = annotation["/Border"] if "/Border" in annotation else ArrayObject()
    style = annotation["/BS"] if "/BS" in annotation else DictionaryObject()
    if not isinstance(border, ArrayObject) or not isinstance(style, DictionaryObject):
        return True
    widths = [*list(border)[2:3], *([style["/W"]] if "/W" in style else [])]
    return "/AP" in annotation or any(float(width) > _THIN for width in widths)


def _annotations(page: DictionaryObject) -> set[Reference]:
    array = page["/Annots"] if "/Annots" in page else ArrayObject()
    items = list(list.__iter__(array)) if isinstance(array, ArrayObject) else [None]
    found = {item.reference for item in items if isinstance(item, IndirectObject)}
    if len(found) != len(items):
        raise SuspiciousModification("annotations that are no objects of their own")
    return found
