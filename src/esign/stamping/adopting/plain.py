# SPDX-License-Identifier: Apache-2.0
"""A foreign file written anew: one revision, a classic cross-reference table, known entries only.

What a page shows is copied as it is. What surrounds it is made by us: the page tree, the catalogue,
the metadata. Whatever nothing leads to is left behind, and so is every older revision.
"""

from __future__ import annotations

import zlib
from collections import deque
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.errors import InputError
from esign.stamping.adopting.foreign import MOST_OBJECTS, entry, items, raw, resolved
from esign.stamping.adopting.safety import OWN_SCHEME, link_address

if TYPE_CHECKING:
    from esign.stamping.adopting.foreign import Foreign, Page

HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
MOST_CONTENT: Final = 64 * 1024**2
PAGE: Final = ("/Resources", "/MediaBox", "/Group", "/StructParents")
LINK: Final = ("/Rect", "/Border", "/F", "/StructParent", "/Contents", "/Dest", "/QuadPoints")
ACTION: Final = ("/S", "/URI", "/D")
CATALOG: Final = ("/Lang", "/MarkInfo", "/PageLabels", "/OutputIntents", "/Outlines", "/Dests")
STRUCTURE: Final = ("/K", "/RoleMap", "/ClassMap", "/IDTree", "/Namespaces")


class PlainCopy:
    """A file in the making."""

    def __init__(self, foreign: Foreign) -> None:
        self._foreign = foreign
        self._tagged = raw(foreign.catalog, "/StructTreeRoot") is not None
        self._numbers: dict[generic.Reference, int | None] = {}
        self._objects: dict[int, generic.PdfObject] = {}
        self._waiting: deque[tuple[int, generic.PdfObject]] = deque()

    def written(self) -> bytes:
        """The whole file; the same source gives the same bytes."""
        catalog, information, tree = self._new(), self._new(), self._new()
        pages = [(page, self._new(page.reference.reference)) for page in self._foreign.pages]
        links = [self._links(page) for page, _ in pages]
        structure = self._structure_root() if self._tagged else None
        for (page, own), listed in zip(pages, links, strict=True):
            self._objects[own.idnum] = self._page(page, tree, listed)
        self._objects[tree.idnum] = dictionary(
            Type=pdf_name("/Pages"),
            Kids=generic.ArrayObject(own for _, own in pages),
            Count=generic.NumberObject(len(pages)),
        )
        self._objects[catalog.idnum] = self._catalog(tree, structure)
        self._objects[information.idnum] = dictionary(Producer=generic.pdf_string("esign"))
        while self._waiting:
            number, value = self._waiting.popleft()
            self._objects[number] = self._copied(value)
        return self._file(catalog, information)

    def _catalog(
        self, tree: generic.IndirectObject, structure: generic.IndirectObject | None
    ) -> generic.DictionaryObject:
        source = self._foreign.catalog
        own = dictionary(Type=pdf_name("/Catalog"), Pages=tree)
        for key in CATALOG:
            if key in source:
                own[pdf_name(key)] = self._copied(source.raw_get(key))
        names = raw(entry(source, "/Names"), "/Dests")
        if isinstance(names, generic.PdfObject):
            own[pdf_name("/Names")] = dictionary(Dests=self._copied(names))
        if structure is not None:
            own[pdf_name("/StructTreeRoot")] = structure
        return own

    def _page(
        self, page: Page, tree: generic.IndirectObject, links: list[generic.IndirectObject]
    ) -> generic.DictionaryObject:
        own = dictionary(Type=pdf_name("/Page"), Parent=tree, Contents=self._add(_contents(page)))
        own[pdf_name("/Resources")] = generic.DictionaryObject()
        for key in PAGE:
            if key in page.entries and (self._tagged or key != "/StructParents"):
                own[pdf_name(key)] = self._copied(page.entries.raw_get(key))
        if links:
            own[pdf_name("/Annots")] = generic.ArrayObject(links)
        if self._tagged:
            own[pdf_name("/Tabs")] = pdf_name("/S")
        return own

    def _links(self, page: Page) -> list[generic.IndirectObject]:
        """The page's links, without ours; every other annotation is left behind."""
        kept = []
        for reference in items(page.entries, "/Annots"):
            annotation = resolved(reference)
            ours = link_address(entry(annotation, "/A")).startswith(OWN_SCHEME)
            place = reference.reference if isinstance(reference, generic.IndirectObject) else None
            if entry(annotation, "/Subtype") != "/Link" or ours:
                if place is not None:
                    self._numbers[place] = None
                continue
            own = self._new(place)
            self._objects[own.idnum] = self._link(annotation)
            kept.append(own)
        return kept

    def _link(self, annotation: object) -> generic.DictionaryObject:
        own = dictionary(Type=pdf_name("/Annot"), Subtype=pdf_name("/Link"))
        for key in LINK:
            value = raw(annotation, key)
            wanted = self._tagged or key != "/StructParent"
            if wanted and isinstance(value, generic.PdfObject):
                own[pdf_name(key)] = self._copied(value)
        action = entry(annotation, "/A")
        if action is not None:
            made = dictionary(Type=pdf_name("/Action"))
            for key in ACTION:
                value = raw(action, key)
                if isinstance(value, generic.PdfObject):
                    made[pdf_name(key)] = self._copied(value)
            own[pdf_name("/A")] = made
        return own

    def _structure_root(self) -> generic.IndirectObject:
        """The tree of tags with its number tree made flat (ISO 32000-1 §14.7.4.4)."""
        root = entry(self._foreign.catalog, "/StructTreeRoot")
        place = self._foreign.catalog.raw_get("/StructTreeRoot")
        known = place.reference if isinstance(place, generic.IndirectObject) else None
        own = self._new(known)
        made = dictionary(Type=pdf_name("/StructTreeRoot"))
        for key in STRUCTURE:
            value = raw(root, key)
            if isinstance(value, generic.PdfObject):
                made[pdf_name(key)] = self._copied(value)
        flat = generic.ArrayObject()
        for place_in_tree, value in sorted(_numbered(entry(root, "/ParentTree")).items()):
            flat.append(generic.NumberObject(place_in_tree))
            flat.append(self._copied(value))
        made[pdf_name("/ParentTree")] = dictionary(Nums=flat)
        self._objects[own.idnum] = made
        return own

    def _copied(self, value: generic.PdfObject) -> generic.PdfObject:
        if isinstance(value, generic.IndirectObject):
            return self._reference(value)
        if isinstance(value, generic.StreamObject):
            kept = {
                key: self._copied(each)
                for key, each in dict.items(value)
                if key not in {"/Length", "/Metadata"}
            }
            return generic.StreamObject(kept, encoded_data=value.encoded_data)
        if isinstance(value, generic.DictionaryObject):
            if dict.get(value, "/Type") == "/OBJR" and self._dropped(raw(value, "/Obj")):
                return generic.NullObject()
            return generic.DictionaryObject(
                {key: self._copied(each) for key, each in dict.items(value) if key != "/Metadata"}
            )
        if isinstance(value, generic.ArrayObject):
            entries = (self._copied(each) for each in list.__iter__(value))
            objr = any(_is_object_reference(each) for each in list.__iter__(value))
            return generic.ArrayObject(
                each for each in entries if not (objr and isinstance(each, generic.NullObject))
            )
        return value

    def _reference(self, value: generic.IndirectObject) -> generic.PdfObject:
        reference = value.reference
        if reference not in self._numbers:
            target = value.get_object()
            if target is None or _belongs_elsewhere(target):
                self._numbers[reference] = None
            else:
                own = self._new(reference)
                self._waiting.append((own.idnum, target))
        number = self._numbers[reference]
        return generic.NullObject() if number is None else self._pointer(number)

    def _dropped(self, value: object) -> bool:
        known = self._numbers
        return isinstance(value, generic.IndirectObject) and known.get(value.reference, 0) is None

    def _new(self, reference: generic.Reference | None = None) -> generic.IndirectObject:
        number = len(self._objects) + 1
        if number > MOST_OBJECTS:
            raise InputError("adopt.too_rich")
        self._objects[number] = generic.NullObject()
        if reference is not None:
            self._numbers[reference] = number
        return self._pointer(number)

    def _add(self, value: generic.PdfObject) -> generic.IndirectObject:
        own = self._new()
        self._objects[own.idnum] = value
        return own

    def _pointer(self, number: int) -> generic.IndirectObject:
        return generic.IndirectObject(number, 0, self._foreign.reader)

    def _file(self, catalog: generic.IndirectObject, information: generic.IndirectObject) -> bytes:
        out = BytesIO()
        out.write(HEADER)
        places = []
        for number in sorted(self._objects):
            places.append(out.tell())
            out.write(b"%d 0 obj\n" % number)
            self._objects[number].write_to_stream(out, None)
            out.write(b"\nendobj\n\n")
        start = out.tell()
        identifier = generic.ByteStringObject(sha256(out.getvalue()).digest()[:16])
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        out.writelines(b"%010d 00000 n \n" % place for place in places)
        out.write(b"trailer\n")
        dictionary(
            Size=generic.NumberObject(len(places) + 1),
            Root=catalog,
            Info=information,
            ID=generic.ArrayObject([identifier, identifier]),
        ).write_to_stream(out, None)
        out.write(b"\nstartxref\n%d\n%%%%EOF\n" % start)
        return out.getvalue()


