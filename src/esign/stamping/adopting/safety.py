# SPDX-License-Identifier: Apache-2.0
"""Why a file must not be signed as it is: what could act, hide, or show itself differently later.

Each fault names the page or object. A file in which one is found is not cleaned but refused: its
author shall make it again, so that he knows what is signed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic

from esign.errors import Detail
from esign.stamping.adopting.foreign import (
    TAGS,
    Foreign,
    Page,
    entry,
    items,
    raw,
    resolved,
    shown,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

POINTS_PER_MM: Final = 72 / 25.4
SIDES_MM: Final = (140, 430)
"""From A5 to A3."""
TOLERANCE: Final = 1.0
CORNERS: Final = 4

ACTING: Final = frozenset({"/AA", "/PA", "/JS", "/XFA"})
ACTIONS: Final = frozenset(  # ISO 32000-2 Table 201, but for links to addresses and within the file
    {
        *("/GoToR", "/GoToE", "/GoToDp", "/Launch", "/Thread", "/Sound", "/Movie", "/Hide"),
        *("/Named", "/SubmitForm", "/ResetForm", "/ImportData", "/SetOCGState", "/Rendition"),
        *("/Trans", "/GoTo3DView", "/JavaScript", "/RichMediaExecute"),
    }
)
ELSEWHERE: Final = frozenset({"/F", "/Ref", "/OPI", "/PS", "/Alternates"})
"""Entries of a stream that show what is not in it (Table 5, Table 93, §14.11.7, Table 89)."""
SCHEMES: Final = ("https://", "http://", "mailto:", "tel:")
OWN_SCHEME: Final = "esign:"
SIGNED: Final = "adopt.signed"
ASIDE: Final = TAGS | {"/Parent", "/P", "/Metadata"}


def faults(foreign: Foreign) -> Iterator[Detail]:
    """Every fault of the file but those of its fonts."""
    yield from _of_document(foreign)
    for page in foreign.pages:
        yield from _of_page(page)
        yield from _of_annotations(page)
    yield from _of_objects(foreign)
    yield from _contents_twice(foreign)
    yield from _unreferenced(foreign)


def signature_fields(foreign: Foreign) -> list[generic.IndirectObject]:
    """The form's signature fields with a widget of their own, in the order of the form."""
    form = entry(foreign.catalog, "/AcroForm")
    found = []
    waiting = items(form, "/Fields")[::-1]
    seen: set[generic.Reference] = set()
    while waiting:
        reference = waiting.pop()
        field = resolved(reference)
        if not isinstance(reference, generic.IndirectObject) or reference.reference in seen:
            continue
        seen.add(reference.reference)
        if entry(field, "/FT") == "/Sig" and raw(field, "/Rect") is not None:
            found.append(reference)
        waiting.extend(items(field, "/Kids")[::-1])
    return found


def _of_document(foreign: Foreign) -> Iterator[Detail]:
    catalog = foreign.catalog
    if "/OCProperties" in catalog:
        yield Detail("adopt.layers")
    if {"/Perms", "/DSS"} & set(catalog):
        yield Detail(SIGNED)
    opening = entry(catalog, "/OpenAction")
    if isinstance(opening, generic.DictionaryObject) and entry(opening, "/S") != "/GoTo":
        yield Detail("adopt.action", facts={"action": "OpenAction", "object": 0})
    names = entry(catalog, "/Names")
    if raw(names, "/JavaScript") is not None:
        yield Detail("adopt.action", facts={"action": "JavaScript", "object": 0})
    if raw(names, "/EmbeddedFiles") is not None or "/AF" in catalog or "/Collection" in catalog:
        yield Detail("adopt.attachments")
    form = entry(catalog, "/AcroForm")
    if raw(form, "/XFA") is not None:
        yield Detail("adopt.form_field", facts={"field": "XFA", "object": 0})
    for field, number in walk(items(form, "/Fields"), ASIDE):
        kind = entry(field, "/FT")
        if kind is not None and kind != "/Sig":
            yield Detail("adopt.form_field", facts={"field": shown(kind), "object": number})


def _of_page(page: Page) -> Iterator[Detail]:
    facts = {"page": page.ordinal}
    box = _numbers(entry(page.entries, "/MediaBox"))
    crop = _numbers(entry(page.entries, "/CropBox")) or box
    sides = [each / POINTS_PER_MM for each in box[2:]]
    sound = (
        len(box) == len(crop) == CORNERS
        and box[:2] == [0, 0]
        and all(SIDES_MM[0] <= side <= SIDES_MM[1] for side in sides)
        and all(abs(one - other) <= TOLERANCE for one, other in zip(box, crop, strict=True))
    )
    if not sound or entry(page.entries, "/UserUnit") not in (None, 1):
        yield Detail("adopt.page_size", facts=facts)
    if entry(page.entries, "/Rotate") not in (None, 0):
        yield Detail("adopt.rotated", facts=facts)


def _of_annotations(page: Page) -> Iterator[Detail]:
    for reference in items(page.entries, "/Annots"):
        annotation = resolved(reference)
        kind = shown(entry(annotation, "/Subtype"))
        facts = {"page": page.ordinal, "kind": kind}
        action = entry(annotation, "/A")
        if kind == "Link":
            if action is not None and not _plain_link(action):
                yield Detail("adopt.link", facts={"page": page.ordinal})
        elif kind != "Widget" or _field_type(annotation) != "/Sig":
            yield Detail("adopt.annotation", facts=facts)


