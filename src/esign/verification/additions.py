# SPDX-License-Identifier: Apache-2.0
"""Closed-world analysis of a revision that adds proof to a finished file.

Two things may be added, and nothing beside them: an invisible document time-stamp (ISO 32000-2
§12.8.5) and validation data in the document security store (§12.8.4.3). Every object of the
revision is accounted for: it is new and one of theirs, or one of the few that had to grow
(catalogue, form, list of fields, list of a page's annotations, store), and then it differs in
nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from esign.verification.growth import BeyondError, Growth, grown, same_reference
from esign.verification.security_store import KINDS, is_proper
from esign.verification.source import references

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyhanko.pdf_utils.generic import PdfObject

    from esign.verification.form import SignedField
    from esign.verification.source import Source

_GROWING = frozenset(("/AcroForm", "/DSS", "/Extensions"))
_FIELD = frozenset(("/FT", "/T", "/TU", "/Ff", "/V"))
_WIDGET = _FIELD | {"/Type", "/Subtype", "/F", "/Rect", "/P"}
_VALUE = frozenset(("/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/V"))
_STORE = frozenset(("/Type", "/VRI", *KINDS))
_OF_ONE_SIGNATURE = {"/Cert": "/Certs", "/CRL": "/CRLs", "/OCSP": "/OCSPs"}
_SIGNATURE_NAME = re.compile(r"/[0-9A-F]{40}")
_DEVELOPERS = frozenset(("/ESIC", "/ADBE", "/ISO_"))
_EXTENSION = frozenset(("/Type", "/BaseVersion", "/ExtensionLevel", "/ExtensionRevision", "/URL"))
_POINT = 4  # numbers of an empty rectangle


def beyond_proof(
    source: Source, added: Mapping[int, PdfObject], number: int, stamp: SignedField | None
) -> str:
    """What a revision does beside adding proof; empty if nothing.

    Args:
        source: the file.
        added: the objects of the revision by number.
        number: the revision's.
        stamp: the time-stamp field whose value the revision brought.
    """
    walk = _Walk(source, added, number)
    try:
        return walk.beyond(stamp)
    except BeyondError as fault:
        return str(fault)


class _Walk:
    """Walks a revision along what may grow."""

    def __init__(self, source: Source, added: Mapping[int, PdfObject], number: int) -> None:
        self._source = source
        self._growth = Growth(source, added, number)
        self._proof = False

    def beyond(self, stamp: SignedField | None) -> str:
        root = self._source.reader.root_ref
        reference = IndirectObject(root.idnum, root.generation, self._source.reader)
        before, after = self._growth.dictionaries(reference, reference, "catalogue")
        self._growth.same(before, after, _GROWING, "catalogue")
        self._form(dict.get(before, "/AcroForm"), dict.get(after, "/AcroForm"), stamp)
        if "/DSS" in after:
            self._store(dict.get(before, "/DSS"), dict.get(after, "/DSS"))
        elif "/DSS" in before:
            raise BeyondError("store removed")
        self._extensions(dict.get(before, "/Extensions"), dict.get(after, "/Extensions"))
        if not self._growth.is_complete:
            return "objects"
        return "" if self._proof else "nothing"

    def _form(self, before: object, after: object, stamp: SignedField | None) -> None:
        old, new = self._growth.dictionaries(before, after, "form")
        self._growth.same(old, new, frozenset(("/Fields",)), "form")
        present, fields = self._growth.arrays(
            dict.get(old, "/Fields"), dict.get(new, "/Fields"), "fields"
        )
        more = grown(present, fields, "fields")
        if len(more) > 1 or bool(more) != (stamp is not None):
            raise BeyondError("fields")
        if more and stamp is not None:
            self._field(more[0], stamp, present)
            self._proof = True

    def _field(self, item: object, stamp: SignedField, others: list[object]) -> None:
        """A new signature field without any appearance, and its time-stamp."""
        field = self._growth.new(item, "field")
        if not isinstance(field, DictionaryObject):
            raise BeyondError("field")
        name = dict.get(field, "/T")
        names = [self._source.entry(self._source.resolve(other), "/T") for other in others]
        sound = (
            (_WIDGET if "/Subtype" in field else _FIELD).issuperset(field)
            and dict.get(field, "/FT") == "/Sig"
            and isinstance(name, TextStringObject)
            and "." not in name
            and name not in names
            and isinstance(item, IndirectObject)
            and item.reference == stamp.reference
            and _refer_only(field, {"/V", "/P"})
        )
        if not sound:
            raise BeyondError("field")
        self._value(dict.get(field, "/V"))
        if "/Subtype" in field:
            self._widget(item, field)

    def _value(self, raw: object) -> None:
        value = self._growth.new(raw, "time-stamp")
        sound = (
            isinstance(value, DictionaryObject)
            and not isinstance(value, StreamObject)
            and _VALUE.issuperset(value)
            and dict.get(value, "/Type") == "/DocTimeStamp"
            and dict.get(value, "/SubFilter") == "/ETSI.RFC3161"
            and _refer_only(value, set())
        )
        if not sound:
            raise BeyondError("time-stamp")

    def _widget(self, item: object, field: DictionaryObject) -> None:
        """An annotation of no size; the page that lists it may grow by it."""
        box = dict.get(field, "/Rect")
        entries = list(list.__iter__(box)) if isinstance(box, ArrayObject) else []
        empty = len(entries) == _POINT and all(entry == 0 for entry in entries)
        if not empty or dict.get(field, "/Subtype") != "/Widget":
            raise BeyondError("widget")
        if "/P" not in field:
            return
        page = field.raw_get("/P")
        before, after = self._growth.dictionaries(page, page, "page")
        if dict.get(before, "/Type") != "/Page":
            raise BeyondError("page")
        self._growth.same(before, after, frozenset(("/Annots",)), "page")
        notes = dict.get(before, "/Annots"), dict.get(after, "/Annots")
        old, new = self._growth.arrays(*notes, "annotations") if notes[1] is not None else ([], [])
        more = grown(old, new, "annotations")
        if more and (len(more) > 1 or not same_reference(more[0], item)):
            raise BeyondError("annotations")

    def _store(self, before: object, after: object) -> None:
        old, new = self._growth.dictionaries(before, after, "store")
        if not _STORE.issuperset(new) or not set(old) <= set(new):
            raise BeyondError("store")
        if dict.get(new, "/Type", "/DSS") != "/DSS":
            raise BeyondError("store")
        for kind in KINDS:
            present, listed = self._growth.arrays(dict.get(old, kind), dict.get(new, kind), "store")
            for item in grown(present, listed, "store"):
                if not is_proper(kind, self._growth.new(item, "store")):
                    raise BeyondError("data")
                self._proof = True
        self._by_signature(new, dict.get(old, "/VRI"), dict.get(new, "/VRI"))

    def _by_signature(self, store: DictionaryObject, before: object, after: object) -> None:
        """The data by signature; all of it is in the store's own lists too (§12.8.4.4)."""
        if after is None:
            return
        old, new = self._growth.dictionaries(before, after, "VRI")
        if not set(old) <= set(new):
            raise BeyondError("VRI")
        for key in new:
            if _SIGNATURE_NAME.fullmatch(key) is None:
                raise BeyondError("VRI")
            _, entry = self._growth.dictionaries(dict.get(old, key), dict.get(new, key), "VRI")
            self._of_one_signature(store, entry)

    def _of_one_signature(self, store: DictionaryObject, entry: DictionaryObject) -> None:
        for key, value in dict.items(entry):
            if (key == "/Type" and value == "/VRI") or (
                key == "/TU" and isinstance(value, TextStringObject)
            ):
                continue
            kind = _OF_ONE_SIGNATURE.get(key)
            if kind is None or not isinstance(value, ArrayObject):
                raise BeyondError("VRI")
            listed = self._source.resolve(dict.get(store, kind))
            known = set(references(listed))
            if not all(
                isinstance(item, IndirectObject) and item.reference in known
                for item in list.__iter__(value)
            ):
                raise BeyondError("VRI")

    def _extensions(self, before: object, after: object) -> None:
        """Which extensions of the standard the file uses (§7.12); new ones may be named."""
        if after is None and before is None:
            return
        old, new = self._growth.dictionaries(before, after, "extensions")
        self._growth.same(old, new, _DEVELOPERS - set(old), "extensions")
        for key in set(new) - set(old):
            entry = dict.get(new, key)
            plain = (
                isinstance(entry, DictionaryObject)
                and _EXTENSION.issuperset(entry)
                and all(
                    isinstance(value, NameObject | NumberObject | TextStringObject)
                    for value in dict.values(entry)
                )
            )
            if not plain:
                raise BeyondError("extensions")


def _refer_only(container: DictionaryObject, keys: set[str]) -> bool:
    """Whether no entries but certain ones refer to other objects."""
    others = (value for key, value in dict.items(container) if key not in keys)
    return not any(found for value in others for found in references(value))