def dictionary(**entries: generic.PdfObject) -> generic.DictionaryObject:
    """A dictionary of these entries."""
    return generic.DictionaryObject({pdf_name(f"/{key}"): item for key, item in entries.items()})


def deflated(content: bytes) -> generic.StreamObject:
    """A content stream, compressed."""
    entries = dictionary(Filter=pdf_name("/FlateDecode"))
    return generic.StreamObject(entries, encoded_data=zlib.compress(content, 9))


def _contents(page: Page) -> generic.StreamObject:
    """A page's content as one stream that leaves the graphics state as it found it."""
    listed = items(page.entries, "/Contents") or [raw(page.entries, "/Contents")]
    parts = [each.data for each in map(resolved, listed) if isinstance(each, generic.StreamObject)]
    if sum(map(len, parts)) > MOST_CONTENT:
        raise InputError("adopt.too_rich")
    return deflated(b"\n".join((b"q", *parts, b"Q")))


def _numbered(tree: object) -> dict[int, generic.PdfObject]:
    """The entries of a number tree (ISO 32000-1 §7.9.7)."""
    found: dict[int, generic.PdfObject] = {}
    waiting, seen = [tree], set[int]()
    while waiting:
        node = resolved(waiting.pop())
        if not isinstance(node, generic.DictionaryObject) or id(node) in seen:
            continue
        seen.add(id(node))
        pairs = items(node, "/Nums")
        for key, value in zip(pairs[::2], pairs[1::2], strict=False):
            number = resolved(key)
            if isinstance(number, int) and isinstance(value, generic.PdfObject):
                found[int(number)] = value
        waiting.extend(items(node, "/Kids"))
    return found


def _is_object_reference(value: object) -> bool:
    return raw(value, "/Type") == "/OBJR"


def _belongs_elsewhere(target: object) -> bool:
    """Whether something is a page, a tree of pages or an annotation that was not taken over."""
    return raw(target, "/Type") in {"/Page", "/Pages", "/Catalog", "/Annot"} or (
        raw(target, "/Rect") is not None
    )