def _field_type(widget: object) -> object:
    """A field's type, which it may have from the field above it."""
    for _ in range(8):
        kind = entry(widget, "/FT")
        if kind is not None:
            return kind
        widget = entry(widget, "/Parent")
    return None


def _plain_link(action: object) -> bool:
    """Whether a link leads to an address or within the file, and nowhere further."""
    if raw(action, "/Next") is not None:
        return False
    if entry(action, "/S") == "/GoTo":
        return True
    return entry(action, "/S") == "/URI" and link_address(action).casefold().startswith(
        (*SCHEMES, OWN_SCHEME)
    )


def link_address(action: object) -> str:
    """Where a link leads; empty if to no address."""
    value = entry(action, "/URI")
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return str(value) if isinstance(value, str) else ""


def _of_objects(foreign: Foreign) -> Iterator[Detail]:
    told: set[str] = set()
    for item, number in walk([foreign.catalog], ASIDE):
        for detail in _of_object(item, number):
            if detail.code not in told:  # one of a sort is enough to make the file anew
                told.add(detail.code)
                yield detail


def _of_object(item: generic.DictionaryObject, number: int) -> Iterator[Detail]:
    keys = set(item)
    facts = {"object": number}
    for key in sorted(keys & ACTING):
        yield Detail("adopt.action", facts={"action": shown(key), **facts})
    if entry(item, "/S") in ACTIONS:
        yield Detail("adopt.action", facts={"action": shown(entry(item, "/S")), **facts})
    if "/OC" in keys or entry(item, "/Type") in {"/OCG", "/OCMD"}:
        yield Detail("adopt.layers")
    if "/EF" in keys or entry(item, "/Type") == "/EmbeddedFile":
        yield Detail("adopt.attachments")
    if "/ByteRange" in keys:
        yield Detail(SIGNED)
    if isinstance(item, generic.StreamObject) and keys & ELSEWHERE:
        yield Detail("adopt.elsewhere", facts=facts)


def _contents_twice(foreign: Foreign) -> Iterator[Detail]:
    """Content that two pages share, or that is also drawn as something else."""
    pages: dict[generic.Reference, list[int]] = {}
    for page in foreign.pages:
        for reference in set(_content_references(page)):
            pages.setdefault(reference, []).append(page.ordinal)
    for reference, ordinals in pages.items():
        if len(ordinals) > 1:
            told = ", ".join(map(str, ordinals))
            yield Detail("adopt.content_twice", facts={"pages": told, "object": reference.idnum})
    drawn = {
        each.reference
        for item, _ in walk([foreign.catalog], ASIDE | {"/Contents"})
        for key, each in dict.items(item)
        if key != "/Contents" and isinstance(each, generic.IndirectObject)
    }
    for reference in sorted(pages.keys() & drawn, key=lambda each: each.idnum):
        told = ", ".join(map(str, pages[reference]))
        yield Detail("adopt.content_twice", facts={"pages": told, "object": reference.idnum})


def _content_references(page: Page) -> Iterator[generic.Reference]:
    contents = raw(page.entries, "/Contents")
    listed = items(page.entries, "/Contents")
    for each in listed or [contents]:
        if isinstance(each, generic.IndirectObject):
            yield each.reference


def _unreferenced(foreign: Foreign) -> Iterator[Detail]:
    """Pages and drawings that nothing leads to: they wait for a later revision to show them."""
    trailer = foreign.reader.trailer
    ends = [
        foreign.reader.root_ref,
        *(trailer.raw_get(key) for key in ("/Info",) if key in trailer),
    ]
    start = [generic.IndirectObject(end.idnum, end.generation, foreign.reader) for end in ends]
    known = {0, *(number for _, number in walk(list(start)))}
    arrays = _array_numbers(foreign, known)
    for reference in foreign.objects():
        if reference.idnum in known or reference.idnum in arrays:
            continue
        value = reference.get_object()
        if _would_show(value):
            yield Detail("adopt.unreferenced", facts={"object": reference.idnum})
            return


def _array_numbers(foreign: Foreign, known: set[int]) -> set[int]:
    """Numbers of objects that are no dictionaries; they show nothing by themselves."""
    return {
        each.idnum
        for each in foreign.objects()
        if each.idnum not in known and not isinstance(each.get_object(), generic.DictionaryObject)
    }


def _would_show(value: object) -> bool:
    kind = entry(value, "/Type")
    if kind in {"/Page", "/Catalog", "/Annot"} or entry(value, "/Subtype") == "/Form":
        return True
    hint = isinstance(entry(value, "/S"), int)  # of a file made for fast display on the web
    untyped = kind is None and entry(value, "/Subtype") is None
    if not (isinstance(value, generic.StreamObject) and untyped) or hint:
        return False
    return b"begincmap" not in value.data  # some programs leave mappings of fonts behind


def _numbers(value: object) -> list[float]:
    entries = [resolved(each) for each in list.__iter__(value)] if isinstance(value, list) else []
    return [float(each) for each in entries if isinstance(each, int | generic.FloatObject)]
