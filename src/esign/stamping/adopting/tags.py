# SPDX-License-Identifier: Apache-2.0
"""The tree of tags of an adopted page, with what we put on it (ISO 32000-1 §14.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.stamping.adopting.plain import dictionary

if TYPE_CHECKING:
    from esign.stamping.rewriting import Rewriting


class Tags:
    """The tree of tags, being added to; one is made where the file has none."""

    def __init__(self, rewriting: Rewriting) -> None:
        self._rewriting = rewriting
        catalog = rewriting.catalog
        self.tagged = "/StructTreeRoot" in catalog
        if self.tagged:
            self.place: generic.IndirectObject = catalog.raw_get("/StructTreeRoot")
            self._root = generic.DictionaryObject(self.place.get_object())
            pairs = list(list.__iter__(self._root["/ParentTree"]["/Nums"]))
        else:
            self.place, pairs = rewriting.add(generic.NullObject()), []
            self._root = dictionary(Type=pdf_name("/StructTreeRoot"))
        self._parents = {
            int(key): value for key, value in zip(pairs[::2], pairs[1::2], strict=True)
        }
        self._next = max(self._parents, default=-1) + 1
        self._added = generic.ArrayObject()

    def span(self, page: generic.IndirectObject) -> int | None:
        """The id of marked content for a word of ours on a tagged page; None on another one."""
        key = dict.get(page.get_object(), "/StructParents")
        if not self.tagged or key is None or int(key) not in self._parents:
            return None
        value = self._parents[int(key)]
        shared = isinstance(value, generic.IndirectObject)
        known = self._rewriting.current(value) if shared else value
        own = generic.ArrayObject(list.__iter__(cast("generic.ArrayObject", known)))
        element = dictionary(
            Type=pdf_name("/StructElem"),
            S=pdf_name("/Span"),
            P=self.place,
            Pg=page,
            K=generic.NumberObject(len(own)),
        )
        reference = self._rewriting.add(element)
        own.append(reference)
        if shared:
            self._rewriting.replace(value, own)
        else:
            self._parents[int(key)] = own
        self._added.append(reference)
        return len(own) - 1

    def link(self, page: generic.IndirectObject, annotation: generic.IndirectObject) -> int:
        """The key under which the tree knows a link of ours."""
        held = dictionary(Type=pdf_name("/OBJR"), Pg=page, Obj=annotation)
        element = dictionary(
            Type=pdf_name("/StructElem"),
            S=pdf_name("/Link"),
            P=self.place,
            K=generic.ArrayObject([held]),
        )
        reference = self._rewriting.add(element)
        key, self._next = self._next, self._next + 1
        self._parents[key] = reference
        self._added.append(reference)
        return key

    def written(self) -> generic.IndirectObject:
        """The root of the tree, with all that was added."""
        flat = generic.ArrayObject()
        for key in sorted(self._parents):
            flat.append(generic.NumberObject(key))
            flat.append(self._parents[key])
        root = self._root
        root[pdf_name("/ParentTree")] = dictionary(Nums=flat)
        root[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(self._next)
        before = root.raw_get("/K") if "/K" in root else generic.ArrayObject()
        kids = before.get_object() if isinstance(before, generic.IndirectObject) else before
        listed = list.__iter__(kids) if isinstance(kids, generic.ArrayObject) else [before]
        root[pdf_name("/K")] = generic.ArrayObject([*listed, *list.__iter__(self._added)])
        self._rewriting.replace(self.place, root)
        return self.place
